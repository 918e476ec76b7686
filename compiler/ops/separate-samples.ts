import { isSymbolic, sizeProduct, sizesEqual, type Size } from '../shapes/size.ts';
import { batchSize } from '../shapes/types.ts';
import type { OpGraph, OpName, OpNode, OpNodeOf } from './types.ts';

/**
 * True where what a graph computes for one sample depends on nothing of the others: a batch may then be taken apart
 * along axis 0 of the inputs that have it, and the results be put together along axis 0 of the outputs.
 *
 * It follows the axis of samples from op to op. An axis may hold more than samples, such as samples · positions, as
 * long as those of one sample stand together, in order.
 */
export function keepsSamplesApart(graph: OpGraph): boolean {
  const fed = graph.inputs.filter(({ tensor }) => mentionsSamples(tensor.shape[0]));
  const axes = new Map(fed.map(({ tensor }) => [tensor.id, 0]));
  return follows(graph, axes) && graph.outputs.every(({ tensor }) => axes.get(tensor.id) === 0);
}

/** The axis of samples, by the numbers of tensors; those without are the same for all samples. */
type SampleAxes = Map<number, number>;

/** Where samples stand; undefined where there are none, `mixed` where one's results depend on another's. */
type SampleAxis = number | undefined | 'mixed';

/** Goes through the nodes in order. @returns false as soon as samples meet */
function follows({ nodes }: OpGraph, axes: SampleAxes): boolean {
  return nodes.every((node) => {
    const results = node.op === 'input' ? [axes.get(node.outputs[0]!.id)] : axesOf(node, axes);
    return node.outputs.every((output, at) => {
      const axis = results[at];
      if (axis === 'mixed') return false;
      if (axis !== undefined) axes.set(output.id, axis);
      return output.shape.every((size, place) =>
        place === axis ? countsSamples(size) : !mentionsSamples(size),
      );
    });
  });
}

function axesOf(node: OpNode, axes: SampleAxes): readonly SampleAxis[] {
  const given = node.inputs.map(({ id }) => axes.get(id));
  if (node.op === 'scan') return axesOfLoop(node, given);
  const isShared = given.every((axis) => axis === undefined);
  const axis = isShared ? firstAxis(node) : (rules[node.op as FollowedOp] as Rule)(node, given);
  return node.outputs.map(() => axis);
}

/** The axis of a result that is made of what all samples share: repeated for each of them, or without it. */
function firstAxis(node: OpNode): SampleAxis {
  switch (node.op) {
    case 'size':
      return mentionsSamples(node.attributes.size) ? 'mixed' : undefined;
    case 'iota':
    case 'expand': {
      const axis = node.attributes.shape.findIndex(mentionsSamples);
      if (axis < 0) return undefined;
      return node.op === 'iota' && node.attributes.axis === axis ? 'mixed' : axis;
    }
    default:
      return undefined;
  }
}

/** A body has the axes of the loop's inputs, without the one that is walked along. */
function axesOfLoop({ attributes, outputs }: OpNodeOf<'scan'>, given: readonly SampleAxis[]): SampleAxis[] {
  const { body, states, scanned } = attributes;
  const isStep = (at: number): boolean => at >= states && at < states + scanned;
  const axes: SampleAxes = new Map();
  for (const [at, axis] of given.entries()) {
    if (typeof axis !== 'number') continue;
    if (isStep(at) && axis === 0) return ['mixed'];
    axes.set(body.inputs[at]!.tensor.id, isStep(at) ? axis - 1 : axis);
  }
  if (!follows(body, axes)) return ['mixed'];
  return outputs.map((_, at) => {
    const axis = axes.get(body.outputs[at]!.tensor.id);
    if (at >= states) return axis === undefined ? undefined : axis + 1;
    return axis === given[at] ? axis : 'mixed';
  });
}

/** What an op does with the samples of its inputs, of which at least one has them. */
type Rule<K extends OpName = OpName> = (node: OpNodeOf<K>, axes: readonly SampleAxis[]) => SampleAxis;

const mixes = (): SampleAxis => 'mixed';

/** Entry by entry: all inputs that have samples have them at the same place of the result. */
const entries: Rule = ({ inputs, outputs }, axes) => {
  const rank = outputs[0]!.shape.length;
  return common(axes.map((axis, at) => moved(axis, rank - inputs[at]!.shape.length)));
};

/** Along some axes, of which none may be that of samples. */
function along(
  used: readonly number[],
  { inputs: [x], outputs: [y] }: Pick<OpNode, 'inputs' | 'outputs'>,
  axes: readonly SampleAxis[],
): SampleAxis {
  const [axis, ...others] = axes;
  const isOne = typeof axis === 'number' && others.every((other) => other === undefined);
  if (!isOne || used.includes(axis)) return 'mixed';
  const isKept = y!.shape.length === x!.shape.length;
  return isKept ? axis : axis - used.filter((each) => each < axis).length;
}

const alongAxes: Rule<'sum' | 'mean' | 'reduceMax' | 'reduceMin' | 'product' | 'reverse'> = (node, axes) =>
  along(node.attributes.axes, node, axes);
const alongAxis: Rule<'argMax' | 'cumulativeSum' | 'softmax' | 'logSoftmax'> = (node, axes) =>
  along([node.attributes.axis], node, axes);
