import { multiplySizes, sizesEqual } from '../../../shapes/size.ts';
import { getItem } from '../../../functions/subscripts.ts';
import { findFunction } from '../../../functions/registry.ts';
import type { NodeContext } from './context.ts';
import { sizesOf } from './fold-sizes.ts';
import { partsOf } from './fold.ts';
import { toShape } from './nodes-reshape.ts';
import { fileShape, plainForm, type Held, type Place, type Value } from './values.ts';
import { sidesValue } from './windows.ts';

/** Axes in another order: nothing moves before a layer needs it. */
export function transpose(context: NodeContext): Held {
  const held = context.held(0);
  const order = context.attributes.integers('perm') ?? plainForm(held.form.length).toReversed();
  if (order.length !== held.form.length || new Set(order).size !== order.length)
    throw context.refuse('its order of axes does not fit its input');
  return { ...held, form: order.map((axis) => held.form[context.axis(axis, order.length)]!) };
}

/** Axes of size 1 that go. */
export function squeeze(context: NodeContext): Held {
  const held = context.held(0);
  const sizes = fileShape(held);
  const given = context.integers('axes', 1)?.map((axis) => context.axis(axis, sizes.length));
  const axes = given ?? [...sizes.keys()].filter((axis) => sizes[axis] === 1);
  if (axes.every((axis) => held.form[axis] === 'one'))
    return { ...held, form: held.form.filter((_, axis) => !axes.includes(axis)) };
  const [gone] = axes;
  // Before the batch no shape says that an axis goes.
  if (held.form[0] !== 0 && axes.length === 1 && typeof held.form[gone!] === 'number' && sizes[gone!] === 1)
    return entryOf(context, 0, gone!);
  return toShape(
    context,
    held,
    sizes.filter((_, axis) => !axes.includes(axis)),
  );
}

/** New axes of size 1: they are nowhere before a layer needs them. */
export function unsqueeze(context: NodeContext): Held {
  const held = context.held(0);
  const axes = context.integers('axes', 1) ?? [];
  const rank = held.form.length + axes.length;
  const places = axes.map((axis) => context.axis(axis, rank)).sort((a, b) => a - b);
  return {
    ...held,
    form: places.reduce((form: readonly Place[], place) => form.toSpliced(place, 0, 'one'), held.form),
  };
}

/** Flatten: the batch, and all else as one axis. */
export function flatten(context: NodeContext): Held {
  const held = context.held(0);
  const axis = context.axis(context.attributes.integer('axis', 1), held.form.length + 1);
  if (axis !== 1) throw context.refuse('it flattens the batch with others');
  const sizes = fileShape(held);
  return toShape(context, held, [sizes[0]!, multiplySizes(...sizes.slice(1))]);
}

/** Concat, along an axis of the file. */
export function concatenate(context: NodeContext): Value {
  const { build, attributes } = context;
  const stacked = attributes.integer('axis', 0) === 0 ? stackedParts(context.inputs) : undefined;
  if (stacked) return { kind: 'stacked', parts: stacked };
  const inputs = context.inputs.map((_, index) => context.held(index));
  const rank = inputs[0]!.form.length;
  const axis = context.axis(attributes.integer('axis', 0), rank);
  const [first, ...others] = alike(context, inputs);
  if (inputs.length === 1) return first!;
  const place = first!.form[axis] as number;
  if (place === 0) throw context.refuse('it joins batches');
  const made = build.layer('Concatenate', { axis: place === rank - 1 ? -1 : place }, [first!, ...others]);
  return { ...made, form: first!.form, nonNegative: inputs.every((each) => each.nonNegative) };
}

/** What stands side by side along a first axis that none of the tensors has: states of several layers. */
function stackedParts(inputs: readonly Value[]): readonly Held[] | undefined {
  const parts = inputs.map((value): readonly Held[] | undefined => {
    if (value.kind === 'stacked') return value.parts;
    return value.kind === 'tensor' && value.form[0] === 'one'
      ? [{ ...value, form: value.form.slice(1) }]
      : undefined;
  });
  return inputs.length > 1 && parts.every((each) => each !== undefined) ? parts.flat() : undefined;
}

