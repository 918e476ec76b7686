import type { ArgumentValue } from '../../../declarations/values.ts';
import { transposed, type Constant } from './constants.ts';
import { activationValue } from './components.ts';
import type { NodeContext } from './context.ts';
import type { ModelBuilder, OpenLayer } from './builder.ts';
import type { ReadWeight } from './values.ts';
import type { Held, Place } from './values.ts';
import { padded, windowsOf, type Windows } from './windows.ts';

/** A constant as a weight. */
export function weightOf({ shape, data }: Constant): ReadWeight {
  return { shape, data: data instanceof Float32Array ? data : Float32Array.from(data) };
}

function zeros(shape: readonly number[]): ReadWeight {
  return { shape, data: new Float32Array(shape.reduce((product, size) => product * size, 1)) };
}

/** One number for all axes of space, or one for each. */
const each = (values: readonly number[]): ArgumentValue => [...values];

/** What the file has as Gemm: Dense. */
export function gemm(context: NodeContext): Held {
  const { attributes } = context;
  if (attributes.integer('transA', 0) !== 0) throw context.refuse('it turns its input over');
  const alpha = attributes.number('alpha', 1);
  const beta = attributes.number('beta', 1);
  const given = context.constant(1);
  const kernel = attributes.integer('transB', 0) === 1 ? transposed(given, [1, 0]) : given;
  const bias = context.optionalConstant(2);
  return dense(context, scaled(kernel, alpha), bias && scaled(bias, beta), context.layerName(1));
}

function scaled(constant: Constant, factor: number): Constant {
  return factor === 1 ? constant : { ...constant, data: constant.data.map((value) => value * factor) };
}

/** A product with a matrix: Dense, with the bias that it has or that follows. */
export function dense(
  context: NodeContext,
  kernel: Constant,
  bias: Constant | undefined,
  name: string | undefined,
): Held {
  const { build } = context;
  const [, units] = kernel.shape as [number, number];
  const isRow = bias?.shape.at(-1) === units && bias.data.length === units;
  if (bias && !isRow && bias.data.length !== 1)
    throw context.refuse(`it adds ${bias.data.length} numbers to ${units}`);
  const given = context.held(0);
  // What becomes of the last axis is the same wherever the others are, the batch too.
  const isMoved =
    given.form[0] !== 0 &&
    given.form.at(-1) === given.type.shape.length &&
    given.form.every(
      (place) =>
        typeof place === 'number' || place === 'one' || (typeof place === 'object' && 'merged' in place),
    );
  const { input, rows } = isMoved ? { input: given, rows: kernel } : flattenedAsItIs(build, given, kernel);
  const weights = [weightOf(rows), ...(bias ? [spread(bias, units)] : [])];
  const made = build.layer('Dense', { units, use_bias: bias !== undefined }, [input], { weights, name });
  return isMoved ? { ...made, form: given.form } : made;
}

function spread({ data }: Constant, units: number): ReadWeight {
  return {
    shape: [units],
    data: Float32Array.from({ length: units }, (_, index) => data[data.length === 1 ? 0 : index]!),
  };
}

/** What the file flattened in its own order is flattened in kmodel's, and the rows of the matrix are moved instead. */
function flattenedAsItIs(
  build: ModelBuilder,
  held: Held,
  kernel: Constant,
): { readonly input: Held; readonly rows: Constant } {
  const place = held.form[1];
  const isMerged =
    held.form.length === 2 && held.form[0] === 0 && typeof place === 'object' && 'merged' in place;
  const sizes = held.type.shape;
  if (!isMerged || !sizes.every((size) => typeof size === 'number'))
    return { input: build.plain(held), rows: kernel };
  const { merged } = place as Extract<Place, { readonly merged: readonly number[] }>;
  const [, units] = kernel.shape as [number, number];
  const inFile = merged.map((axis) => sizes[axis - 1]!);
  const rows = transposed({ ...kernel, shape: [...inFile, units] }, [
    ...sizes.map((_, axis) => merged.indexOf(axis + 1)),
    merged.length,
  ]);
  const plain: Held = { ...held, form: sizes.map((_, axis) => axis).concat(sizes.length) };
  const input = sizes.length === 1 ? plain : build.layer('Flatten', {}, [plain]);
  return { input, rows: { ...rows, shape: kernel.shape } };
}

