import type { OpNode, OpNodeOf, Tensor } from '../../../ops/types.ts';
import { sizesEqual, type Size } from '../../../shapes/size.ts';
import type { Helper } from '../helpers.ts';
import { constantText, dtypeText, numberText } from './constants.ts';
import { padText } from './padding.ts';
import type { SizeWriter } from '../../op-code/size-text.ts';
import { UnwritableOp } from './unwritable-op.ts';
import { convolutionText, poolText, transposedConvolutionText } from './windows.ts';

/** What an op's text is made with. */
export interface OpTextContext {
  /** The operands as expressions. */
  readonly operands: readonly string[];
  /** The operand's value where it is a constant scalar: most functions of tfjs take numbers as they are. */
  readonly numbers: readonly (number | undefined)[];
  readonly size: SizeWriter;
  /** Asks for a function that the module must bring along. */
  readonly use: (helper: Helper) => string;
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

const reductions = {
  sum: 'sum',
  mean: 'mean',
  reduceMax: 'max',
  reduceMin: 'min',
  product: 'prod',
} as const;

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
  switch (node.op) {
    case 'sum':
    case 'mean':
    case 'reduceMax':
    case 'reduceMin':
    case 'product': {
      const { axes, keepDims } = node.attributes;
      const [x] = node.inputs as readonly [Tensor];
      if (axes.length === x.shape.length && !keepDims) return `tf.${reductions[node.op]}(${a})`;
      return `tf.${reductions[node.op]}(${a}, ${axesText(axes, x)}${keepDims ? ', true' : ''})`;
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

/** tfjs does not sum the gradient of a matrix that many others are multiplied with: rows are put below each other. */
function matmulText(node: OpNodeOf<'matmul'>, a: string, b: string, size: SizeWriter): string {
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

function sliceText(node: OpNodeOf<'slice'>, a: string, size: SizeWriter): string {
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