/** Tensors with their axes in one order: channels last, where one of them has it so. */
export function alike(context: NodeContext, inputs: readonly Held[]): readonly Held[] {
  const { build } = context;
  const isPlain = (held: Held): boolean => held.form.every((place, axis) => place === axis);
  const isWhole = (held: Held): boolean => held.form.every((place) => typeof place === 'number');
  const model = inputs.find((held) => isWhole(held) && !isPlain(held));
  if (!model) return inputs.map((held) => build.plain(held));
  const order = plainForm(model.form.length).map((place) => model.form.indexOf(place));
  return inputs.map((held) =>
    held.form.length === order.length ? build.inOrder(held, order) : build.plain(held),
  );
}

/** Slice, by starts and ends that are known. */
export function slice(context: NodeContext): Value {
  const { build } = context;
  const source = context.value(0);
  const taken = source.kind === 'stacked' ? slicedParts(context, source.parts) : undefined;
  if (taken) return taken;
  const unmoved = source.kind === 'tensor' && takesAll(context, source);
  if (unmoved) return source;
  const held = whole(context, context.held(0));
  const rank = held.form.length;
  const starts = context.integers('starts', 1)!;
  const ends = context.integers('ends', 2)!;
  const axes = context.integers('axes', 3) ?? starts.map((_, index) => index);
  const steps = context.integers('steps', 4) ?? starts.map(() => 1);
  const key: (readonly (number | null)[])[] = held.type.shape.map(() => [null, null, null]);
  axes.forEach((axis, index) => {
    const place = held.form[context.axis(axis, rank)] as number;
    const [start, end, step] = [starts[index]!, ends[index]!, steps[index]!];
    if (place === 0) throw context.refuse('it takes some samples of a batch');
    if (step < 1) throw context.refuse('it turns an axis round');
    key[place - 1] = [
      start === 0 ? null : start,
      Math.abs(end) > 2 ** 31 - 2 ? null : end,
      step === 1 ? null : step,
    ];
  });
  return {
    ...build.operation(getItem, [held], { key: withoutEnd(key) }),
    form: held.form,
    nonNegative: held.nonNegative,
  };
}

/** Some of the tensors that stand side by side. */
function slicedParts(context: NodeContext, parts: readonly Held[]): Value | undefined {
  const [starts, ends] = [context.integers('starts', 1), context.integers('ends', 2)];
  const axes = context.integers('axes', 3) ?? [0];
  const steps = context.integers('steps', 4) ?? [1];
  if (axes.length !== 1 || axes[0] !== 0 || steps[0] !== 1) return undefined;
  const taken = parts.slice(starts![0], ends![0]);
  const [first, ...others] = taken;
  if (!first) return undefined;
  return others.length === 0 ? { ...first, form: ['one', ...first.form] } : { kind: 'stacked', parts: taken };
}

/** True where nothing is left out: exporters take all samples, and the only state of one layer. */
function takesAll(context: NodeContext, held: Held): boolean {
  const starts = context.integers('starts', 1)!;
  // An end that is the size of an open axis is known only as that size.
  const ends = sizesOf(context.optional(2)) ?? context.integers('ends', 2)!;
  const axes = context.integers('axes', 3) ?? starts.map((_, index) => index);
  const steps = context.integers('steps', 4) ?? [];
  const sizes = fileShape(held);
  return axes.every((given, index) => {
    const size = sizes[context.axis(given, sizes.length)]!;
    const end = ends[index]!;
    const isToEnd =
      sizesEqual(end, size) ||
      (typeof end === 'number' && end >= (typeof size === 'number' ? size : 2 ** 31 - 1));
    return starts[index] === 0 && (steps[index] ?? 1) === 1 && isToEnd;
  });
}

function withoutEnd(key: readonly (readonly (number | null)[])[]): readonly (readonly (number | null)[])[] {
  const isAll = (each: readonly (number | null)[]): boolean =>
    each.length === 3 && each.every((bound) => bound === null);
  let length = key.length;
  while (length > 1 && isAll(key[length - 1]!)) length--;
  return key.slice(0, length);
}

/** One entry of an axis of an input, which goes. */
export function entryOf(context: NodeContext, index: number, axis: number, input = 0): Held {
  const { build } = context;
  const held = whole(context, context.held(input));
  const gone = held.form[axis] as number;
  if (gone === 0) throw context.refuse('it takes some samples of a batch');
  const key = held.type.shape.map((_, place): readonly (number | null)[] =>
    place === gone - 1 ? [index] : [null, null, null],
  );
  const form = held.form.flatMap((place) =>
    place === gone ? [] : [(place as number) > gone ? (place as number) - 1 : place],
  );
  return { ...build.operation(getItem, [held], { key: withoutEnd(key) }), form };
}

