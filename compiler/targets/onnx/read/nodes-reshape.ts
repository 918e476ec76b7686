import { batchSize } from '../../../shapes/types.ts';
import { floorDivide, multiplySizes, sizesEqual, type Size } from '../../../shapes/size.ts';
import { targetShape } from './builder.ts';
import type { NodeContext } from './context.ts';
import { sizesOf } from './fold-sizes.ts';
import { fileShape, plainForm, type Held, type Place } from './values.ts';

/** Reshape to sizes that are known, or follow from those of tensors. */
export function reshape(context: NodeContext, fileBatch: number | undefined): Held {
  const held = context.held(0);
  const target = sizesOf(context.value(1));
  if (!target) throw context.refuse('its shape is known only at run time');
  const sizes = fileShape(held);
  const copied = target.map((size, axis) => (size === 0 ? (sizes[axis] ?? size) : size));
  const isBatch = (size: Size, axis: number): boolean =>
    axis === 0 && typeof size === 'number' && size === fileBatch;
  const shape = copied.map((size, axis): Size => (isBatch(size, axis) ? batchSize : size));
  return toShape(context, held, withRest(context, sizes, shape));
}

/** The one size of −1, where it follows from the others. */
function withRest(context: NodeContext, sizes: readonly Size[], shape: readonly Size[]): readonly Size[] {
  const open = shape.indexOf(-1);
  if (open < 0) return shape;
  const others = [...shape.toSpliced(open, 1)];
  const left = [...sizes];
  // Sizes that stand on both sides say nothing.
  for (let place = others.length - 1; place >= 0; place--) {
    const same = left.findIndex((size) => sizesEqual(size, others[place]!));
    if (same < 0) continue;
    left.splice(same, 1);
    others.splice(place, 1);
  }
  const whole = multiplySizes(...left);
  const divisor = multiplySizes(...others);
  if (typeof divisor !== 'number') throw context.refuse('its shape does not follow from its input');
  if (divisor === 1) return shape.with(open, whole);
  const rest = floorDivide(whole, divisor);
  if (sizesEqual(multiplySizes(rest, divisor), whole)) return shape.with(open, rest);
  throw context.refuse('its shape does not follow from its input');
}

/** A tensor in a shape of as many entries: what can be said by an order of axes alone is no layer. */
export function toShape(context: NodeContext, held: Held, shape: readonly Size[]): Held {
  const { build } = context;
  const sizes = fileShape(held);
  if (isSame(sizes, shape)) return held;
  const others = held.form.filter((place) => place !== 'one');
  const withoutOnes = fileShape({ ...held, form: others });
  if (
    isSame(
      withoutOnes,
      shape.filter((size) => size !== 1),
    ) &&
    !withoutOnes.includes(1)
  ) {
    let next = 0;
    return { ...held, form: shape.map((size) => (size === 1 ? 'one' : others[next++]!)) };
  }
  const groups = groupedAxes(held, shape);
  const regrouped = groups && placesOf(groups);
  if (regrouped) return { ...held, form: regrouped };
  const besideGroup = groups && withGroups(context, held, groups);
  if (besideGroup) return besideGroup;
  const joined = joinedParts(held.form);
  if (joined && isSame(fileShape({ ...held, form: joined }), shape)) return { ...held, form: joined };
  const isPlain = others.every((place) => typeof place === 'number');
  if (
    shape.length === 2 &&
    isPlain &&
    others[0] === 0 &&
    sizesEqual(shape[0]!, batchSize) &&
    isRest(withoutOnes, shape[1]!)
  )
    return others.length === 2
      ? { ...held, form: others }
      : { ...held, form: [0, { merged: others.slice(1) as readonly number[] }] };
  const beside =
    sizesEqual(shape[0] ?? 0, batchSize) && held.form[0] === 0
      ? undefined
      : besideBatch(context, held, shape);
  if (beside) return beside;
  if (!sizesEqual(shape[0] ?? 0, batchSize))
    throw context.refuse('it joins samples of the batch with others');
  const plain = build.plain(held);
  return {
    ...build.layer('Reshape', { target_shape: targetShape(shape.slice(1)) }, [plain]),
    nonNegative: held.nonNegative,
  };
}

function isRest(sizes: readonly Size[], size: Size): boolean {
  return sizesEqual(multiplySizes(...sizes.slice(1)), size);
}

function isSame(a: readonly Size[], b: readonly Size[]): boolean {
  return a.length === b.length && a.every((size, axis) => sizesEqual(size, b[axis]!));
}

/** The same axes in the same order, some of them as one: the batch and the heads of an attention, and back. */
function groupedAxes(held: Held, shape: readonly Size[]): readonly (readonly number[])[] | undefined {
  const axes = held.form.flatMap((place): readonly Place[] =>
    typeof place === 'object' && 'merged' in place ? place.merged : [place],
  );
  const left = axes.filter((place): place is number => typeof place === 'number');
  if (left.length < axes.length || !left.includes(0)) return undefined;
  const groups: (readonly number[])[] = [];
  for (const size of shape) {
    const group: number[] = [];
    do {
      const next = left.shift();
      if (next === undefined) return undefined;
      group.push(next);
    } while (!sizesEqual(multiplySizes(...fileShape({ ...held, form: group })), size));
    groups.push(group);
  }
  return left.length === 0 ? groups : undefined;
}

