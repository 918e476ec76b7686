import { inputOf } from '../declarations/data-format.ts';
import type { InputSpecification, LayerDeclaration } from '../declarations/define-layer.ts';
import type { Arguments } from '../declarations/values.ts';
import { isFloatLike, type ElementType, type TensorType } from '../shapes/types.ts';

/** What a layer asks of the entries of an input; `number` where any of them will do. */
export type WantedDType = Exclude<InputSpecification['dtype'], 'any' | undefined> | 'number';

/** Why a layer does not take a tensor of a type. */
export type Refusal =
  | { readonly kind: 'dtype'; readonly wanted: WantedDType }
  | { readonly kind: 'rank'; readonly minimum: number; readonly maximum: number }
  /** The size of this axis, counted as the declaration does, has to be a number. */
  | { readonly kind: 'size'; readonly axis: number };

/**
 * Whether a layer takes a tensor of a type as one of its inputs, as far as its declaration tells: what checker and
 * editor go by before anything is computed.
 * @param args of the call, where they are known: they say in which order the axes come
 * @returns undefined where it does, else the first reason why not
 */
export function refusalOf(
  layer: LayerDeclaration,
  { dtype, shape }: TensorType,
  args?: Arguments,
): Refusal | undefined {
  const input = inputOf(layer, args);
  const wanted = input.dtype === undefined || input.dtype === 'any' ? 'number' : input.dtype;
  if (!isOf(dtype, wanted)) return { kind: 'dtype', wanted };
  const { minimum, maximum = Infinity } =
    typeof input.rank === 'number'
      ? { minimum: input.rank, maximum: input.rank }
      : (input.rank ?? { minimum: 0 });
  if (shape.length < minimum || shape.length > maximum) return { kind: 'rank', minimum, maximum };
  for (const axis of input.knownAxes ?? []) {
    const size = shape.at(axis);
    if (size !== undefined && typeof size !== 'number') return { kind: 'size', axis };
  }
  return undefined;
}

/** Whether a layer takes a tensor of a type. */
export function takes(layer: LayerDeclaration, type: TensorType): boolean {
  return refusalOf(layer, type) === undefined;
}

function isOf(dtype: ElementType, wanted: WantedDType): boolean {
  switch (wanted) {
    case 'float':
      return isFloatLike(dtype);
    case 'integer':
      return isInteger(dtype);
    case 'category':
      return dtype === 'string' || isInteger(dtype);
    case 'number':
      return dtype !== 'string';
    case 'bool':
    case 'string':
      return dtype === wanted;
  }
}

function isInteger(dtype: ElementType): boolean {
  return dtype === 'int32' || dtype === 'int64' || dtype === 'uint8';
}