/** Split: parts of an axis, one behind the other. */
export function split(context: NodeContext): readonly Value[] {
  const { attributes, build, node } = context;
  const source = context.value(0);
  if (
    source.kind === 'stacked' &&
    attributes.integer('axis', 0) === 0 &&
    node.output.length === source.parts.length
  )
    return source.parts.map((part): Value => ({ ...part, form: ['one', ...part.form] }));
  if (source.kind === 'constant') {
    const at = context.axis(attributes.integer('axis', 0), source.shape.length);
    const most = Math.ceil(source.shape[at]! / node.output.length);
    const lengths =
      context.integers('split', 1) ??
      node.output.map((_, index) => Math.min(most, source.shape[at]! - index * most));
    return partsOf(source, at, lengths);
  }
  const held = whole(context, context.held(0));
  const axis = context.axis(attributes.integer('axis', 0), held.form.length);
  const place = held.form[axis] as number;
  if (place === 0) throw context.refuse('it takes some samples of a batch');
  const size = held.type.shape[place - 1]!;
  const count = node.output.length;
  const given = context.integers('split', 1);
  if (!given && typeof size !== 'number') throw context.refuse('it takes apart an axis whose size is open');
  const even = Math.ceil((size as number) / count);
  const sizes = given ?? node.output.map((_, index) => Math.min(even, (size as number) - index * even));
  let start = 0;
  return sizes.map((length) => {
    const key = held.type.shape.map((_, at): readonly (number | null)[] =>
      at === place - 1
        ? [start === 0 ? null : start, start + length === size ? null : start + length, null]
        : [null, null, null],
    );
    start += length;
    return {
      ...build.operation(getItem, [held], { key: withoutEnd(key) }),
      form: held.form,
      nonNegative: held.nonNegative,
    };
  });
}

/** Pad with zeros: around the axes of space it is a layer. */
export function pad(context: NodeContext): Held {
  const { attributes, build } = context;
  if (attributes.text('mode', 'constant') !== 'constant')
    throw context.refuse('it pads with entries of its input');
  const value = context.optionalConstant(2)?.data[0] ?? attributes.number('value', 0);
  const given = context.held(0);
  const rank = given.form.length;
  const pads = context.integers('pads', 1)!;
  if (context.optional(3) !== undefined || pads.length !== 2 * rank)
    throw context.refuse('it pads some axes by number');
  const sides = plainForm(rank).map((axis) => [pads[axis]!, pads[axis + rank]!] as const);
  const isSpace = sides.every(([front, back], axis) => axis > 1 || (front === 0 && back === 0));
  if (sides.flat().every((size) => size === 0)) return given;
  if (value === 0 && isSpace && rank > 2 && rank < 6 && sides.flat().every((size) => size >= 0)) {
    const image = build.channelsLast(given);
    const space = sides.slice(2);
    const made = build.layer(`ZeroPadding${rank - 2}D`, { padding: sidesValue(space) }, [image]);
    return { ...made, form: image.form, nonNegative: given.nonNegative };
  }
  const held = whole(context, given);
  const width = held.type.shape.map((_, place) => sides[held.form.indexOf(place + 1)]!);
  const isLastThree = held.form[rank - 1] !== 0 && sides[held.form.indexOf(0)]!.every((size) => size === 0);
  if (!isLastThree) throw context.refuse('it pads the batch');
  if (value === 0 && rank === 4 && width[2]!.every((size) => size === 0))
    return {
      ...build.layer('ZeroPadding2D', { padding: sidesValue(width.slice(0, 2)) }, [held]),
      form: held.form,
    };
  const made = build.operation(findFunction('pad')!, [held], {
    pad_width: width,
    mode: 'constant',
    constant_values: value,
  });
  return { ...made, form: held.form };
}

/** A tensor each of whose axes is one of the file's, in whatever order. */
export function whole(context: NodeContext, held: Held): Held {
  return held.form.every((place) => typeof place === 'number') ? held : context.build.plain(held);
}

/** A tensor whose entries are all the file's, wherever its axes are: enough for what computes with each by itself. */
export function entries(context: NodeContext, held: Held): Held {
  return held.form.every((place) => typeof place === 'number' || place === 'one')
    ? held
    : context.build.plain(held);
}
