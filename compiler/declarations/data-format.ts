import type { Ops } from '../ops/builder.ts';
import type { Tensor } from '../ops/types.ts';
import type { TensorType } from '../shapes/types.ts';
import { option, type ArgumentDeclarations, type ValuesOf } from './declare.ts';
import {
  isShapeProblem,
  type InputSpecification,
  type LayerDeclaration,
  type LayerShapeCall,
  type ShapeProblem,
  type TensorArgument,
} from './define-layer.ts';
import { isComponent, type Arguments, type ArgumentValue, type ComponentValue } from './values.ts';

/** Where the channels of a layer's tensors stand, as Keras has it. */
export const dataFormat = option(
  ['channels_last', 'channels_first'],
  'channels_last',
  'Where the channels stand: behind the axes of space, or right behind the batch.',
);

/** Whether a call of a layer has its channels first. */
export function isChannelsFirst(layer: LayerDeclaration, args: Arguments): boolean {
  return layer.arguments.data_format === dataFormat && args.data_format === 'channels_first';
}

/** What a layer takes with these arguments: the axes stand where its `data_format` has them. */
export function inputOf(layer: LayerDeclaration, args: Arguments | undefined): InputSpecification {
  const { input } = layer;
  if (!args || !isChannelsFirst(layer, args)) return input;
  const rank = typeof input.rank === 'number' ? input.rank : input.rank?.minimum;
  const place = rank === undefined ? undefined : channelPlace(layer, rank);
  if (rank === undefined || place === undefined) return input;
  const moved = (axis: number): number => {
    const at = axis < 0 ? axis + rank : axis;
    if (at === rank - 1) return place;
    return at < place ? at : at + 1;
  };
  return {
    ...input,
    ...(input.knownAxes ? { knownAxes: input.knownAxes.map(moved) } : {}),
    ...(input.description ? { description: channelsMoved(input.description, place) } : {}),
  };
}

/** "an image, float32[batch, height, width, channels]" with the last axis moved in front. */
function channelsMoved(description: string, place: number): string {
  return description.replace(/\[batch, ([^\]]*)\]/, (_, axes: string) => {
    const names = axes.split(', ');
    const last = names.pop()!;
    return `[batch, ${names.toSpliced(place, 0, last).join(', ')}]`;
  });
}

/**
 * Where the channels of a tensor with this many axes beside the batch stand if they come first; undefined where it has
 * no axes of space, and so one order alone: labels, a mask, what a global pool gives.
 */
function channelPlace({ axesBehindChannels }: LayerDeclaration, rank: number): number | undefined {
  const place = axesBehindChannels === undefined ? 0 : rank - 1 - axesBehindChannels;
  return rank < 2 || place < 0 ? undefined : place;
}

/** The last entry of a list moved to a place, and the other way. */
const lastTo = <T>(list: readonly T[], place: number): readonly T[] =>
  list.slice(0, -1).toSpliced(place, 0, list.at(-1)!);
const toLast = <T>(list: readonly T[], place: number): readonly T[] => [
  ...list.toSpliced(place, 1),
  list[place]!,
];

/**
 * A layer that is declared for channels last, in both formats. With its channels first it does the same to the tensors
 * turned round: their types are brought to channels last, the results brought back, and so are values by transposes,
 * which cancel where such layers follow each other. Weights are the same in both, as in Keras.
 */
export function inEitherFormat<D extends ArgumentDeclarations>(
  layer: LayerDeclaration<D>,
): LayerDeclaration<D> {
  if (layer.arguments.data_format !== dataFormat) return layer;
  const declared: LayerDeclaration = layer;
  const isFirst = (args: ValuesOf<D>): boolean => isChannelsFirst(declared, args as Arguments);
  const turns = turnsOf(declared);
  const { tensorArguments } = layer;
  return {
    ...layer,
    ...(tensorArguments ? { tensorArguments: turns.tensorArguments(tensorArguments) } : {}),
    output: (call) =>
      isFirst(call.args) ? turns.result(layer.output(turns.call(call)), call.inputs[0]!) : layer.output(call),
    ...(layer.weights
      ? { weights: (call) => layer.weights!(isFirst(call.args) ? turns.call(call) : call) }
      : {}),
    ...(layer.multiplyAdds
      ? {
          multiplyAdds: (call, outputs) =>
            isFirst(call.args)
              ? layer.multiplyAdds!(turns.call(call), outputs.map(turns.typeToLast))
              : layer.multiplyAdds!(call, outputs),
        }
      : {}),
    lower: (context, call) => {
      if (!isFirst(call.args)) return layer.lower(context, call);
      const toLastTensor = (x: Tensor): Tensor => turns.toLast(context.ops, x);
      const result = layer.lower(context, {
        ...call,
        args: turns.args(call.args),
        inputs: call.inputs.map(toLastTensor),
        inputTypes: call.inputTypes.map(turns.typeToLast),
        outputTypes: call.outputTypes.map(turns.typeToLast),
        tensorArguments: mapValues(call.tensorArguments, (tensors) => tensors.map(toLastTensor)),
      });
      return isTensors(result)
        ? result.map((each) => turns.toFirst(context.ops, each))
        : turns.toFirst(context.ops, result);
    },
  };
}

