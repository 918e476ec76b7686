import { findFunction } from '../../../functions/registry.ts';
import { sizesEqual } from '../../../shapes/size.ts';
import { shortest } from './attributes.ts';
import type { ModelBuilder } from './builder.ts';
import type { NodeContext } from './context.ts';
import { numberOf } from './number-of.ts';
import { besideOthers } from './shared-sizes.ts';
import { triangleOf } from './patterns.ts';
import { fileShape, type Held, type Triangle, type Value } from './values.ts';

/** What Keras adds to scores that count for nothing. */
const leastScore = -1e9;

/** From here on numbers stand for minus infinity. */
const asGoodAsInfinite = -1e9;

/** Where: entries of a tensor, and a number in the place of the others. */
export function where(context: NodeContext, fileBatch: number | undefined): Held {
  const condition = context.value(0);
  const always = numberOf(condition);
  const [left, right] = [context.value(1), context.value(2)];
  if (always !== undefined) {
    const other = always === 0 ? left : right;
    return besideOthers(context, context.held(always === 0 ? 2 : 1), [condition, other], fileBatch);
  }
  const triangle = triangleOf(condition);
  const [given, other] = left.kind === 'tensor' ? [left, right] : [right, left];
  const number = numberOf(other);
  if (given.kind !== 'tensor' || number === undefined)
    throw context.refuse('it chooses between tensors, by a condition that kmodel does not work out');
  const held = besideOthers(context, given, [condition, other], fileBatch);
  if (!triangle) throw context.refuse('its condition is none that a diagonal parts');
  // Where the tensor stands first, it stays where the condition holds.
  const keepsBelow = (triangle.below !== 0) === (left.kind === 'tensor');
  const keepsAbove = (triangle.above !== 0) === (left.kind === 'tensor');
  if (keepsBelow && keepsAbove) return held;
  if (keepsBelow === keepsAbove) throw context.refuse('it keeps nothing of its tensor');
  return masked(context, held, triangle, keepsBelow, number);
}

/**
 * `x + mask`, of a mask that is zero on one side of a diagonal and as good as minus infinity on the other, or that
 * holds two numbers.
 * @returns undefined where the constant is no such mask
 */
export function withMask(
  context: NodeContext,
  tensor: Held,
  constant: Value,
  fileBatch: number | undefined,
): Held | undefined {
  const triangle = triangleOf(constant);
  if (!triangle || tensor.form.length < 3) return undefined;
  const given = besideOthers(context, tensor, [constant], fileBatch);
  const { below, above } = triangle;
  if (below === 0 && above <= asGoodAsInfinite) return masked(context, given, triangle, true, above);
  if (above === 0 && below <= asGoodAsInfinite) return masked(context, given, triangle, false, below);
  if (!Number.isFinite(below) || !Number.isFinite(above)) return undefined;
  const { build } = context;
  const held = matrices(context, given, triangle);
  const full = build.operation(findFunction('full_like')!, [held], { fill_value: shortest(below - above) });
  const part = build.operation(findFunction('tril')!, [full], { k: triangle.diagonal });
  const shift = shortest(Math.abs(above));
  const mask = above === 0 ? part : build.operation(above < 0 ? '-' : '+', [part, shift]);
  return build.layer('Add', {}, [held, mask]);
}

function masked(
  context: NodeContext,
  given: Held,
  triangle: Triangle,
  keepsBelow: boolean,
  number: number,
): Held {
  const { build } = context;
  const held = matrices(context, given, triangle);
  return build.operation(findFunction('where')!, [
    condition(build, held, triangle, keepsBelow),
    held,
    scoreOf(context, triangle, keepsBelow, number),
  ]);
}

function condition(build: ModelBuilder, held: Held, { diagonal }: Triangle, keepsBelow: boolean): Held {
  const ones = build.operation(findFunction('ones_like')!, [held]);
  const part = keepsBelow
    ? build.operation(findFunction('tril')!, [ones], { k: diagonal })
    : build.operation(findFunction('triu')!, [ones], { k: diagonal + 1 });
  return build.operation(findFunction('greater')!, [part, 0]);
}

/**
 * The number in the place of what is left out. No text says infinity: before a softmax that keeps an entry of each
 * row, any number that is low enough gives the same zeros.
 */
function scoreOf(context: NodeContext, { diagonal }: Triangle, keepsBelow: boolean, number: number): number {
  if (number > asGoodAsInfinite) return shortest(number);
  const keepsEachRow = keepsBelow ? diagonal >= 0 : diagonal < 0;
  const takers = context.takers(0);
  if (keepsEachRow && takers.length > 0 && takers.every(({ opType }) => opType === 'Softmax'))
    return leastScore;
  if (Number.isFinite(number)) return shortest(number);
  throw context.refuse('it puts infinity into a tensor that no softmax takes');
}

/** The tensor with the axes of the file, whose last two are those of the mask. */
function matrices(context: NodeContext, given: Held, { sizes }: Triangle): Held {
  const held = context.build.plain(given);
  const own = fileShape(held).slice(-2);
  const isSame = sizes
    .slice(-2)
    .every((size, axis) => own[axis] !== undefined && sizesEqual(size, own[axis]));
  if (!isSame || held.form.length < 3) throw context.refuse('its mask has other sizes than its tensor');
  return held;
}

/** IsNaN: of what a softmax gives, nothing is. */
export function isNotANumber(context: NodeContext): Value {
  const held = context.held(0);
  const layer = context.build.makerOf(held)?.declaration.name;
  if (layer === 'Softmax') return { kind: 'fill', value: 0, sizes: fileShape(held) };
  return { ...context.build.operation(findFunction('isnan')!, [context.build.plain(held)]) };
}
