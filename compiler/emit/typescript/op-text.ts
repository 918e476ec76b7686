import type { OpNode, Padding, Tensor, WindowAttributes } from '../../ops/types.ts';
import { sizesEqual, type Size } from '../../shapes/size.ts';
import type { Helper } from './helpers.ts';

/** What an op's text is made with. */
export interface OpTextContext {
  /** The operands as expressions. */
  readonly operands: readonly string[];
  /** The operand's value where it is a constant scalar: most functions of tfjs take numbers as they are. */
  readonly numbers: readonly (number | undefined)[];
  readonly size: (size: Size) => string;
  /** Asks for a function that the module must bring along. */
  readonly use: (helper: Helper) => string;
}

/** An op that has no text in terms of tfjs. */
export class UnwritableOp extends Error {
  override readonly name = 'UnwritableOp';
}

const unary: Readonly<Record<string, string>> = {
  negate: 'neg',
  absolute: 'abs',
  sign: 'sign',
  exp: 'exp',
  log: 'log',
  sqrt: 'sqrt',
  reciprocal: 'reciprocal',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
  softplus: 'softplus',
  erf: 'erf',
  sin: 'sin',
  cos: 'cos',
  atan: 'atan',
  sinh: 'sinh',
  cosh: 'cosh',
  floor: 'floor',
  ceil: 'ceil',
  round: 'round',
  relu: 'relu',
  not: 'logicalNot',
  isNaN: 'isNaN',
};

const binary: Readonly<Record<string, string>> = {
  add: 'add',
  subtract: 'sub',
  multiply: 'mul',
  divide: 'div',
  floorDivide: 'floorDiv',
  modulo: 'mod',
  power: 'pow',
  maximum: 'maximum',
  minimum: 'minimum',
  equal: 'equal',
  less: 'less',
  lessEqual: 'lessEqual',
  and: 'logicalAnd',
  or: 'logicalOr',
};

const reductions: Readonly<Record<string, string>> = {
  sum: 'sum',
  mean: 'mean',
  reduceMax: 'max',
  reduceMin: 'min',
  product: 'prod',
};

/**
 * One op as a call of tfjs.
 * @throws UnwritableOp for what tfjs has no functions for
 */
