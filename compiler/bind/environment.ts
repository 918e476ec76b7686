import type { CallExpression, TopLevelDeclaration } from '../../grammar/ast.ts';
import type { Size } from '../shapes/size.ts';
import type { Module } from './module.ts';
import type { Value } from './values.ts';

/** The names that a constant expression can read: constants of its file, parameters, loop variables. */
export interface Environment {
  readonly module: Module;
  readonly parameters: ReadonlyMap<string, Value>;
  readonly loop: LoopVariable | undefined;
  /** The constant, block or model whose text it is. */
  readonly inside?: TopLevelDeclaration;
  /** What size variables stand for, where they may be computed with. */
  readonly sizes?: ReadonlyMap<string, Size> | undefined;
  /** What calls give that mean something only here. */
  readonly callValue?: (call: CallExpression) => Value | undefined;
  /** What other names of the model or block are: "a tensor", "size variable", …; for messages. */
  readonly scopeNames?: () => ReadonlyMap<string, string>;
}

export interface LoopVariable {
  readonly name: string;
  readonly value: Value;
  readonly outer: LoopVariable | undefined;
}

const noParameters: ReadonlyMap<string, Value> = new Map();

/** The environment of top-level constants. */
export function moduleEnvironment(module: Module): Environment {
  return { module, parameters: noParameters, loop: undefined };
}

/** The value of a parameter or loop variable, innermost first. */
export function findParameter(environment: Environment, name: string): Value | undefined {
  for (let loop = environment.loop; loop; loop = loop.outer) {
    if (loop.name === name) return loop.value;
  }
  return environment.parameters.get(name);
}

export function withLoopVariable(environment: Environment, name: string, value: Value): Environment {
  return { ...environment, loop: { name, value, outer: environment.loop } };
}

/** The names of parameters and loop variables in scope. */
export function parameterNames(environment: Environment): readonly string[] {
  const names = [...environment.parameters.keys()];
  for (let loop = environment.loop; loop; loop = loop.outer) names.push(loop.name);
  return names;
}