function turnsOf(layer: LayerDeclaration) {
  const typeToLast = (type: TensorType): TensorType => {
    const place = channelPlace(layer, type.shape.length);
    return place === undefined ? type : { ...type, shape: toLast(type.shape, place) };
  };
  const shapeToFirst = <T>(shape: readonly T[]): readonly T[] => {
    const place = channelPlace(layer, shape.length);
    return place === undefined ? shape : lastTo(shape, place);
  };
  const typeToFirst = (type: TensorType): TensorType => ({ ...type, shape: shapeToFirst(type.shape) });
  const turned = (
    ops: Ops,
    x: Tensor,
    order: <T>(list: readonly T[], place: number) => readonly T[],
  ): Tensor => {
    const place = channelPlace(layer, x.shape.length - 1);
    if (place === undefined) return x;
    const axes = Array.from({ length: x.shape.length - 1 }, (_, axis) => axis + 1);
    return ops.transpose(x, [0, ...order(axes, place)]);
  };
  const toLastOf = (ops: Ops, x: Tensor): Tensor => turned(ops, x, toLast);
  const toFirst = (ops: Ops, x: Tensor): Tensor => turned(ops, x, lastTo);

  const activationInFormat = (value: ComponentValue<'activation'>): ComponentValue<'activation'> => {
    const { declaration } = value;
    const { outputShape } = declaration;
    if (!outputShape) return value;
    return {
      ...value,
      declaration: {
        ...declaration,
        outputShape: (shape, args) => {
          const place = channelPlace(layer, shape.length);
          const result = outputShape(shapeToFirst(shape), args);
          return typeof result === 'string' || place === undefined ? result : toLast(result, place);
        },
        lower: (ops, x, args) => toLastOf(ops, declaration.lower(ops, toFirst(ops, x), args)),
      },
    };
  };
  /** An activation along an axis counts the axes as the user does: `softmax` then goes along the last one. */
  const args = <A>(given: A): A =>
    mapValues(given as Arguments, (value: ArgumentValue) =>
      isComponent(value, 'activation') ? activationInFormat(value) : value,
    ) as A;
  const call = <A>(given: LayerShapeCall<A>): LayerShapeCall<A> => ({
    ...given,
    args: args(given.args),
    inputs: given.inputs.map(typeToLast),
    tensorArguments: mapValues(given.tensorArguments, (types) => types.map(typeToLast)),
  });
  const result = (
    output: TensorType | readonly TensorType[] | ShapeProblem,
    input: TensorType,
  ): TensorType | readonly TensorType[] | ShapeProblem => {
    if (isShapeProblem(output)) return { ...output, message: axesMoved(output.message, input) };
    return isTypes(output) ? output.map(typeToFirst) : typeToFirst(output);
  };
  /** "axis 2" in what is said of an input, as its user counts: from the batch, which is axis 0. */
  const axesMoved = (message: string, { shape }: TensorType): string => {
    const counted = shape.map((_, axis) => axis + 1);
    const place = channelPlace(layer, shape.length);
    if (place === undefined) return message;
    const asTheUser = toLast(counted, place);
    return message.replace(/\baxis (\d+)/g, (_, axis: string) => `axis ${asTheUser[Number(axis) - 1]!}`);
  };
  const tensorArguments = (
    declared: Readonly<Record<string, TensorArgument>>,
  ): Readonly<Record<string, TensorArgument>> =>
    mapValues(declared, (argument) => {
      const { shapes } = argument;
      if (!shapes) return argument;
      return {
        ...argument,
        shapes: (given, place) =>
          isChannelsFirst(layer, given.args as Arguments)
            ? shapes({ ...given, inputs: given.inputs.map(typeToLast) }, place).map(shapeToFirst)
            : shapes(given, place),
      };
    });
  return { typeToLast, toLast: toLastOf, toFirst, args, call, result, tensorArguments };
}

function isTypes(output: TensorType | readonly TensorType[]): output is readonly TensorType[] {
  return Array.isArray(output);
}

function isTensors(result: Tensor | readonly Tensor[]): result is readonly Tensor[] {
  return Array.isArray(result);
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, map: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}