/** Conv: a convolution, or a depthwise one where every channel has filters of its own. */
export function convolution(context: NodeContext): Held {
  const { attributes, build } = context;
  const kernel = context.constant(1);
  const bias = context.optionalConstant(2);
  const space = kernel.shape.slice(2);
  const rank = space.length;
  if (rank < 1 || rank > 3) throw context.refuse(`it has ${rank} axes of space`);
  const image = build.channelsLast(context.held(0));
  const windows = windowsOf(context, image, space);
  const channels = image.type.shape.at(-1)!;
  const groups = attributes.integer('group', 1);
  const [filters] = kernel.shape as [number];
  const isDepthwise = groups > 1 && groups === channels && rank < 3;
  const input = windows.around ? padded(context, image, windows.around) : image;
  const args = windowArguments(windows);
  const name = context.layerName(1);
  const biasWeight = bias ? [weightOf(bias)] : [];
  const lastAxes = space.map((_, axis) => axis + 2);
  const made = isDepthwise
    ? build.layer(
        `DepthwiseConv${rank}D`,
        { ...args, depth_multiplier: filters / groups, use_bias: bias !== undefined },
        [input],
        { name, weights: [depthwiseKernel(kernel, groups), ...biasWeight] },
      )
    : build.layer(`Conv${rank}D`, { ...args, filters, groups, use_bias: bias !== undefined }, [input], {
        name,
        weights: [weightOf(transposed(kernel, [...lastAxes, 1, 0])), ...biasWeight],
      });
  return { ...made, form: image.form };
}

/** [channels · multiplier, 1, …space] as [...space, channels, multiplier]. */
function depthwiseKernel(kernel: Constant, channels: number): ReadWeight {
  const [filters, , ...space] = kernel.shape as [number, number, ...number[]];
  const split: Constant = { ...kernel, shape: [channels, filters / channels, ...space] };
  return weightOf(transposed(split, [...space.map((_, axis) => axis + 2), 0, 1]));
}

function windowArguments({ kernel, strides, dilations, padding }: Windows): Record<string, ArgumentValue> {
  return {
    kernel_size: each(kernel),
    strides: each(strides),
    dilation_rate: each(dilations),
    padding,
  };
}

/**
 * ConvTranspose. Where it crops as Keras's `valid` or `same` does it is that layer alone; else the layer gives all that
 * windows reach, and a Cropping layer takes off what the file crops.
 */
export function transposedConvolution(context: NodeContext): Held {
  const { attributes, build } = context;
  const kernel = context.constant(1);
  const bias = context.optionalConstant(2);
  const space = kernel.shape.slice(2);
  const rank = space.length;
  if (rank < 1 || rank > 3) throw context.refuse(`it has ${rank} axes of space`);
  if (attributes.integer('group', 1) !== 1) throw context.refuse('it has groups');
  const ones = space.map(() => 1);
  const strides = attributes.integers('strides') ?? ones;
  const dilations = attributes.integers('dilations') ?? ones;
  if (dilations.some((each) => each !== 1)) throw context.refuse('it is dilated');
  const edges = space.map((size, axis) => edgesOf(context, axis, size - strides[axis]!, rank));
  const { padding, output_padding, cropping } = croppingOf(edges);
  const image = build.channelsLast(context.held(0));
  const made = build.layer(
    `Conv${rank}DTranspose`,
    {
      filters: kernel.shape[1]!,
      kernel_size: each(space),
      strides: each(strides),
      padding,
      ...(output_padding ? { output_padding: each(output_padding) } : {}),
      use_bias: bias !== undefined,
    },
    [image],
    {
      name: context.layerName(1),
      weights: [
        weightOf(transposed(kernel, [...space.map((_, axis) => axis + 2), 1, 0])),
        ...(bias ? [weightOf(bias)] : []),
      ],
    },
  );
  const cropped = cropping
    ? build.layer(`Cropping${rank}D`, { cropping: rank === 1 ? cropping[0]! : cropping }, [made])
    : made;
  return { ...cropped, form: image.form };
}

/** What one axis of a transposed convolution loses of all that its windows reach; below 0, what it gains. */
interface Edges {
  /** How much longer a window is than a stride; below 0 where it is shorter. */
  readonly over: number;
  readonly front: number;
  readonly back: number;
}

function edgesOf(context: NodeContext, axis: number, over: number, rank: number): Edges {
  const { attributes } = context;
  if (attributes.integers('output_shape')) throw context.refuse('it says the sizes of its result');
  const more = attributes.integers('output_padding')?.[axis] ?? 0;
  const pads = attributes.integers('pads');
  const kind = attributes.text('auto_pad', 'NOTSET');
  if (kind !== 'SAME_UPPER' && kind !== 'SAME_LOWER')
    return { over, front: pads?.[axis] ?? 0, back: (pads?.[axis + rank] ?? 0) - more };
  // Every entry becomes as many as a stride is long; what is left over goes by halves.
  const half = Math.floor((over + more) / 2);
  const front = kind === 'SAME_UPPER' ? half : over + more - half;
  return { over, front, back: over - front };
}

