import { celu as celuActivation } from '../../../components/activations/exponential.ts';
import { hardShrink, softShrink } from '../../../components/activations/piecewise.ts';
import { componentValue } from '../../../declarations/default-value.ts';
import type { Activation } from '../../../declarations/define-component.ts';
import type { Arguments } from '../../../declarations/values.ts';
import { findFunction } from '../../../functions/registry.ts';
import type { DType } from '../../../shapes/types.ts';
import type { NodeContext } from './context.ts';
import { activation, binary, entryLayer, entrywise, matmul, reduce, sameRank } from './nodes-arithmetic.ts';
import {
  convolution,
  embedding,
  gemm,
  globalPool,
  pool,
  resize,
  transposedConvolution,
  weightOf,
} from './nodes-layers.ts';
import {
  concatenate,
  entries,
  entryOf,
  flatten,
  pad,
  slice,
  split,
  squeeze,
  transpose,
  unsqueeze,
  whole,
} from './nodes-movement.ts';
import {
  batchNormalization,
  groupNormalization,
  instanceNormalization,
  layerNormalization,
} from './nodes-normalization.ts';
import { isNotANumber, where } from './nodes-masks.ts';
import { mostMade, transposed } from './constants.ts';
import { numberOf } from './number-of.ts';
import { recurrent } from './nodes-recurrent.ts';
import { reshape } from './nodes-reshape.ts';
import { besideOthers } from './shared-sizes.ts';
import { activationValue } from './components.ts';
import { fileShape, type Held, type Value } from './values.ts';

/** What a node gives: one value, or several in the file's order. */
export type NodeReader = (context: NodeContext, file: FileFacts) => Value | readonly (Value | undefined)[];

export interface FileFacts {
  /** The number of samples that the file was written for; undefined where it takes any. */
  readonly batch: number | undefined;
}

const same: NodeReader = (context) => context.held(0);
/** ONNX's numbers of element types, as kmodel has them. */
const castTypes: Readonly<Record<number, DType>> = {
  1: 'float32',
  2: 'uint8',
  6: 'int32',
  7: 'int32',
  9: 'bool',
  10: 'float32',
  11: 'float32',
  16: 'float32',
};

/** Cast, which cuts fractions off where it makes whole numbers; those of 64 bits are of 32 here. */
const cast: NodeReader = (context) => {
  const held = context.held(0);
  const dtype = castTypes[context.attributes.integer('to', 1)];
  const given = held.type.dtype === 'int64' ? 'int32' : held.type.dtype;
  if (dtype === given) return held;
  // What does not fit into a byte is another number in each program.
  if (dtype === undefined || dtype === 'uint8')
    throw context.refuse('it casts to numbers that kmodel does not compute with');
  return entrywise(context, 'cast', { dtype });
};

const by =
  (name: string): NodeReader =>
  (context) =>
    entrywise(context, name);

