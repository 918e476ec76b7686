import type { ArgumentDeclarations } from '../declarations/declare.ts';
import { defineLayer } from '../declarations/define.ts';
import {
  isShapeProblem,
  shapeProblem,
  type LayerDeclaration,
  type LayerShapeCall,
  type LoweringContext,
  type ShapeProblem,
} from '../declarations/define-layer.ts';
import type { Arguments } from '../declarations/values.ts';
import { argumentsOf, parametersFrom } from '../bind/own-arguments.ts';
import type { Definition } from '../bind/definitions.ts';
import type { Tensor } from '../ops/types.ts';
import { addSizes, sizesEqual, unknownSize, type Size } from '../shapes/size.ts';
import {
  batchSize,
  isBatched,
  sampleType,
  tensorTypeText,
  wholeType,
  type TensorType,
} from '../shapes/types.ts';
import { lowerBody } from './lower-body.ts';
import { expandOwnBody, resultsOf, type OwnBody } from './own-body.ts';
import type { ExpansionContext } from './site.ts';

/**
 * A layer of the text as the declaration of a layer: its shape rule and its weights are found by expanding the text
 * for what flows in, its lowering walks the functions that come of it.
 * @param contextOf a context in which nothing is reported
 * @param isBroken whether the declaration by itself has a mistake, which is reported there
 */
export function createOwnLayer(
  contextOf: () => ExpansionContext,
  definition: Definition,
  isBroken: () => boolean,
): LayerDeclaration {
  const bodies = new WeakMap<object, { readonly key: string; readonly body: OwnBody }[]>();
  const bodyOf = (args: object, inputs: readonly TensorType[]): OwnBody => {
    const types = inputs.map(wholeType);
    const key = types.map(tensorTypeText).join(' ');
    const kept = bodies.get(args) ?? [];
    const known = kept.find((each) => each.key === key);
    if (known) return known.body;
    const parameters = parametersFrom(definition, args as Arguments);
    const body = expandOwnBody(contextOf(), { definition, parameters, inputs: types, batch: 'free' });
    bodies.set(args, [...kept, { key, body }].slice(-mostKept));
    return body;
  };
  const { inputs } = definition;
  let declared: ArgumentDeclarations | undefined;
  const declaration = defineLayer<ArgumentDeclarations>({
    name: definition.name,
    family: 'own',
    summary: definition.declaration.doc ?? '',
    example: `x -> ${definition.name}(…)`,
    arguments: {},
    ...(inputs.length > 1
      ? { inputNames: inputs.map(({ member }) => ({ name: member.name.key, required: true })) }
      : {}),
    input: { count: inputs.length === 1 ? 'one' : inputs.length },
    output: (call) => {
      const result = outputOf(definition, bodyOf(call.args, call.inputs), call);
      return isShapeProblem(result) && isBroken() ? { ...result, inside: result.inside ?? [] } : result;
    },
    weights: (call) => weightsOf(bodyOf(call.args, call.inputs)),
    resultNames: () => resultNames(definition),
    lower: (context, call) => {
      const body = bodyOf(call.args, call.inputTypes);
      return lower(definition, body, context, call.inputs, call.masks);
    },
    mask: definition.returned?.member.settings ? () => maskOf(definition) : 'stop',
    multiplyAdds: ({ args, inputs: types }) => multiplyAdds(bodyOf(args, types)),
  });
  return Object.defineProperties(
    { ...declaration },
    // The defaults may be constants, which are known later than the declaration is made.
    { arguments: { enumerable: true, get: () => (declared ??= argumentsOf(contextOf(), definition)) } },
  );
}

/** A layer that is shared may be used with inputs of several shapes. */
const mostKept = 8;

function maskOf({ returned }: Definition): 'pass' | 'stop' {
  const entry = returned?.member.settings?.entries.find(({ name }) => name.key === 'mask');
  if (entry?.kind !== 'Entry') return 'stop';
  const { value } = entry;
  const isPass =
    (value.kind === 'Identifier' && value.key === 'pass') ||
    (value.kind === 'String' && value.value === 'pass');
  return isPass ? 'pass' : 'stop';
}

function resultNames({ returned }: Definition): readonly string[] | undefined {
  const value = returned?.member.value;
  return value?.kind === 'Record' ? value.entries.map(({ name }) => name.key) : undefined;
}