/** How a layer of Keras crops as much, from `valid` and `same` to all that windows reach with a Cropping behind it. */
function croppingOf(edges: readonly Edges[]): {
  readonly padding: 'valid' | 'same';
  readonly output_padding?: readonly number[];
  readonly cropping?: readonly (readonly [number, number])[];
} {
  // `same` leaves n · stride.
  const isSame = edges.every(
    ({ over, front, back }) => front === Math.floor(Math.max(over, 0) / 2) && back === over - front,
  );
  // `valid` leaves all that windows reach, or at least n · stride.
  const ends = edges.map(({ over, back }) => back - Math.min(over, 0));
  const isValid = edges.every(({ front }, axis) => front === 0 && ends[axis] === 0);
  if (isSame && !isValid) return { padding: 'same' };
  const isLonger = ends.some((end) => end < 0);
  const isShorter = edges.some(({ front }, axis) => front > 0 || ends[axis]! > 0);
  return {
    padding: 'valid',
    ...(isLonger
      ? {
          output_padding: edges.map(({ over, back }, axis) => (ends[axis]! < 0 ? -back : Math.max(-over, 0))),
        }
      : {}),
    ...(isShorter
      ? { cropping: edges.map(({ front }, axis) => [front, Math.max(ends[axis]!, 0)] as const) }
      : {}),
  };
}

/** MaxPool and AveragePool. */
export function pool(context: NodeContext, kind: 'Max' | 'Average'): Held {
  const { attributes, build } = context;
  const kernel = attributes.integers('kernel_shape') ?? [];
  const rank = kernel.length;
  if (rank < 1 || rank > 3) throw context.refuse(`it has ${rank} axes of space`);
  const image = build.channelsLast(context.held(0));
  const windows = windowsOf(context, image, kernel);
  if (windows.dilations.some((size) => size !== 1)) throw context.refuse('it is dilated');
  const countsZeros = attributes.integer('count_include_pad', 0) === 1;
  const isPadded = windows.around !== undefined || windows.padding === 'same';
  const padsZeros = isPadded && kind === 'Average' && countsZeros;
  const around = padsZeros ? sidesOf(context, kernel) : windows.around;
  if (around && kind === 'Max' && !image.nonNegative)
    throw context.refuse('it pads what may be below zero, and kmodel pads with zeros');
  if (around && kind === 'Average' && !countsZeros)
    throw context.refuse('it pads in another way than `same`, and leaves that out of its means');
  const input = around ? padded(context, image, around) : image;
  const made = build.layer(
    `${kind}Pooling${rank}D`,
    {
      pool_size: each(kernel),
      strides: windows.strides.join() === kernel.join() ? null : each(windows.strides),
      padding: around ? 'valid' : windows.padding,
    },
    [input],
  );
  return { ...made, form: image.form, nonNegative: image.nonNegative };
}

function sidesOf(context: NodeContext, kernel: readonly number[]): readonly (readonly [number, number])[] {
  const pads = context.attributes.integers('pads');
  if (!pads) throw context.refuse('it pads by itself, and counts what it pads');
  return kernel.map((_, axis) => [pads[axis]!, pads[axis + kernel.length]!] as const);
}

/** Resize by whole numbers over the axes of space: UpSampling. */
export function resize(context: NodeContext): Held {
  const { attributes, build } = context;
  const scales = context.optionalConstant(2)?.data;
  const given = context.held(0);
  const rank = given.form.length - 2;
  if (!scales || scales.length !== rank + 2 || rank < 1 || rank > 3)
    throw context.refuse('it does not resize an image by factors of the file');
  const [batch, channels, ...size] = [...scales];
  const isWhole = batch === 1 && channels === 1 && size.every((each) => Number.isInteger(each) && each >= 1);
  if (!isWhole) throw context.refuse('its factors are no whole numbers for the axes of space');
  const mode = attributes.text('mode', 'nearest');
  const places = attributes.text('coordinate_transformation_mode', 'half_pixel');
  const rounding = attributes.text('nearest_mode', 'round_prefer_floor');
  // By whole factors, every place comes from the entry that it lies in.
  const isNearest =
    mode === 'nearest' && (places === 'asymmetric' ? rounding === 'floor' : places.endsWith('half_pixel'));
  const isBilinear = mode === 'linear' && places.endsWith('half_pixel') && rank === 2;
  if (!isNearest && !isBilinear)
    throw context.refuse(`it puts entries elsewhere than UpSampling${rank}D does`);
  const image = build.channelsLast(given);
  const interpolation = isBilinear ? 'bilinear' : 'nearest';
  const args = {
    size: rank === 1 ? size[0]! : each(size),
    ...(rank === 2 ? { interpolation } : {}),
  };
  const made = build.layer(`UpSampling${rank}D`, args, [image]);
  return { ...made, form: image.form, nonNegative: given.nonNegative };
}