/** What kmodel says for the nodes of ONNX that compute with tensors. */
export const nodeReaders: Readonly<Record<string, NodeReader>> = {
  Gemm: gemm,
  MatMul: matmul,
  Conv: convolution,
  ConvTranspose: transposedConvolution,
  MaxPool: (context) => pool(context, 'Max'),
  AveragePool: (context) => pool(context, 'Average'),
  Resize: resize,
  GlobalAveragePool: (context) => globalPool(context, 'Average'),
  GlobalMaxPool: (context) => globalPool(context, 'Max'),
  BatchNormalization: batchNormalization,
  LayerNormalization: layerNormalization,
  InstanceNormalization: instanceNormalization,
  GroupNormalization: groupNormalization,
  LSTM: (context) => recurrent(context, 'LSTM'),
  GRU: (context) => recurrent(context, 'GRU'),
  RNN: (context) => recurrent(context, 'RNN'),

  Relu: (context) => ({ ...activation(context, 'relu', ['ReLU', {}]), nonNegative: true }),
  Sigmoid: (context) => ({ ...activation(context, 'sigmoid', named('sigmoid')), nonNegative: true }),
  Tanh: (context) => activation(context, 'tanh', named('tanh')),
  Selu: (context) => activation(context, 'selu', named('selu')),
  Softplus: (context) => activation(context, 'softplus', named('softplus')),
  Softsign: (context) => activation(context, 'softsign', named('softsign')),
  HardSwish: (context) => activation(context, 'hard_silu', named('hard_silu')),
  Mish: (context) => activation(context, 'mish', named('mish')),
  Gelu: (context) =>
    context.attributes.text('approximate', 'none') === 'none'
      ? activation(context, 'gelu', named('gelu'))
      : entrywise(context, 'gelu', { approximate: true }),
  Elu: (context) => entryLayer(context, 'ELU', { alpha: context.attributes.number('alpha', 1) }),
  LeakyRelu: (context) =>
    entryLayer(context, 'LeakyReLU', { negative_slope: context.attributes.number('alpha', 0.01) }),
  Celu: (context) =>
    numbered(context, celuActivation as Activation, { alpha: context.attributes.number('alpha', 1) }),
  ThresholdedRelu: (context) =>
    entryLayer(context, 'ReLU', { threshold: context.attributes.number('alpha', 1) }),
  Shrink: shrink,
  PRelu: prelu,
  HardSigmoid: hardSigmoid,
  Softmax: (context) => softmax(context),
  LogSoftmax: (context) => {
    const held = softmax(context);
    return { ...context.build.operation(findFunction('log')!, [held]), form: held.form };
  },
  Clip: clip,

  Add: (context, { batch }) => binary(context, '+', batch),
  Sub: (context, { batch }) => binary(context, '-', batch),
  Mul: (context, { batch }) => binary(context, '*', batch),
  Div: (context, { batch }) => binary(context, '/', batch),
  Sum: (context) => merged(context, 'Add'),
  Max: (context) => merged(context, 'Maximum'),
  Min: (context) => merged(context, 'Minimum'),
  Mean: (context) => merged(context, 'Average'),
  Pow: power,
  Abs: by('abs'),
  Neg: by('negative'),
  Exp: by('exp'),
  Log: by('log'),
  Sqrt: by('sqrt'),
  Reciprocal: by('reciprocal'),
  Erf: by('erf'),
  Floor: by('floor'),
  Ceil: by('ceil'),
  Round: by('round'),
  Sign: by('sign'),
  Sin: by('sin'),
  Cos: by('cos'),
  Tan: by('tan'),
  Sinh: by('sinh'),
  Cosh: by('cosh'),
  Atan: by('arctan'),
  ReduceMean: (context) => reduce(context, 'mean'),
  ReduceMax: (context) => reduce(context, 'max'),
  ReduceMin: (context) => reduce(context, 'min'),
  ReduceSum: (context) => reduce(context, 'sum'),
  ReduceProd: (context) => reduce(context, 'prod'),

  Identity: same,
  Cast: cast,
  Dropout: (context) => [context.held(0)],
  Transpose: transpose,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Flatten: flatten,
  Reshape: (context, { batch }) => reshape(context, batch),
  Concat: concatenate,
  Slice: slice,
  Split: split,
  Pad: pad,
  Gather: gather,
  Where: (context, { batch }) => where(context, batch),
  IsNaN: isNotANumber,
};

function named(
  name: string,
): readonly ['Activation', { readonly activation: ReturnType<typeof activationValue> }] {
  return ['Activation', { activation: activationValue(name) }];
}

/** A power of every entry, whose exponent is one number. */
function power(context: NodeContext, { batch }: FileFacts): Held {
  const exponent = numberOf(context.value(1));
  if (exponent === undefined) throw context.refuse('its exponent is no number of the file');
  const given = besideOthers(context, context.held(0), [context.value(1)], batch);
  const held = entries(context, given);
  const made =
    exponent === 2
      ? context.build.operation(findFunction('square')!, [held])
      : context.build.operation(findFunction('power')!, [held, exponent]);
  return { ...made, form: held.form };
}

/** Slopes along the axes for which the file has several; `PReLU` shares them along all others. */
function prelu(context: NodeContext): Held {
  const { build } = context;
  const given = context.held(0);
  const rank = given.form.length;
  const slopes = context.constant(1);
  if (slopes.shape.length > rank) throw context.refuse('its slopes have more axes than its tensor');
  const shape = [...Array<number>(rank - slopes.shape.length).fill(1), ...slopes.shape];
  // Where they are those of the channels behind the batch, channels come last in kmodel.
  const isOfChannels = rank > 2 && shape.every((size, axis) => size === 1 || axis === 1);
  const held = isOfChannels ? build.channelsLast(given) : whole(context, given);
  const sizes = held.type.shape;
  const order = [0, ...sizes.map((_, axis) => axis + 1)].map((place) => held.form.indexOf(place));
  const placed = transposed({ ...slopes, shape }, order);
  const [batch, ...own] = placed.shape as [number, ...number[]];
  if (batch !== 1 || !own.every((size, axis) => size === 1 || size === sizes[axis]))
    throw context.refuse('its slopes are not those of one sample');
  const weight = weightOf({ ...placed, shape: own });
  const channels = sizes.at(-1);
  const isSpread = weight.data.length === 1 && typeof channels === 'number';
  if (isSpread && channels > mostMade)
    throw context.refuse(`its one slope would be one for each of ${channels} channels`);
  // One slope for all is one for each channel, the least that PReLU learns.
  const spread = isSpread
    ? { shape: own.with(-1, channels), data: new Float32Array(channels).fill(weight.data[0]!) }
    : weight;
  const shared = spread.shape.flatMap((size, axis) => (size === 1 && sizes[axis] !== 1 ? [axis + 1] : []));
  const args = { shared_axes: shared.length > 0 ? shared : null };
  return { ...build.layer('PReLU', args, [held], { weights: [spread] }), form: held.form };
}