function outputOf(
  definition: Definition,
  body: OwnBody,
  { requireEqual, requireDivisible }: LayerShapeCall<unknown>,
): TensorType | readonly TensorType[] | ShapeProblem {
  const { misfit, diagnostics } = body;
  if (misfit) {
    const { name } = definition.inputs[misfit.input]!.member;
    const place = definition.inputs.length === 1 ? '{input}' : `{input${misfit.input}}`;
    return shapeProblem(
      misfit.code,
      `Input \`${name.text}\` of {layer} is ${misfit.wanted}, but ${place} is ${misfit.found}.`,
    );
  }
  const [error] = diagnostics.filter(({ severity }) => severity === 'error');
  if (error) return { problem: true, code: 'KM2004', message: error.message, inside: diagnostics };
  const results = resultsOf(body);
  if (!results || results.length === 0)
    return { problem: true, code: 'KM2004', message: `\`${definition.name}\` has no result.`, inside: [] };
  for (const { type } of results)
    if (!isBatched(type!) || type!.shape.slice(1).some(readsBatch))
      return shapeProblem(
        'KM3001',
        `The result of {layer} is ${tensorTypeText(type!)}: its first axis has to be the batch, and no other one.`,
      );
  for (const condition of body.conditions) {
    if (condition.kind === 'equal') requireEqual(condition.left, condition.right);
    else if (condition.kind === 'divisible') requireDivisible(condition.size, condition.divisor);
  }
  const types = results.map(({ type }) => sampleType(type!));
  return body.result.kind === 'tensor' ? types[0]! : types;
}

function readsBatch(size: Size): boolean {
  return sizesEqual(size, batchSize);
}

function weightsOf({ weights }: OwnBody) {
  // Where a layer has a result, the sizes of its weights are known.
  return weights.map(({ tensor: _, shape, ...weight }) => ({ ...weight, shape: shape as readonly number[] }));
}

function lower(
  definition: Definition,
  body: OwnBody,
  context: LoweringContext,
  inputs: readonly Tensor[],
  masks: readonly (Tensor | undefined)[],
): Tensor | readonly Tensor[] {
  const { ops } = context;
  const given = new Map<number, Tensor>();
  body.inputs.forEach(({ index, type }, place) => {
    const input = inputs[place]!;
    // Images come as bytes into what takes floats.
    const wanted = definition.inputs[place]!.member.type?.dtype.key;
    given.set(index, wanted === 'float32' && type!.dtype === 'uint8' ? ops.cast(input, 'float32') : input);
  });
  const updated = new Set(body.updates.map(({ name }) => name));
  for (const { name, tensor } of body.weights) {
    // A later use in the same step reads what an earlier one has set.
    given.set(tensor, updated.has(name) ? context.updatedWeight(name) : context.weight(name));
  }
  if (body.sources.training !== undefined)
    given.set(body.sources.training, ops.constant([context.training ? 1 : 0], [], 'bool'));
  for (const [place, index] of body.sources.masks)
    given.set(index, maskTensor(context, inputs[place]!, masks[place]));
  const value = lowerBody(body, context, given);
  if (context.training)
    for (const { name, tensor } of body.updates) {
      const weight = body.weights.find((each) => each.name === name)!;
      const next = value(tensor.index);
      const cast = next.dtype === weight.dtype ? next : ops.cast(next, weight.dtype);
      context.updateWeight(name, ops.stopGradient(cast));
    }
  for (const { tensor, weight } of body.objectives) {
    const mean = ops.mean(ops.cast(value(tensor.index), 'float32'));
    context.addLoss(weight === 1 ? mean : ops.multiply(mean, weight));
  }
  const results = resultsOf(body)!.map(({ index }) => value(index));
  return body.result.kind === 'tensor' ? results[0]! : results;
}

/** The mask of an input, with a value for each vector of its last axis; all true where there is none. */
function maskTensor({ ops }: LoweringContext, input: Tensor, mask: Tensor | undefined): Tensor {
  const shape = input.shape.length > 1 ? input.shape.slice(0, -1) : input.shape;
  if (!mask) return ops.fill(1, shape, 'bool');
  const missing = shape.length - mask.shape.length;
  if (missing <= 0) return mask;
  return ops.expand(ops.reshape(mask, [...mask.shape, ...Array<Size>(missing).fill(1)]), shape);
}

function multiplyAdds({ builder }: OwnBody): Size {
  return builder.calls.reduce<Size>((sum, call) => {
    const { declaration, args } = call.layer;
    const type = (index: number) => builder.tensors[index]!.type;
    const counted = declaration.multiplyAdds?.(
      {
        args: args!,
        inputs: call.inputs.map(({ index }) => type(index)),
        tensorArguments: {},
        requireEqual: () => undefined,
        requireDivisible: () => undefined,
        freshSize: () => unknownSize('fresh'),
      },
      call.outputs.map(type),
    );
    return counted === undefined ? sum : addSizes(sum, counted);
  }, 0);
}