export function opText(node: OpNode, context: OpTextContext): string {
  const { operands, numbers, size } = context;
  const [a, b] = operands as [string, string];
  const list = (sizes: readonly Size[]) => `[${sizes.map(size).join(', ')}]`;
  const unaryName = unary[node.op];
  if (unaryName !== undefined) return `tf.${unaryName}(${a})`;
  const binaryName = binary[node.op];
  if (binaryName !== undefined) return binaryText(node, binaryName, context);
  const reduction = reductions[node.op];

  switch (node.op) {
    case 'sum':
    case 'mean':
    case 'reduceMax':
    case 'reduceMin':
    case 'product': {
      const { axes, keepDims } = node.attributes;
      if (axes.length === node.inputs[0]!.shape.length && !keepDims) return `tf.${reduction}(${a})`;
      return `tf.${reduction}(${a}, ${axesText(axes, node.inputs[0]!)}${keepDims ? ', true' : ''})`;
    }
    case 'constant':
      return constantText(node.attributes.data, node.outputs[0]!);
    case 'iota': {
      const { shape, axis } = node.attributes;
      const row = `tf.range(0, ${size(shape[axis]!)}, 1, 'int32')`;
      if (shape.length === 1) return row;
      const standing = shape.map((_, index) => (index === axis ? size(shape[axis]!) : '1'));
      return `tf.broadcastTo(tf.reshape(${row}, [${standing.join(', ')}]), ${list(shape)})`;
    }
    case 'size':
      return `tf.scalar(${size(node.attributes.size)}, 'int32')`;
    case 'stopGradient':
      return `${context.use('stopGradient')}(${a})`;
    case 'cast':
      return `tf.cast(${withoutGradient(node, 0, a, context)}, '${dtypeText(node.attributes.to)}')`;
    case 'select':
      return `tf.where(${[withoutGradient(node, 0, a, context), ...operands.slice(1)].join(', ')})`;
    case 'matmul':
      return matmulText(node, a, b, size);
    case 'argMax':
      return `tf.argMax(${a}, ${node.attributes.axis})`;
    case 'cumulativeSum':
      return `tf.cumsum(${a}, ${node.attributes.axis}, false, ${node.attributes.reverse})`;
    case 'softmax':
    case 'logSoftmax':
      return alongLastAxis(node.inputs[0]!, node.attributes.axis, a, (x) => `tf.${node.op}(${x})`);
    case 'reshape':
      return `tf.reshape(${a}, ${list(node.attributes.shape)})`;
    case 'transpose':
      return `tf.transpose(${a}, [${node.attributes.permutation.join(', ')}])`;
    case 'expand':
      if (numbers[0] !== undefined && node.inputs[0]!.shape.length === 0)
        return `tf.fill(${list(node.outputs[0]!.shape)}, ${numberText(numbers[0])})`;
      return `tf.broadcastTo(${a}, ${list(node.outputs[0]!.shape)})`;
    case 'slice':
      return sliceText(node, a, size);
    case 'reverse':
      return `tf.reverse(${a}, [${node.attributes.axes.join(', ')}])`;
    case 'concat':
      return `tf.concat([${operands.join(', ')}], ${node.attributes.axis})`;
    case 'pad':
      return padText(node, a, size);
    case 'gather':
      return `tf.gather(${a}, ${b}${node.attributes.axis === 0 ? '' : `, ${node.attributes.axis}`})`;
    case 'scatterAdd':
      return `tf.unsortedSegmentSum(${b}, ${a}, ${size(node.attributes.size)})`;
    case 'convolution':
      return convolutionText(node, a, b, size);
    case 'convolutionInputGradient':
      return transposedConvolutionText(node, a, b, size);
    case 'maxPool':
    case 'averagePool':
      return poolText(node, a, size);
    case 'randomUniform':
      return `tf.randomUniform(${list(node.attributes.shape)})`;
    default:
      throw new UnwritableOp(node.op);
  }
}

/** tfjs looks for gradients of comparisons, and has none: what comes of them is taken out of its sight. */
function withoutGradient(node: OpNode, index: number, text: string, { use }: OpTextContext): string {
  return node.inputs[index]!.dtype === 'bool' && text !== 'mask' ? `${use('stopGradient')}(${text})` : text;
}

function binaryText(node: OpNode, name: string, { operands }: OpTextContext): string {
  const [a, b] = operands as [string, string];
  const isSquare = node.op === 'multiply' && node.inputs[0]!.id === node.inputs[1]!.id;
  return isSquare ? `tf.square(${a})` : `tf.${name}(${a}, ${b})`;
}

function axesText(axes: readonly number[], x: Tensor): string {
  const named = axes.map((axis) => (axis === x.shape.length - 1 ? -1 : axis));
  return named.length === 1 ? String(named[0]) : `[${named.join(', ')}]`;
}

/** A constant as tfjs makes it. */
export function constantText(data: readonly number[], { shape, dtype }: Tensor): string {
  const values = dtype === 'bool' ? data.map((value) => value !== 0) : data;
  const type = dtype === 'float32' ? '' : `, '${dtypeText(dtype)}'`;
  if (shape.length === 0) return `tf.scalar(${numberText(values[0]!)}${type})`;
  const first = data[0];
  if (data.length > 1 && data.every((value) => value === first))
    return `tf.fill([${shape.join(', ')}], ${numberText(values[0]!)}${type})`;
  if (data.length > 4096) throw new UnwritableOp('a table of more than 4,096 numbers');
  return `tf.tensor([${values.map(numberText).join(', ')}], [${shape.join(', ')}]${type})`;
}

/** A number with no more digits than float32 keeps: 0.1 for what 1 - 0.9 comes to. */
export function numberText(value: number | boolean): string {
  if (typeof value === 'boolean' || Number.isInteger(value) || !Number.isFinite(value)) return String(value);
  for (let digits = 1; digits < 9; digits++) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === Math.fround(value)) return String(shorter);
  }
  return String(value);
}