/** An activation with a number of its own. */
function numbered(context: NodeContext, declaration: Activation, args: Arguments): Held {
  return entryLayer(context, 'Activation', { activation: componentValue<'activation'>(declaration, args) });
}

/** Both shrinking activations of Keras; others move by another number than that within which all is zero. */
function shrink(context: NodeContext): Held {
  const threshold = context.attributes.number('lambd', 0.5);
  const bias = context.attributes.number('bias', 0);
  if (bias !== 0 && bias !== threshold)
    throw context.refuse('it moves by another number than the one within which it gives zeros');
  return numbered(context, (bias === 0 ? hardShrink : softShrink) as Activation, { threshold });
}

function hardSigmoid(context: NodeContext): Held {
  const alpha = context.attributes.number('alpha', 0.2);
  const beta = context.attributes.number('beta', 0.5);
  const isKeras = Math.abs(alpha - 1 / 6) < 1e-6 && beta === 0.5;
  if (isKeras) return activation(context, 'hard_sigmoid', named('hard_sigmoid'));
  const held = whole(context, context.held(0));
  const line = context.build.operation('*', [held, alpha]);
  const moved = context.build.operation('+', [line, beta]);
  return {
    ...context.build.operation(findFunction('clip')!, [moved], { x_min: 0, x_max: 1 }),
    form: held.form,
  };
}

function softmax(context: NodeContext): Held {
  const held = whole(context, context.held(0));
  const rank = held.form.length;
  const initial = context.opset < 13 ? 1 : -1;
  const axis = context.axis(context.attributes.integer('axis', initial), rank);
  if (context.opset < 13 && axis !== rank - 1) throw context.refuse('it joins several axes');
  const place = held.form[axis] as number;
  if (place === 0) throw context.refuse('it joins samples of the batch with others');
  if (place === rank - 1) return activationOf(context, held);
  return { ...context.build.layer('Softmax', { axis: place }, [held]), form: held.form, nonNegative: true };
}

function activationOf(context: NodeContext, held: Held): Held {
  return { ...activation(context, 'softmax', ['Softmax', {}]), form: held.form, nonNegative: true };
}

function clip(context: NodeContext): Held {
  const { attributes } = context;
  const least = context.optional(1)
    ? numberOf(context.value(1))
    : attributes.has('min')
      ? attributes.number('min', 0)
      : undefined;
  const most = context.optional(2)
    ? numberOf(context.value(2))
    : attributes.has('max')
      ? attributes.number('max', 0)
      : undefined;
  if (least === 0) {
    return { ...entryLayer(context, 'ReLU', { max_value: most ?? null }), nonNegative: true };
  }
  if (least === undefined || most === undefined) throw context.refuse('it has one limit alone');
  return { ...entrywise(context, 'clip', { x_min: least, x_max: most }), nonNegative: least >= 0 };
}

/** A layer that joins two tensors or more. */
function merged(context: NodeContext, kind: 'Add' | 'Maximum' | 'Minimum' | 'Average'): Held {
  const inputs = context.inputs.map((_, index) => context.held(index));
  if (inputs.length === 1) return inputs[0]!;
  const all = inputs
    .slice(1)
    .reduce<readonly Held[]>(
      (before, each) => [...before.slice(0, -1), ...sameRank(context, before.at(-1)!, each)],
      [inputs[0]!],
    );
  const made = context.build.layer(kind, {}, all);
  return { ...made, form: all[0]!.form, nonNegative: inputs.every((each) => each.nonNegative) };
}

/** A table that is looked up, or an entry of an axis. */
function gather(context: NodeContext): Held {
  const axis = context.attributes.integer('axis', 0);
  const table = context.value(0);
  if (table.kind === 'stacked' && axis === 0) {
    const at = numberOf(context.value(1));
    const part = at === undefined ? undefined : table.parts.at(at);
    if (part && context.constant(1).shape.length === 0) return part;
  }
  const isNowhere = table.kind === 'tensor' && table.form[context.axis(axis, table.form.length)] === 'one';
  if (isNowhere && context.constant(1).shape.length === 0)
    return { ...table, form: table.form.toSpliced(context.axis(axis, table.form.length), 1) };
  if (table.kind === 'constant') {
    if (table.shape.length !== 2 || axis !== 0)
      throw context.refuse('it looks up in something else than a matrix');
    return embedding(context, table);
  }
  const place = numberOf(context.value(1));
  const constant = context.constant(1);
  if (place === undefined || constant.shape.length > 0)
    throw context.refuse('it takes entries by places that kmodel cannot say');
  const rank = fileShape(context.held(0)).length;
  return entryOf(context, place, context.axis(axis, rank));
}
