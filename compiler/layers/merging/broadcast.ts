import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { isSymbolic, sizesEqual, sizeText, type Size } from '../../shapes/size.ts';
import { mayBeEqual } from '../../shapes/may-be-equal.ts';
import { hasUnknown } from '../../shapes/open-sizes.ts';
import { tensorTypeText, type TensorType } from '../../shapes/types.ts';
import { shapeProblem, type LayerShapeCall, type ShapeProblem } from '../../declarations/define-layer.ts';
import { asFloat } from '../shared/apply-component.ts';

/** A disagreement of two inputs at an axis of the result, counted from its end. */
interface Clash {
  readonly fromEnd: number;
  readonly left: number;
  readonly right: number;
}

/**
 * The type of an elementwise merge: shapes broadcast sample by sample as numpy has it, and one dtype.
 * Sizes that may be equal become conditions; the better known one stands in the result.
 */
export function mergedType(name: string, call: LayerShapeCall<unknown>): TensorType | ShapeProblem {
  const { inputs } = call;
  const dtypes = [...new Set(inputs.map(({ dtype }) => (dtype === 'uint8' ? 'float32' : dtype)))];
  if (dtypes.length > 1) {
    return shapeProblem('KM3006', `${name} needs one dtype, but ${listInputs(inputs)}.`);
  }
  if (dtypes[0] === 'bool') {
    return shapeProblem('KM3006', `${name} needs numbers, but ${listInputs(inputs)}.`);
  }
  const rank = Math.max(...inputs.map(({ shape }) => shape.length));
  const sizes: Size[] = [];
  for (let fromEnd = 1; fromEnd <= rank; fromEnd++) {
    const merged = mergeSizes(call, fromEnd);
    if (isClash(merged)) return clashProblem(name, inputs, merged);
    sizes.unshift(merged);
  }
  return { dtype: dtypes[0]!, shape: sizes };
}

function mergeSizes(call: LayerShapeCall<unknown>, fromEnd: number): Size | Clash {
  let result: Size = 1;
  let from = 0;
  for (const [index, { shape }] of call.inputs.entries()) {
    const size = shape.at(-fromEnd);
    if (fromEnd > shape.length || size === undefined || size === 1 || sizesEqual(size, result)) continue;
    if (result === 1) {
      result = size;
      from = index;
    } else if (!mayBeEqual(result, size)) {
      return { fromEnd, left: from, right: index };
    } else {
      call.requireEqual(result, size);
      if (betterKnown(size, result)) [result, from] = [size, index];
    }
  }
  return result;
}

function isClash(merged: Size | Clash): merged is Clash {
  return typeof merged === 'object' && 'fromEnd' in merged;
}

/** True where the first size says more: a number more than a variable, a variable more than `?`. */
export function betterKnown(size: Size, other: Size): boolean {
  if (!isSymbolic(size)) return isSymbolic(other);
  return isSymbolic(other) && !hasUnknown(size) && hasUnknown(other);
}

function clashProblem(name: string, inputs: readonly TensorType[], clash: Clash): ShapeProblem {
  const { fromEnd, left, right } = clash;
  const sizes = inputs.map(({ shape }) => (fromEnd > shape.length ? 1 : shape.at(-fromEnd)!));
  const rank = Math.max(...inputs.map(({ shape }) => shape.length));
  const place = fromEnd === 1 ? 'the last sizes' : `the sizes of axis ${rank - fromEnd + 1}`;
  return shapeProblem(
    'KM3003',
    `${name} needs equal or broadcastable shapes, but ${listInputs(inputs)}: ${place} are ${listSizes(sizes)}.`,
    { help: helpFor(inputs, clash, left, right) },
  );
}

function helpFor(
  inputs: readonly TensorType[],
  clash: Clash,
  left: number,
  right: number,
): string | undefined {
  if (clash.fromEnd > 1) return sameSizesHelp;
  const size = inputs[left]!.shape.at(-1)!;
  const rank = inputs[right]!.shape.length;
  if (isSymbolic(size) || rank > 3) return undefined;
  const [layer, what] = [
    [`Dense(${size})`, 'units'],
    [`Conv1D(${size}, 1)`, 'filters'],
    [`Conv2D(${size}, 1)`, 'filters'],
  ][rank - 1]!;
  return `\`{bare${right}} -> ${layer}\` gives it ${size} ${what}.`;
}

/** What usually makes branches of unequal width: windows without padding. */
export const sameSizesHelp = '`padding: same` on every branch, with equal strides, keeps their sizes equal.';

/** "`a` is float32[batch, 3] and `b` is …", as placeholders. */
export function listInputs(inputs: readonly TensorType[]): string {
  return enumerate(inputs.map((type, index) => `{input${index}} is ${tensorTypeText(type)}`));
}

/** Sizes in words: "16, 15 and 13". */
export function listSizes(sizes: readonly Size[]): string {
  return enumerate(sizes.map(sizeText));
}

function enumerate(items: readonly string[]): string {
  if (items.length <= 2) return items.join(' and ');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** Inputs of one rank: those with fewer axes get axes of size 1 behind the batch axis. */
export function alignRanks(ops: Ops, inputs: readonly Tensor[], batch: Size): readonly Tensor[] {
  const rank = Math.max(...inputs.map(({ shape }) => shape.length));
  return inputs.map((input) => {
    const values = input.dtype === 'uint8' ? asFloat(ops, input) : input;
    const missing = rank - input.shape.length;
    if (missing === 0) return values;
    return ops.reshape(values, [batch, ...Array<Size>(missing).fill(1), ...input.shape.slice(1)]);
  });
}

/** Masks as they broadcast to the aligned inputs. */
export function alignMasks(
  ops: Ops,
  inputs: readonly Tensor[],
  masks: readonly (Tensor | undefined)[],
  batch: Size,
): readonly (Tensor | undefined)[] {
  const wide = masks.map((mask, index) => {
    const behind = inputs[index]!.shape.length - (mask?.shape.length ?? 0);
    return mask && ops.reshape(mask, [...mask.shape, ...Array<Size>(behind).fill(1)]);
  });
  const rank = Math.max(...inputs.map(({ shape }) => shape.length));
  return wide.map((mask) => {
    if (!mask || mask.shape.length === rank) return mask;
    const missing = rank - mask.shape.length;
    return ops.reshape(mask, [batch, ...Array<Size>(missing).fill(1), ...mask.shape.slice(1)]);
  });
}

/**
 * Joins inputs by an operation that has no neutral number: an entry that is masked in one input takes the value
 * of the others.
 */
export function mergeUnmasked(
  ops: Ops,
  inputs: readonly Tensor[],
  masks: readonly (Tensor | undefined)[],
  operation: (left: Tensor, right: Tensor) => Tensor,
): Tensor {
  let [result, counted] = [inputs[0]!, masks[0]];
  for (const [index, x] of inputs.entries()) {
    if (index === 0) continue;
    const mask = masks[index];
    const right = mask ? ops.select(mask, x, result) : x;
    const left = counted ? ops.select(counted, result, right) : result;
    result = operation(left, right);
    counted = mask && counted ? ops.or(mask, counted) : undefined;
  }
  return result;
}

/** The mask of a merge, as Keras has it: an entry counts where it does in any input; none without all masks. */
export function joinMasks(ops: Ops, masks: readonly (Tensor | undefined)[]): Tensor | undefined {
  const known = masks.filter((mask) => mask !== undefined);
  const ranks = new Set(known.map((mask) => mask.shape.length));
  if (known.length === 0 || known.length < masks.length || ranks.size > 1) return undefined;
  return known.reduce((joined, mask) => ops.or(joined, mask));
}
