import { shapeProblem, type ShapeProblem } from '../declarations/define-layer.ts';
import type { Operand, Ops } from '../ops/builder.ts';
import { sizesEqual, type Size } from '../shapes/size.ts';
import { mayBeEqual } from '../shapes/may-be-equal.ts';
import { variablesOf } from '../shapes/open-sizes.ts';
import {
  isBatched,
  isFloatLike,
  numericDType,
  tensorTypeText,
  type DType,
  type TensorType,
} from '../shapes/types.ts';
import { betterKnown } from '../layers/merging/broadcast.ts';
import type { BatchAxis, FunctionCall, OperandType } from './define-function.ts';

/** The dtype of an operation between operands: float32 where one is a float, else that of the tensors. */
export function commonDType(types: readonly OperandType[]): DType {
  const dtypes = types.flatMap((type) => (typeof type === 'number' ? [] : [numericDType(type.dtype)]));
  const fraction = types.some((type) => typeof type === 'number' && !Number.isInteger(type));
  if (fraction || dtypes.some(isFloatLike)) return 'float32';
  return dtypes.find((dtype) => dtype !== 'bool') ?? 'bool';
}

/**
 * Shapes joined as numpy broadcasts them; numbers go with any. Where samples stay by themselves, those of fewer
 * axes get theirs behind the batch.
 */
export function broadcastShapes(
  name: string,
  types: readonly OperandType[],
  call: FunctionCall,
): readonly Size[] | ShapeProblem {
  const tensors = types.filter((type): type is TensorType => typeof type !== 'number');
  const shapes = alignedShapes(tensors, call.batch);
  const joined = joinShapes(shapes, call);
  return joined ?? unequal(name, tensors);
}

/** Whole shapes joined as numpy broadcasts them; undefined where they do not fit. */
export function joinShapes(
  shapes: readonly (readonly Size[])[],
  { requireEqual }: Pick<FunctionCall, 'requireEqual'>,
): readonly Size[] | undefined {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const sizes: Size[] = [];
  for (let fromEnd = 1; fromEnd <= rank; fromEnd++) {
    let joined: Size = 1;
    for (const shape of shapes) {
      const size: Size = fromEnd > shape.length ? 1 : shape.at(-fromEnd)!;
      if (size === 1 || sizesEqual(size, joined)) continue;
      if (joined === 1) joined = size;
      else if (!fits(joined, size)) return undefined;
      else {
        requireEqual(joined, size);
        if (betterKnown(size, joined)) joined = size;
      }
    }
    sizes.unshift(joined);
  }
  return sizes;
}

/** Whether two sizes may be the same; the number of samples is only ever itself. */
export function fits(a: Size, b: Size): boolean {
  if (sizesEqual(a, b)) return true;
  const isOfBatch = (size: Size): boolean => variablesOf(size).has('batch size');
  return !isOfBatch(a) && !isOfBatch(b) && mayBeEqual(a, b);
}

/** Samples of fewer axes with axes of size 1 behind their batch. */
function alignedShapes(tensors: readonly TensorType[], batch: BatchAxis): readonly (readonly Size[])[] {
  if (batch === 'free') return tensors.map(({ shape }) => shape);
  const rank = batchedRank(tensors);
  return tensors.map((type) => {
    if (!isBatched(type)) return type.shape;
    const [first, ...rest] = type.shape;
    return [first!, ...Array<Size>(rank - type.shape.length).fill(1), ...rest];
  });
}

function batchedRank(types: readonly TensorType[]): number {
  return Math.max(0, ...types.filter(isBatched).map(({ shape }) => shape.length));
}

function unequal(name: string, tensors: readonly TensorType[]): ShapeProblem {
  const texts = tensors.map((type, index) => `{input${index}} is ${tensorTypeText(type)}`);
  const found =
    texts.length > 2 ? `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)!}` : texts.join(' and ');
  return shapeProblem('KM3003', `\`${name}\` needs equal or broadcastable shapes, but ${found}.`);
}

/** True where a shape could not be found. */
export function isProblem(shape: readonly Size[] | ShapeProblem): shape is ShapeProblem {
  return 'problem' in shape;
}

/** Tensors of one dtype, those of samples of fewer axes with axes of size 1 behind the batch; numbers stay. */
export function aligned(
  ops: Ops,
  operands: readonly Operand[],
  types: readonly OperandType[],
  batch: BatchAxis,
  dtype: DType,
): Operand[] {
  const rank = batchedRank(types.filter((type): type is TensorType => typeof type !== 'number'));
  return operands.map((operand, index) => {
    const type = types[index]!;
    if (typeof operand === 'number' || typeof type === 'number') return operand;
    const cast = operand.dtype === dtype ? operand : ops.cast(operand, dtype);
    if (batch === 'free' || !isBatched(type) || operand.shape.length === rank) return cast;
    const [first, ...rest] = operand.shape;
    return ops.reshape(cast, [first!, ...Array<Size>(rank - operand.shape.length).fill(1), ...rest]);
  });
}

/**
 * The axes that a call names, from 0 on, ascending; a problem where one may not be named or is none.
 * @param kind what the function takes: one axis, several, or the place of one that the result has beside those of `type`
 */
export function placesOf(
  name: string,
  axis: number | readonly number[] | null,
  type: TensorType,
  batch: BatchAxis,
  kind: 'one' | 'several' | 'new' = 'one',
): readonly number[] | ShapeProblem {
  const rank = type.shape.length;
  const guarded = batch === 'kept' && isBatched(type);
  const all = Array.from({ length: rank }, (_, place) => place);
  const samples = all.slice(1);
  const proposal =
    samples.length === 1 || kind !== 'several'
      ? '`axis: 1` is the first axis of a sample.'
      : `\`axis: [${samples.join(', ')}]\` takes all axes but the batch.`;
  const help = guarded && samples.length > 0 ? proposal : undefined;
  if (axis === null) {
    if (!guarded) return all;
    return shapeProblem(
      'KM2004',
      `\`${name}\` without \`axis\` would join the samples of a batch: say which axes of {input} it takes.`,
      { help },
    );
  }
  const list = typeof axis === 'number' ? [axis] : axis;
  const places = list.map((each) => (each < 0 ? each + rank : each));
  const isBatch = guarded && places.includes(0);
  const isOutside = places.some((place) => place < 0 || place >= rank);
  if (!isBatch && !isOutside && new Set(places).size === places.length)
    return [...places].sort((a, b) => a - b);
  const first = guarded ? 1 : 0;
  const range = rank <= first ? `no axis${guarded ? ' but the batch' : ''}` : `axes ${first} to ${rank - 1}`;
  const message = isBatch
    ? `Axis 0 of {input} is the batch: \`${name}\` would join its samples.`
    : isOutside
      ? `\`${name}\` takes axis ${list.join(', ')}, but ${kind === 'new' ? 'its result' : '{input}'} has ${range}.`
      : `\`${name}\` takes different axes of {input}, but [${list.join(', ')}] names one twice.`;
  return shapeProblem('KM2004', message, { argument: 'axis', help });
}

/** True where axes were found. */
export function isPlaces(places: readonly number[] | ShapeProblem): places is readonly number[] {
  return !('problem' in places);
}

/** How many axes stand before those that sizes, repeats and pads count: the batch, where there is one. */
export function leadOf(type: TensorType): number {
  return isBatched(type) ? 1 : 0;
}

/** The first operand as a type. */
export function only(types: readonly OperandType[]): TensorType {
  return types[0] as TensorType;
}