/** Where the groups are. What is joined without the batch is one axis for the layers that take it, and no place. */
function placesOf(groups: readonly (readonly number[])[]): readonly Place[] | undefined {
  if (groups.some((group) => group.length > 1 && !group.includes(0))) return undefined;
  return groups.map((group) => (group.length === 1 ? group[0]! : { merged: group }));
}

/** The batch joined with others, and others that become an axis of their own: `[T, batch, 2, 4]` as `[T · batch, 8]`. */
function withGroups(
  { build }: NodeContext,
  held: Held,
  groups: readonly (readonly number[])[],
): Held | undefined {
  const batch = groups.find((group) => group.includes(0))!;
  if (batch.length < 2 || !held.form.every((place) => typeof place === 'number')) return undefined;
  const kept = groups.flatMap((group) =>
    (group === batch ? group.filter((axis) => axis !== 0) : [group]).flat(),
  );
  const order = [0, ...kept].map((axis) => held.form.indexOf(axis));
  const sizes = groups.flatMap((group) => {
    const own = fileShape({ ...held, form: group.filter((axis) => axis !== 0) });
    return group === batch ? own : [multiplySizes(...own)];
  });
  const plain = build.inOrder(held, order);
  const made = build.layer('Reshape', { target_shape: targetShape(sizes) }, [plain]);
  let next = 1;
  const form = groups.map((group): Place =>
    group === batch ? { merged: group.map((axis) => (axis === 0 ? 0 : next++)) } : next++,
  );
  return { ...made, form, nonNegative: held.nonNegative };
}

/**
 * Other axes before and behind the batch, which stays where it is between them, or is joined with its neighbours:
 * `[T, batch, 8]` as `[T, batch · 2, 4]`.
 */
function besideBatch(context: NodeContext, given: Held, shape: readonly Size[]): Held | undefined {
  if (!given.form.every((place) => typeof place === 'number') || given.form.length < 2) return undefined;
  const sizes = fileShape(given);
  const batch = given.form.indexOf(0);
  const product = (some: readonly Size[]): Size => multiplySizes(...some);
  const found = shape.flatMap((size, axis) => {
    const times = typeof size === 'number' ? undefined : size.terms[0]?.coefficient;
    return times !== undefined && sizesEqual(multiplySizes(times, batchSize), size) ? [{ axis, times }] : [];
  });
  const [joined] = found;
  if (!joined || found.length > 1) return undefined;
  const [front, back] = [sizes.slice(0, batch), sizes.slice(batch + 1)];
  const before = shape.slice(0, joined.axis);
  const outer = floorDivide(product(front), product(before));
  if (typeof outer !== 'number' || !sizesEqual(multiplySizes(outer, product(before)), product(front)))
    return undefined;
  const inner = joined.times / outer;
  const behind = shape.slice(joined.axis + 1);
  if (!Number.isInteger(inner) || !sizesEqual(multiplySizes(inner, product(behind)), product(back)))
    return undefined;
  const order = [batch, ...plainForm(sizes.length).filter((axis) => axis !== batch)];
  const held = context.build.inOrder(given, order);
  const [frontOnes, backOnes] = [outer === 1 ? [] : [outer], inner === 1 ? [] : [inner]];
  const target = [...before, ...frontOnes, ...backOnes, ...behind];
  const isKept =
    target.length === held.type.shape.length &&
    target.every((size, axis) => sizesEqual(size, held.type.shape[axis]!));
  const made = isKept ? held : context.build.layer('Reshape', { target_shape: targetShape(target) }, [held]);
  const places = plainForm(target.length + 1).slice(1);
  const first = before.length + frontOnes.length;
  const around = [...places.slice(before.length, first), 0, ...places.slice(first, first + backOnes.length)];
  const form: readonly Place[] = [
    ...places.slice(0, before.length),
    around.length === 1 ? 0 : { merged: around },
    ...places.slice(first + backOnes.length),
  ];
  return { ...made, form, sole: given.sole, nonNegative: given.nonNegative };
}

/** Two parts of an axis, one behind the other, as that axis. */
function joinedParts(form: readonly Place[]): readonly Place[] | undefined {
  const at = form.findIndex(
    (place) => typeof place === 'object' && 'part' in place && place.part === 'outer',
  );
  const [outer, inner] = [form[at], form[at + 1]];
  if (typeof outer !== 'object' || typeof inner !== 'object' || !('part' in outer) || !('part' in inner))
    return undefined;
  return outer.axis === inner.axis ? form.toSpliced(at, 2, outer.axis) : undefined;
}