export function dtypeText(dtype: string): string {
  if (dtype === 'int64' || dtype === 'uint8') return 'int32';
  return dtype === 'float16' ? 'float32' : dtype;
}

/** tfjs does not sum the gradient of a matrix that many others are multiplied with: rows are put below each other. */
function matmulText(
  node: OpNode & { op: 'matmul' },
  a: string,
  b: string,
  size: (size: Size) => string,
): string {
  const { transposeA, transposeB } = node.attributes;
  const [left, right] = node.inputs as [Tensor, Tensor];
  const flags = transposeB ? `, ${transposeA}, true` : transposeA ? ', true' : '';
  if (left.shape.length === right.shape.length) return `tf.matMul(${a}, ${b}${flags})`;
  if (right.shape.length !== 2 || transposeA) throw new UnwritableOp('matmul of different ranks');
  const rows = `tf.reshape(${a}, [-1, ${size(left.shape.at(-1)!)}])`;
  const shape = node.outputs[0]!.shape.map(size).join(', ');
  return `tf.reshape(tf.matMul(${rows}, ${b}${flags}), [${shape}])`;
}

function alongLastAxis(x: Tensor, axis: number, a: string, apply: (x: string) => string): string {
  const last = x.shape.length - 1;
  if (axis === last) return apply(a);
  const swap = x.shape.map((_, index) => (index === axis ? last : index === last ? axis : index)).join(', ');
  return `tf.transpose(${apply(`tf.transpose(${a}, [${swap}])`)}, [${swap}])`;
}

function sliceText(node: OpNode & { op: 'slice' }, a: string, size: (size: Size) => string): string {
  const { starts, sizes, strides } = node.attributes;
  const list = (values: readonly Size[]) => `[${values.map(size).join(', ')}]`;
  if (strides.every((stride) => stride === 1)) {
    const whole = sizes.map(
      (each, axis) => starts[axis] === 0 && sizesEqual(each, node.inputs[0]!.shape[axis]!),
    );
    const lengths = sizes.map((each, axis) => (whole[axis] ? '-1' : size(each)));
    return `tf.slice(${a}, ${list(starts)}, [${lengths.join(', ')}])`;
  }
  const ends = sizes.map((each, axis) => {
    const from = size(starts[axis]!);
    const length = strides[axis] === 1 ? size(each) : `(${size(each)} - 1) * ${strides[axis]} + 1`;
    return from === '0' ? length : `${from} + ${length}`;
  });
  return `tf.stridedSlice(${a}, ${list(starts)}, [${ends.join(', ')}], [${strides.join(', ')}])`;
}

function padText(node: OpNode & { op: 'pad' }, a: string, size: (size: Size) => string): string {
  const { low, high, interior, value } = node.attributes;
  if (interior.some((count) => count !== 0)) throw new UnwritableOp('pad between entries');
  const negative = [...low, ...high].some((amount) => typeof amount === 'number' && amount < 0);
  if (negative) throw new UnwritableOp('pad that crops');
  return padded(
    a,
    low.map((amount, axis) => [size(amount), size(high[axis]!)]),
    value,
  );
}

function padded(a: string, sides: readonly (readonly [string, string])[], value = 0): string {
  if (sides.every(([low, high]) => low === '0' && high === '0')) return a;
  const amounts = sides.map(([low, high]) => `[${low}, ${high}]`).join(', ');
  return `tf.pad(${a}, [${amounts}]${value === 0 ? '' : `, ${value}`})`;
}

/** Padding of the axes between batch and channels. */
function spatialSides(
  padding: Padding,
  size: (size: Size) => string,
): readonly (readonly [string, string])[] {
  const around = padding.map(([low, high]) => [size(low), size(high)] as const);
  return [['0', '0'], ...around, ['0', '0']];
}

/** tfjs convolves images: a sequence becomes an image of one row. */
function asImage(rank: number, a: string, axis: number): string {
  return rank === 1 ? `tf.expandDims(${a}, ${axis})` : a;
}

function windowText({ strides, dilations }: WindowAttributes): { strides: string; dilations: string } {
  const two = (values: readonly number[]) =>
    `[${(values.length === 1 ? [1, ...values] : values).join(', ')}]`;
  return { strides: two(strides), dilations: two(dilations) };
}

