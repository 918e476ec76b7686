import type { LayerCall } from '../../../graph/model-graph.ts';
import { PythonScope } from '../../python/names.ts';
import type { Code } from '../../python/ops/code.ts';
import { statement, type Statement } from '../../python/statements.ts';
import { call, type PythonExpression } from '../../python/expressions.ts';

/** The attributes of a module while its class is written. */
export interface Unit {
  readonly key: string;
  readonly attributes: Map<string, string>;
  /** The class of each attribute that is a module of a class of the file. */
  readonly classes: Map<string, string>;
  readonly scope: PythonScope;
  readonly made: Statement[];
}

/** Where lines of a forward method are written. */
export interface Place {
  readonly unit: Unit;
  /** What names of layers begin with here. */
  readonly prefix: string;
  /** What names of parameters begin with here. */
  readonly path: string;
  readonly depth: number;
  readonly scope: PythonScope;
  /** The code of each value that is there, by its key. */
  readonly codes: Map<string, Code>;
  /** The variables that are claimed, by the tensors that they hold in the end. */
  readonly variables: Map<number, string>;
  readonly outerSize: (name: string) => string;
  /** The calls of this use of a block; undefined in the model itself. */
  readonly own: ReadonlySet<LayerCall> | undefined;
}

export function newUnit(key: string): Unit {
  return {
    key,
    attributes: new Map(),
    classes: new Map(),
    scope: new PythonScope(undefined, ['forward', 'training']),
    made: [],
  };
}

/** A statement of a constructor: `self.name = expression`, or the expression alone. */
export function madeStatement(attribute: string | undefined, expression: PythonExpression): Statement {
  const before = attribute === undefined ? '' : `self.${attribute} = `;
  return statement(before, expression, '', '        ');
}

/** Makes a module of a class of the file. */
export function makeModule(unit: Unit, attribute: string, name: string): Statement {
  unit.classes.set(attribute, name);
  return madeStatement(attribute, call(name, []));
}

export function withoutPrefix(name: string, prefix: string): string {
  return prefix !== '' && name.startsWith(prefix) ? name.slice(prefix.length) : name;
}
