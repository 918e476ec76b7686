import type { OpNodeOf } from '../../../ops/types.ts';
import { call, joined, keyword, tuple, type PythonExpression } from '../../python/expressions.ts';
import { atom, method, operand, places, strengths, type Code } from '../../python/ops/code.ts';
import { torchCall, type TorchContext, type TorchEmitters } from './code.ts';

/** One axis as a number, several as a tuple; nothing for all. */
function axesItems(axes: readonly number[], rank: number, keepDims: boolean): readonly PythonExpression[] {
  const named = axes.map((axis) => (axis === rank - 1 && rank > 1 ? -1 : axis));
  const items =
    axes.length === rank && !keepDims ? [] : [named.length === 1 ? String(named[0]) : tuple(places(named))];
  return [...items, ...(keepDims ? [keyword('keepdim', 'True')] : [])];
}

type Reduction = 'sum' | 'mean' | 'reduceMax' | 'reduceMin';

function reduction(
  name: string,
): (node: OpNodeOf<Reduction>, inputs: readonly Code[], context: TorchContext) => Code {
  return (node, [x], context) => {
    const { axes, keepDims } = node.attributes;
    const [input] = node.inputs;
    const { dtype, shape } = input!;
    // What is averaged over samples is so over those of all processes.
    if (name === 'mean' && axes.includes(0) && context.countsSamples(shape[0]!))
      return atom(
        call(context.helper('batch_mean'), [
          context.tensor(x!, dtype).expression,
          tuple(places(axes)),
          ...(keepDims ? [keyword('keepdim', 'True')] : []),
        ]),
      );
    // PyTorch sums whole numbers in 64 bits.
    const type = dtype === 'int32' && name === 'sum' ? [keyword('dtype', 'torch.int32')] : [];
    return method(context.tensor(x!, dtype), name, [
      ...axesItems(axes, input!.shape.length, keepDims),
      ...type,
    ]);
  };
}

/** PyTorch multiplies along one axis at a time: the last ones first, so that the others keep their places. */
function product(node: OpNodeOf<'product'>, [x]: readonly Code[], context: TorchContext): Code {
  const { axes, keepDims } = node.attributes;
  const { dtype } = node.inputs[0]!;
  const type = dtype === 'int32' ? [keyword('dtype', 'torch.int32')] : [];
  return [...axes]
    .sort((a, b) => b - a)
    .reduce(
      (code, axis) =>
        method(code, 'prod', [String(axis), ...(keepDims ? [keyword('keepdim', 'True')] : []), ...type]),
      context.tensor(x!, dtype),
    );
}

function cumulativeSum(node: OpNodeOf<'cumulativeSum'>, [x]: readonly Code[]): Code {
  const { axis, reverse } = node.attributes;
  const items = [
    String(axis),
    ...(node.inputs[0]!.dtype === 'int32' ? [keyword('dtype', 'torch.int32')] : []),
  ];
  if (!reverse) return method(x!, 'cumsum', items);
  return method(method(method(x!, 'flip', [String(axis)]), 'cumsum', items), 'flip', [String(axis)]);
}

export const reductionEmitters = {
  sum: reduction('sum'),
  mean: reduction('mean'),
  reduceMax: reduction('amax'),
  reduceMin: reduction('amin'),
  product,
  argMax: (node, [x]) => {
    // PyTorch takes no greatest truth value.
    const of = node.inputs[0]!.dtype === 'bool' ? method(x!, 'int') : x!;
    return method(method(of, 'argmax', [String(node.attributes.axis)]), 'int');
  },
  cumulativeSum,
  softmax: (node, [x]) => torchCall('softmax', [x!.expression, axisText(node)]),
  logSoftmax: (node, [x]) => torchCall('log_softmax', [x!.expression, axisText(node)]),
  matmul: (node, [a, b]) => {
    const { transposeA, transposeB } = node.attributes;
    const left = transposeA ? method(a!, 'transpose', ['-1', '-2']) : a!;
    const right = transposeB ? method(b!, 'transpose', ['-1', '-2']) : b!;
    return {
      expression: joined(operand(left, strengths.product), ' @ ', operand(right, strengths.product + 1)),
      strength: strengths.product,
      isNumber: false,
    };
  },
} satisfies Partial<TorchEmitters>;

function axisText(node: OpNodeOf<'softmax' | 'logSoftmax'>): string {
  const { axis } = node.attributes;
  return String(axis === node.inputs[0]!.shape.length - 1 ? -1 : axis);
}