function convolutionText(
  node: OpNode & { op: 'convolution' },
  a: string,
  b: string,
  size: (size: Size) => string,
): string {
  const { groups, padding } = node.attributes;
  const [x, kernel] = node.inputs as [Tensor, Tensor];
  const rank = x.shape.length - 2;
  const image = asImage(rank, padded(a, spatialSides(padding, size)), 1);
  const window = windowText(node.attributes);
  const channels = x.shape.at(-1);
  const squeeze = (text: string): string => (rank === 1 ? `tf.squeeze(${text}, [1])` : text);
  const tail = `${window.strides}, 'valid', 'NHWC', ${window.dilations}`;
  if (groups === 1) return squeeze(`tf.conv2d(${cast4(image)}, ${cast4(asImage(rank, b, 0))}, ${tail})`);
  if (groups === channels) {
    const multiplier = (kernel.shape.at(-1) as number) / groups;
    const shape = [...(rank === 1 ? [1] : []), ...kernel.shape.slice(0, rank), groups, multiplier].join(', ');
    const filter = `tf.reshape<tf.Rank.R4>(${b}, [${shape}])`;
    return squeeze(`tf.depthwiseConv2d(${cast4(image)}, ${filter}, ${tail})`);
  }
  const parts = `tf.split(${image}, ${groups}, -1)`;
  const kernels = `tf.split(${asImage(rank, b, 0)}, ${groups}, -1)`;
  const each = `tf.conv2d(part as tf.Tensor4D, kernels[index] as tf.Tensor4D, ${tail})`;
  return squeeze(
    `((parts, kernels) => tf.concat(parts.map((part, index) => ${each}), -1))(${parts}, ${kernels})`,
  );
}

function cast4(text: string): string {
  return `${text} as tf.Tensor4D`;
}

function transposedConvolutionText(
  node: OpNode & { op: 'convolutionInputGradient' },
  a: string,
  b: string,
  size: (size: Size) => string,
): string {
  const { groups, padding, inputShape, dilations } = node.attributes;
  const rank = inputShape.length - 2;
  if (groups !== 1 || dilations.some((dilation) => dilation !== 1))
    throw new UnwritableOp('transposed convolution');
  const sides = spatialSides(padding, size);
  const whole = inputShape.map((each, axis) => {
    const [low, high] = sides[axis]!;
    return [size(each), low, high].filter((part, index) => index === 0 || part !== '0').join(' + ');
  });
  const shape = rank === 1 ? [whole[0]!, '1', ...whole.slice(1)] : whole;
  const { strides } = windowText(node.attributes);
  const grown = `tf.conv2dTranspose(${cast4(asImage(rank, a, 1))}, ${cast4(asImage(rank, b, 0))}, [${shape.join(', ')}], ${strides}, 'valid')`;
  const flat = rank === 1 ? `tf.squeeze(${grown}, [1])` : grown;
  if (sides.every(([low, high]) => low === '0' && high === '0')) return flat;
  const starts = sides.map(([low]) => low).join(', ');
  return `tf.slice(${flat}, [${starts}], [${inputShape.map(size).join(', ')}])`;
}

function poolText(
  node: OpNode & { op: 'maxPool' | 'averagePool' },
  a: string,
  size: (size: Size) => string,
): string {
  const { padding, window, dilations } = node.attributes;
  if (dilations.some((dilation) => dilation !== 1)) throw new UnwritableOp('pool with dilation');
  const sides = spatialSides(padding, size);
  const isPadded = sides.some(([low, high]) => low !== '0' || high !== '0');
  if (isPadded && node.op === 'averagePool') throw new UnwritableOp('padded average');
  const rank = window.length;
  const image = cast4(asImage(rank, padded(a, sides, -Infinity), 1));
  const shape = `[${(rank === 1 ? [1, ...window] : window).join(', ')}]`;
  const name = node.op === 'maxPool' ? 'maxPool' : 'avgPool';
  const text = `tf.${name}(${image}, ${shape}, ${windowText(node.attributes).strides}, 'valid')`;
  return rank === 1 ? `tf.squeeze(${text}, [1])` : text;
}
