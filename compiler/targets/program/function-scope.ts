import type { CallExpression, Expression, Identifier } from '../../../grammar/ast.ts';
import { constantFunctions } from '../../bind/functions.ts';
import type { Definition } from '../../bind/definitions.ts';
import type { Module } from '../../bind/module.ts';
import { walkExpressions } from '../../bind/walk.ts';
import type { ArgumentType } from '../../declarations/declare.ts';
import type { TensorFunction } from '../../functions/define-function.ts';
import { findFunction } from '../../functions/registry.ts';
import { findLayer } from '../../layers/registry.ts';
import type { ModelOrigin } from '../../check/compile.ts';
import type { DefinitionInfo } from './definition-info.ts';
import type { Instances } from './instances.ts';
import { type NamedNode } from './name-policies.ts';
import type {
  LayerMaker,
  LayerName,
  ProgramFunction,
  ProgramParameter,
  Statement,
  Tensor,
  Value,
  Variable,
} from './program.ts';
import { Unstructured } from './unstructured.ts';
import { splitTrainable, writtenArguments, writtenValue, type ValueNames } from './values.ts';
import type { Flow } from './flow.ts';

/** What the functions of one program share while they are built. */
export interface ProgramContext {
  readonly origin: ModelOrigin;
  readonly instances: Instances;
  /** Functions of blocks and models used as layers: those that a text uses are built before it. */
  readonly functions: ReadonlyMap<Definition, ProgramFunction>;
  /** The variable of a constant of the language. */
  readonly constant: (name: Identifier, module: Module) => Variable | undefined;
}

/** What a function of a program is built with: where its statements go, its names, and the layers that it makes. */
export abstract class FunctionScope {
  readonly statements: Statement[] = [];
  readonly tensors = new Map<string, Tensor>();
  /** True once a name is counted while the program runs. */
  counts = false;
  protected readonly context: ProgramContext;
  protected readonly info: DefinitionInfo;
  protected readonly parameters: ReadonlyMap<string, ProgramParameter>;
  protected readonly isModel: boolean;
  protected module: Module;
  protected loops: readonly (readonly [string, Variable])[] = [];
  protected into: Statement[] = this.statements;

  constructor(
    context: ProgramContext,
    info: DefinitionInfo,
    parameters: ReadonlyMap<string, ProgramParameter>,
  ) {
    this.context = context;
    this.info = info;
    this.parameters = parameters;
    this.isModel = info.definition === context.origin.definition;
    this.module = info.definition.module;
  }

  value(expression: Expression, type: ArgumentType | undefined, module: Module = this.module): Value {
    return writtenValue(expression, type, this.names(module));
  }

  protected names(module: Module): ValueNames {
    return {
      source: module.source.text,
      variable: (name) => {
        const loop = this.loops.find(([key]) => key === name.key);
        if (loop) return loop[1];
        return this.parameters.get(name.key)?.variable ?? this.context.constant(name, module);
      },
    };
  }

  protected assign(target: Variable, value: Tensor, doc?: string): void {
    if (value.kind === 'variable' && value.variable === target) return;
    this.into.push({ kind: 'assign', targets: [target], doc, value });
  }

  protected keep(tensor: Tensor, target: Variable): Flow {
    this.assign(target, tensor);
    return { kind: 'one', tensor: { kind: 'variable', variable: target } };
  }

  /** True where the layers that a call makes give several results. */
  protected givesSeveral({ span }: CallExpression): boolean {
    const { instances } = this.context;
    const layers = new Set(instances.at(this.module.path, span));
    return instances.graph.calls.some(({ layer, outputs }) => outputs.length > 1 && layers.has(layer));
  }

  protected maker(node: NamedNode, call: CallExpression): LayerMaker {
    const { instances } = this.context;
    const layers = instances.at(this.module.path, node.span).map((index) => instances.layer(index));
    const declaration = layers[0]?.declaration ?? findLayer(call.callee.key);
    if (!declaration || (layers.length > 0 && layers.some((layer) => layer.declaration !== declaration)))
      throw new Unstructured('a layer of several kinds');
    const frozen = layers.map(({ trainable, weights }) => !trainable && weights.length > 0);
    if (frozen.some((each) => each !== frozen[0])) throw new Unstructured('a layer frozen in some uses');
    const { own, trainable } = splitTrainable(call);
    const settings = own.filter(({ name }) => name?.key !== 'name');
    return {
      declaration,
      name: this.layerName(node),
      arguments: writtenArguments(settings, declaration.arguments, this.names(this.module)),
      trainable: frozen.length > 0 ? !frozen[0]! : trainable,
    };
  }

  protected layerName(node: NamedNode): LayerName {
    const policy = this.info.policies.get(node);
    if (!policy) throw new Unstructured('a layer without name');
    const counted = policy.kind === 'counted';
    this.counts ||= counted;
    return { base: counted ? policy.base : policy.name, scoped: !this.isModel, counted };
  }

  protected usedDefinition(call: CallExpression): Definition | undefined {
    const meaning = this.module.names.get(call.callee.key);
    return meaning?.kind === 'definition'
      ? this.context.origin.definitions.get(meaning.declaration)
      : undefined;
  }

  protected isTensor(expression: Expression): boolean {
    let found = expression.kind === 'Pipeline';
    const visit = (name: Identifier | CallExpression): void => {
      if (name.kind === 'Call') found ||= !constantFunctions.has(name.callee.key);
      else found ||= this.tensors.has(name.key);
    };
    walkExpressions([expression], { identifier: visit, call: visit });
    return found;
  }

  /** One of kmodel's functions: what the text declares itself has no name elsewhere. */
  protected functionOf({ callee }: CallExpression): TensorFunction | undefined {
    return this.module.names.get(callee.key)?.kind === 'definition' ? undefined : findFunction(callee.key);
  }

  protected isFunction(call: CallExpression): boolean {
    return this.functionOf(call) !== undefined;
  }
}
