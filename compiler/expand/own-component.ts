import type { ComponentWord } from '../../grammar/ast.ts';
import type { Definition } from '../bind/definitions.ts';
import { argumentsOf, parametersFrom } from '../bind/own-arguments.ts';
import type { ArgumentDeclarations } from '../declarations/declare.ts';
import {
  defineActivation,
  defineConstraint,
  defineLoss,
  defineMetric,
  defineRegularizer,
  defineSchedule,
} from '../declarations/define.ts';
import type { ComponentTypes, LossMisfit } from '../declarations/define-component.ts';
import type { Arguments } from '../declarations/values.ts';
import type { BatchAxis } from '../functions/define-function.ts';
import { snakeCase } from '../names/snake-case.ts';
import type { Ops } from '../ops/builder.ts';
import type { Tensor } from '../ops/types.ts';
import type { Size } from '../shapes/size.ts';
import { mayBeEqual } from '../shapes/may-be-equal.ts';
import { isBatched, tensorTypeText, wholeType, type TensorType } from '../shapes/types.ts';
import { accumulatedMetric } from './accumulators/metric.ts';
import { componentContext, lowerBody } from './lower-body.ts';
import { expandOwnBody, type OwnBody } from './own-body.ts';
import { outcomeOf, targetAndPrediction, type OwnComponent } from './own-component-parts.ts';
import { targetTypeOf } from './own-target.ts';
import type { ExpansionContext } from './site.ts';

/** What is written in a component may join the samples, but in an activation, whose results stay apart. */
export function batchAxisOf(category: ComponentWord): BatchAxis {
  return category === 'activation' ? 'kept' : 'free';
}

/** A component of the text as the declaration of one: its functions are found by expanding the text. */
export function createOwnComponent(
  contextOf: () => ExpansionContext,
  definition: Definition,
  isBroken: () => boolean,
): ComponentTypes[ComponentWord] {
  const { declaration } = definition;
  if (declaration.kind !== 'Component') throw new Error(`${definition.name} is no component.`);
  const { category } = declaration;
  const bodies = new Map<string, OwnBody>();
  const bodyOf: OwnComponent['bodyOf'] = (args, inputs) => {
    const key = [argumentsKey(args), ...inputs.map(tensorTypeText)].join(' ');
    const known = bodies.get(key);
    if (known) return known;
    const parameters = parametersFrom(definition, args as Arguments);
    const batch = batchAxisOf(category);
    const body = expandOwnBody(contextOf(), { definition, parameters, inputs, batch });
    bodies.set(key, body);
    const [oldest] = bodies.keys();
    if (bodies.size > mostKept) bodies.delete(oldest!);
    return body;
  };
  const lower: OwnComponent['lower'] = (ops, args, tensors, types) => {
    const body = bodyOf(args, types);
    const given = new Map(body.inputs.map(({ index }, place) => [index, tensors[place]!]));
    const batch = tensors[types.findIndex(isBatched)]?.shape[0] ?? 1;
    const result = body.result.kind === 'tensor' ? body.result.tensor.index : -1;
    return lowerBody(body, componentContext(ops, batch), given)(result);
  };
  const target: OwnComponent['target'] = (head, args) =>
    targetTypeOf(contextOf(), definition, parametersFrom(definition, args as Arguments), head);
  const component = makers[category]({ definition, bodyOf, target, isBroken, lower });
  let declared: ArgumentDeclarations | undefined;
  return Object.defineProperties(
    { ...component },
    { arguments: { enumerable: true, get: () => (declared ??= argumentsOf(contextOf(), definition)) } },
  );
}

/** How many bodies a component keeps: one made of others in a row would be expanded anew by each of those before it. */
const mostKept = 8;

const componentIds = new WeakMap<object, number>();
let componentCount = 0;

/** Arguments as text. Components and layers among them count by which they are: two may bear one name. */
function argumentsKey(args: object): string {
  return JSON.stringify(args, (_, value: unknown) => {
    if (typeof value === 'number') return String(value);
    const { declaration } = (value ?? {}) as { readonly declaration?: object };
    if (declaration === undefined) return value;
    const id = componentIds.get(declaration) ?? componentCount++;
    componentIds.set(declaration, id);
    return { ...(value as object), declaration: id };
  });
}

type Makers = { readonly [C in ComponentWord]: (own: OwnComponent) => ComponentTypes[C] };