/** GlobalAveragePool and its kin: the axes of space have size 1 behind it. */
export function globalPool(context: NodeContext, kind: 'Max' | 'Average'): Held {
  const image = context.build.channelsLast(context.held(0));
  return globally(context.build, image, kind, true);
}

/** The mean or maximum over space; `keeps` leaves the axes in the file. */
export function globally(build: ModelBuilder, image: Held, kind: 'Max' | 'Average', keeps: boolean): Held {
  const rank = image.form.length - 2;
  const made = build.layer(`Global${kind}Pooling${rank}D`, {}, [image]);
  const form: readonly Place[] = keeps ? [0, 1, ...Array<Place>(rank).fill('one')] : [0, 1];
  return { ...made, form, nonNegative: image.nonNegative };
}

/** A table looked up: Embedding. */
export function embedding(context: NodeContext, table: Constant): Held {
  const input = context.build.plain(context.held(1));
  const [rows, width] = table.shape as [number, number];
  return context.build.layer('Embedding', { input_dim: rows, output_dim: width }, [input], {
    weights: [weightOf(table)],
    name: context.layerName(0),
  });
}

/**
 * Adds numbers to each channel of what a layer without a bias gives, as its bias.
 * @returns undefined where the layer has one, or none can have one
 */
export function withBias(build: ModelBuilder, held: Held, numbers: ReadWeight): Held | undefined {
  const layer = build.makerOf(held);
  if (!held.sole || !layer || (layer.args.activation !== undefined && layer.args.activation !== null))
    return undefined;
  if (layer.declaration.name === 'BatchNormalization' && isScaleAlone(layer)) {
    layer.weights = layer.weights.with(1, numbers);
    return held;
  }
  if (isGroups(layer) && layer.args.center === false) {
    layer.args = { ...layer.args, center: true };
    layer.weights = [...layer.weights, numbers];
    return held;
  }
  if (layer.args.use_bias !== false) return undefined;
  layer.args = { ...layer.args, use_bias: true };
  layer.weights = [...layer.weights, numbers];
  return held;
}

const scaleEpsilon = 1e-3;

/**
 * Each channel times a number, as files have it where they worked out a normalization beforehand: BatchNormalization
 * with the mean 0 and a variance that, with epsilon, is 1.
 */
export function scaleChannels(build: ModelBuilder, held: Held, factors: ReadWeight): Held {
  const layer = held.sole ? build.makerOf(held) : undefined;
  if (layer && isGroups(layer) && layer.args.scale === false && layer.args.center === false) {
    layer.args = { ...layer.args, scale: true };
    layer.weights = [factors];
    return held;
  }
  const ones = new Float32Array(factors.data.length).fill(1 - scaleEpsilon);
  const made = build.layer('BatchNormalization', { epsilon: scaleEpsilon }, [held], {
    weights: [factors, zeros(factors.shape), zeros(factors.shape), { shape: factors.shape, data: ones }],
  });
  return { ...made, form: held.form };
}

/** Normalizations of groups have their factors and shifts behind them where files have them in pieces. */
function isGroups({ declaration }: OpenLayer): boolean {
  return declaration.name === 'GroupNormalization';
}

function isScaleAlone({ weights, args }: OpenLayer): boolean {
  return (
    args.epsilon === scaleEpsilon &&
    [1, 2].every((index) => weights[index]!.data.every((value) => value === 0))
  );
}

/** An activation, as an argument of the layer before it where that takes one. */
export function activated(build: ModelBuilder, held: Held, name: string, alone: () => Held): Held {
  const layer = build.makerOf(held);
  const takes = /^(Dense|Conv\d|DepthwiseConv)/.test(layer?.declaration.name ?? '');
  if (!held.sole || !layer || !takes || layer.args.activation !== null)
    return { ...alone(), form: held.form };
  layer.args = { ...layer.args, activation: activationValue(name) };
  return held;
}
