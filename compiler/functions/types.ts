import { shapeProblem, type LayerShapeCall, type ShapeProblem } from '../declarations/define-layer.ts';
import type { Operand, Ops } from '../ops/builder.ts';
import { sampleAxes } from '../shapes/axes.ts';
import { mayBeEqual, sizesEqual, type Size } from '../shapes/size.ts';
import { isFloatLike, tensorTypeText, type DType, type TensorType } from '../shapes/types.ts';
import { betterKnown } from '../layers/merging/broadcast.ts';
import type { OperandType } from './define-function.ts';

/** The dtype of an operation between operands: float32 where one is a float, else that of the tensors. */
export function commonDType(types: readonly OperandType[]): DType {
  const dtypes = types.flatMap((type) => (typeof type === 'number' ? [] : [type.dtype]));
  const fraction = types.some((type) => typeof type === 'number' && !Number.isInteger(type));
  if (fraction || dtypes.some(isFloatLike)) return 'float32';
  return dtypes.find((dtype) => dtype !== 'bool') ?? 'bool';
}

/** Shapes joined sample by sample as numpy broadcasts them; numbers go with any. */
export function broadcastShapes(
  name: string,
  types: readonly OperandType[],
  { requireEqual }: Pick<LayerShapeCall<unknown>, 'requireEqual'>,
): readonly Size[] | ShapeProblem {
  const tensors = types.filter((type): type is TensorType => typeof type !== 'number');
  const rank = Math.max(...tensors.map(({ shape }) => shape.length));
  const sizes: Size[] = [];
  for (let fromEnd = 1; fromEnd <= rank; fromEnd++) {
    let joined: Size = 1;
    for (const { shape } of tensors) {
      const size: Size = fromEnd > shape.length ? 1 : shape.at(-fromEnd)!;
      if (size === 1 || sizesEqual(size, joined)) continue;
      if (joined === 1) joined = size;
      else if (!mayBeEqual(joined, size)) return unequal(name, tensors);
      else {
        requireEqual(joined, size);
        if (betterKnown(size, joined)) joined = size;
      }
    }
    sizes.unshift(joined);
  }
  return sizes;
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

/** Tensors of one dtype and rank, axes of size 1 behind the batch where one has fewer; numbers stay. */
export function aligned(ops: Ops, operands: readonly Operand[], dtype: DType, batch: Size): Operand[] {
  const rank = Math.max(
    ...operands.map((operand) => (typeof operand === 'number' ? 0 : operand.shape.length)),
  );
  return operands.map((operand) => {
    if (typeof operand === 'number') return operand;
    const cast = operand.dtype === dtype ? operand : ops.cast(operand, dtype);
    const missing = rank - operand.shape.length;
    if (missing === 0) return cast;
    return ops.reshape(cast, [batch, ...Array<Size>(missing).fill(1), ...operand.shape.slice(1)]);
  });
}

/** The places, without the batch axis, of axes as Keras counts them; a problem where one is the batch or none. */
export function placesOf(
  name: string,
  axis: number | readonly number[] | null,
  { shape }: TensorType,
): readonly number[] | ShapeProblem {
  const rank = shape.length;
  const all = Array.from({ length: rank }, (_, place) => place + 1);
  const proposal = all.length === 1 ? `\`axis: 1\`` : `\`axis: [${all.join(', ')}]\``;
  if (axis === null) {
    return shapeProblem(
      'KM2004',
      `\`${name}\` without \`axis\` would join the samples of a batch: say which axes of {input} it takes.`,
      { help: rank === 0 ? undefined : `${proposal} takes all axes but the batch.` },
    );
  }
  const list = typeof axis === 'number' ? [axis] : axis;
  const isBatch = list.some((each) => each === 0 || each === -rank - 1);
  const places = isBatch ? undefined : sampleAxes(axis, rank);
  if (places) return places;
  const range = rank === 0 ? 'no axis but the batch' : `axes 1 to ${rank}`;
  const message = isBatch
    ? `Axis 0 of {input} is the batch: \`${name}\` would join its samples.`
    : `\`${name}\` takes axis ${list.join(', ')}, but {input} has ${range}.`;
  return shapeProblem('KM2004', message, {
    argument: 'axis',
    help: rank === 0 ? undefined : `${proposal} takes all axes but the batch.`,
  });
}

/** The only operand as a type. */
export function only(types: readonly OperandType[]): TensorType {
  return types[0] as TensorType;
}