const makers: Makers = {
  activation: (own) =>
    defineActivation<ArgumentDeclarations>({
      ...named(own),
      lower: (ops, x, args) => float(ops, own.lower(ops, args, [x], [batchedLike(x)])),
      outputShape: (shape, args) => {
        const { type, problem } = resultOf(own, args, [wholeType({ dtype: 'float32', shape })]);
        if (problem !== undefined) return own.isBroken() ? shape : refusal(problem);
        return type && isBatched(type) ? type.shape.slice(1) : shape;
      },
    }),
  loss: (own) =>
    defineLoss<ArgumentDeclarations>({
      ...named(own),
      target: (head, args) => {
        const target = own.target(head, args);
        if ('misfit' in target || own.isBroken()) return target;
        const { type, problem } = resultOf(own, args, [wholeType(target), wholeType(head)]);
        if (problem !== undefined) return misfit(own, problem);
        if (type && !isBatched(type)) return misfit(own, lostBatch(own, type));
        return target;
      },
      entryShape: (head, args) => {
        const target = own.target(head, args);
        if ('misfit' in target) return [];
        const { type } = resultOf(own, args, [wholeType(target), wholeType(head)]);
        return type && isBatched(type) ? type.shape.slice(1) : [];
      },
      lower: (ops, { yTrue, yPred, args }) =>
        float(ops, own.lower(ops, args, ...targetAndPrediction(own, ops, args, yTrue, yPred))),
    }),
  metric: (own) =>
    defineMetric<ArgumentDeclarations>({
      ...named(own),
      logName: snakeCase(own.definition.name),
      better: 'unstated',
      ...accumulatedMetric(own),
    }),
  regularizer: (own) =>
    defineRegularizer<ArgumentDeclarations>({
      ...named(own),
      misfit: (shape, args) => {
        if (own.isBroken()) return undefined;
        const { type, problem } = resultOf(own, args, [weightType(shape)]);
        if (problem !== undefined) return refusal(problem);
        return type && type.shape.length > 0
          ? `gives ${tensorTypeText(type)} instead of one number`
          : undefined;
      },
      lower: (ops, weight, args) =>
        float(ops, own.lower(ops, args, [weight], [{ ...weightType(weight.shape), dtype: weight.dtype }])),
    }),
  constraint: (own) =>
    defineConstraint<ArgumentDeclarations>({
      ...named(own),
      misfit: (shape, args) => {
        if (own.isBroken()) return undefined;
        const { type, problem } = resultOf(own, args, [weightType(shape)]);
        if (problem !== undefined) return refusal(problem);
        return type && !sameShape(type.shape, shape)
          ? `makes ${tensorTypeText(type)} of it, and a weight keeps its shape`
          : undefined;
      },
      lower: (ops, weight, args) => {
        const value = own.lower(ops, args, [weight], [{ ...weightType(weight.shape), dtype: weight.dtype }]);
        return value.dtype === weight.dtype ? value : ops.cast(value, weight.dtype);
      },
    }),
  schedule: (own) =>
    defineSchedule<ArgumentDeclarations>({
      ...named(own),
      lower: (ops, step, args) => ops.reshape(float(ops, own.lower(ops, args, [step], [weightType([])])), []),
    }),
};

function named({ definition }: OwnComponent) {
  return { name: definition.name, own: true, summary: definition.declaration.doc ?? '', arguments: {} };
}

/** What comes out of a component for inputs of these whole types, or why nothing does. */
export function resultOf(
  own: OwnComponent,
  args: object,
  inputs: readonly TensorType[],
): { readonly type?: TensorType | undefined; readonly problem?: string } {
  const body = own.bodyOf(args, inputs);
  return outcomeOf(own.definition, body);
}

/** Why a loss without values for samples is none. */
export function lostBatch({ definition }: Pick<OwnComponent, 'definition'>, type: TensorType): string {
  return `\`${definition.name}\` gives ${tensorTypeText(type)}: a loss has a value for each sample, or for each of its entries.`;
}

function misfit({ definition }: OwnComponent, problem: string): LossMisfit {
  return {
    misfit: true,
    message: problem.startsWith(`\`${definition.name}\``)
      ? problem
      : `\`${definition.name}\` does not fit this head: ${problem}`,
  };
}

function batchedLike(x: Tensor): TensorType {
  return wholeType({ dtype: x.dtype, shape: x.shape.slice(1) });
}

/** A weight has no batch: its first axis is one like others. */
function weightType(shape: readonly Size[]): TensorType {
  return { dtype: 'float32', shape, whole: true };
}

function sameShape(a: readonly Size[], b: readonly Size[]): boolean {
  return a.length === b.length && a.every((size, axis) => mayBeEqual(size, b[axis]!));
}

function float(ops: Ops, x: Tensor): Tensor {
  return x.dtype === 'float32' ? x : ops.cast(x, 'float32');
}

/** Why a component cannot take a tensor, as the end of a sentence of which the others write the period. */
function refusal(problem: string): string {
  return `cannot take it: ${problem.replace(/\.$/, '')}`;
}