const alongLast: Rule<'topK' | 'layerNormalization'> = (node, axes) =>
  along([node.inputs[0]!.shape.length - 1], node, axes);

/** Windows over an image or sequence of each sample; what they are multiplied with is the same for all. */
const windows: Rule = (_, [x, ...others]) =>
  x === 0 && others.every((axis) => axis === undefined) ? 0 : 'mixed';

/** Loops go through their bodies, and what has no inputs has none with samples. */
type FollowedOp = Exclude<OpName, 'scan' | 'input' | 'constant' | 'iota' | 'size'>;

const rules: { readonly [K in FollowedOp]: Rule<K> } = {
  negate: entries,
  absolute: entries,
  sign: entries,
  exp: entries,
  log: entries,
  sqrt: entries,
  reciprocal: entries,
  tanh: entries,
  sigmoid: entries,
  softplus: entries,
  erf: entries,
  sin: entries,
  cos: entries,
  atan: entries,
  sinh: entries,
  cosh: entries,
  floor: entries,
  ceil: entries,
  round: entries,
  relu: entries,
  not: entries,
  isNaN: entries,
  stopGradient: entries,
  cast: entries,
  add: entries,
  subtract: entries,
  multiply: entries,
  divide: entries,
  floorDivide: entries,
  modulo: entries,
  power: entries,
  maximum: entries,
  minimum: entries,
  equal: entries,
  less: entries,
  lessEqual: entries,
  and: entries,
  or: entries,
  select: entries,
  reluGradient: entries,
  gelu: entries,
  geluGradient: entries,
  clip: entries,
  expand: entries,
  channelAffine: entries,

  sum: alongAxes,
  mean: alongAxes,
  reduceMax: alongAxes,
  reduceMin: alongAxes,
  product: alongAxes,
  reverse: alongAxes,
  argMax: alongAxis,
  cumulativeSum: alongAxis,
  softmax: alongAxis,
  logSoftmax: alongAxis,
  topK: alongLast,
  layerNormalization: alongLast,

  matmul: ({ inputs, attributes }, axes) => {
    const rank = Math.max(...inputs.map(({ shape }) => shape.length));
    const [a, b] = axes.map((axis, at) => moved(axis, rank - inputs[at]!.shape.length));
    const summed = [
      attributes.transposeA ? rank - 2 : rank - 1,
      attributes.transposeB ? rank - 1 : rank - 2,
    ] as const;
    if (a === summed[0] || b === summed[1]) return 'mixed';
    // A row of a, and a column of b, whichever way they stand.
    return common([a === rank - 1 ? rank - 2 : a, b === rank - 2 ? rank - 1 : b]);
  },

  reshape: ({ inputs: [x], attributes }, [axis]) => {
    if (typeof axis !== 'number') return 'mixed';
    const before = sizeProduct(x!.shape.slice(0, axis));
    const { shape } = attributes;
    const place = shape.findIndex(mentionsSamples);
    return place >= 0 && sizesEqual(sizeProduct(shape.slice(0, place)), before) ? place : 'mixed';
  },
  transpose: ({ attributes }, [axis]) => attributes.permutation.indexOf(axis as number),
  slice: ({ inputs: [x], attributes: { starts, sizes, strides } }, [axis]) => {
    const at = axis as number;
    return starts[at] === 0 && strides[at] === 1 && sizesEqual(sizes[at]!, x!.shape[at]!) ? at : 'mixed';
  },
  pad: ({ attributes: { low, high, interior } }, [axis]) => {
    const at = axis as number;
    return low[at] === 0 && high[at] === 0 && interior[at] === 0 ? at : 'mixed';
  },
  concat: ({ attributes }, axes) => {
    const axis = common(axes);
    return axis === attributes.axis ? 'mixed' : axis;
  },
  gather: ({ inputs: [, indices], attributes }, [data, index]) => {
    if (typeof index === 'number') return data === undefined ? attributes.axis + index : 'mixed';
    if (data === attributes.axis) return 'mixed';
    const at = data as number;
    return at < attributes.axis ? at : at + indices!.shape.length - 1;
  },
  scatterAdd: mixes,

  convolution: windows,
  convolutionInputGradient: windows,
  convolutionKernelGradient: mixes,
  maxPool: windows,
  maxPoolGradient: mixes,
  averagePool: windows,
  averagePoolGradient: windows,
  batchNormalization: mixes,
  batchNormalizationGradient: mixes,
  layerNormalizationGradient: mixes,
  randomUniform: mixes,
};

/** The one axis of several that have samples. */
function common(axes: readonly SampleAxis[]): SampleAxis {
  const found = new Set(axes.filter((axis) => axis !== undefined));
  return found.size > 1 ? 'mixed' : [...found][0];
}

function moved(axis: SampleAxis, places: number): SampleAxis {
  return typeof axis === 'number' ? axis + places : axis;
}

/** True for the size of an axis that holds samples, or something of each of them. */
export function mentionsSamples(size: Size | undefined): boolean {
  return size !== undefined && isSymbolic(size) && size.key.includes(batchSize.key);
}

/** So many for each sample: the batch size is a factor of every term. */
function countsSamples(size: Size): boolean {
  if (!isSymbolic(size) || size.constant !== 0) return false;
  return size.terms.every(({ factors }) => factors.some(({ key }) => key === batchSize.key));
}
