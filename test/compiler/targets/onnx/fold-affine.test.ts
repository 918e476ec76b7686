import { describe, expect, it } from 'vitest';
import { createOps, type ScopedOps } from '../../../../compiler/ops/builder.ts';
import type { OpGraph, OpName, Tensor } from '../../../../compiler/ops/types.ts';
import { foldAffine } from '../../../../compiler/targets/onnx/fold-affine.ts';
import { difference } from '../../support/arrays.ts';
import { runBlocked, type Input } from '../../support/evaluate.ts';
import { interpret } from '../../support/interpreter/interpret.ts';
import { createTestRandom } from '../../support/random.ts';

const window = {
  strides: [1, 1],
  dilations: [1, 1],
  padding: [
    [1, 1],
    [0, 1],
  ],
  groups: 1,
} as const;

interface Case {
  readonly known: Readonly<Record<string, readonly number[]>>;
  readonly x: readonly number[];
  readonly build: (ops: ScopedOps, x: Tensor, known: Readonly<Record<string, Tensor>>) => Tensor;
  /** Ops between the inputs and the result that depend on data, in their order. */
  readonly left: readonly OpName[];
}

/** As layers lower it when they predict. */
const normalize = (
  ops: ScopedOps,
  x: Tensor,
  { mean, factor, beta }: Readonly<Record<string, Tensor>>,
): Tensor => ops.add(ops.multiply(ops.subtract(x, mean!), factor!), beta!);

const vectors = { mean: [16], factor: [16], beta: [16] };

const cases: Readonly<Record<string, Case>> = {
  'a normalization after a convolution': {
    x: [2, 4, 5, 16],
    known: { kernel: [3, 2, 16, 16], ...vectors },
    build: (ops, x, known) => ops.relu(normalize(ops, ops.convolution(x, known.kernel!, window), known)),
    left: ['convolution', 'add', 'relu'],
  },
  'a bias before it': {
    x: [2, 4, 5, 16],
    known: { kernel: [3, 2, 16, 16], bias: [16], ...vectors },
    build: (ops, x, known) =>
      normalize(ops, ops.add(ops.convolution(x, known.kernel!, window), known.bias!), known),
    left: ['convolution', 'add'],
  },
  'a normalization after a product': {
    x: [3, 8],
    known: { kernel: [8, 16], ...vectors },
    build: (ops, x, known) => normalize(ops, ops.matmul(x, known.kernel!), known),
    left: ['matmul', 'add'],
  },
  'channels each by themselves': {
    x: [2, 4, 5, 16],
    known: { kernel: [3, 2, 1, 16], ...vectors },
    build: (ops, x, known) =>
      normalize(ops, ops.convolution(x, known.kernel!, { ...window, groups: 16 }), known),
    left: ['convolution', 'add'],
  },
  'a normalization of the data': {
    x: [2, 4, 5, 16],
    known: { kernel: [3, 2, 16, 16], ...vectors },
    build: (ops, x, known) => ops.convolution(ops.relu(normalize(ops, x, known)), known.kernel!, window),
    left: ['channelAffine', 'relu', 'convolution'],
  },
  'a convolution that is read twice': {
    x: [2, 4, 5, 16],
    known: { kernel: [3, 2, 16, 16], ...vectors },
    build: (ops, x, known) => {
      const y = ops.convolution(x, known.kernel!, window);
      return ops.multiply(normalize(ops, y, known), y);
    },
    left: ['convolution', 'channelAffine', 'multiply'],
  },
  'numbers and vectors on the other side': {
    x: [2, 4, 5, 16],
    known: { kernel: [3, 2, 16, 16], factor: [1, 1, 16], beta: [16] },
    build: (ops, x, { kernel, factor, beta }) =>
      ops.subtract(beta!, ops.multiply(factor!, ops.multiply(ops.convolution(x, kernel!, window), 0.5))),
    left: ['convolution', 'subtract'],
  },
  'a kernel that follows from the data': {
    x: [3, 3],
    known: { factor: [3] },
    build: (ops, x, { factor }) => ops.multiply(ops.matmul(x, ops.tanh(x)), factor!),
    left: ['tanh', 'matmul', 'multiply'],
  },
  'a factor for rows': {
    x: [3, 8],
    known: { kernel: [8, 4], rows: [3, 1] },
    build: (ops, x, { kernel, rows }) => ops.multiply(ops.matmul(x, kernel!), rows!),
    left: ['matmul', 'multiply'],
  },
  'a shift that broadcasts the result': {
    x: [1, 8],
    known: { kernel: [8, 4], rows: [3, 4] },
    build: (ops, x, { kernel, rows }) => ops.add(ops.matmul(x, kernel!), rows!),
    left: ['matmul', 'add'],
  },
};

function prepare({ known, x, build }: Case): {
  readonly graph: OpGraph;
  readonly inputs: Record<string, Input>;
} {
  const random = createTestRandom(5);
  const ops = createOps();
  const inputs: Record<string, Input> = {};
  const feed = (name: string, shape: readonly number[]): Tensor => {
    const count = shape.reduce((product, size) => product * size, 1);
    inputs[name] = {
      dtype: 'float32',
      shape,
      data: Array.from({ length: count }, () => Math.fround(random.normal())),
    };
    return ops.scope.input(name, 'float32', shape);
  };
  const data = feed('x', x);
  const tensors = Object.fromEntries(Object.entries(known).map(([name, shape]) => [name, feed(name, shape)]));
  return { graph: ops.scope.build([{ name: 'y', tensor: build(ops, data, tensors) }]), inputs };
}

/** Ops whose results depend on the data. */
function opsOnData({ nodes, inputs }: OpGraph): readonly OpName[] {
  const reached = new Set(inputs.filter(({ name }) => name === 'x').map(({ tensor }) => tensor.id));
  return nodes.flatMap(({ op, inputs: operands, outputs }) => {
    if (!operands.some(({ id }) => reached.has(id))) return [];
    outputs.forEach(({ id }) => reached.add(id));
    return [op];
  });
}

describe('factors and shifts of channels, folded into weights', () => {
  it.each(Object.entries(cases))('%s', async (_, each) => {
    const { graph, inputs } = prepare(each);
    const folded = foldAffine(graph, new Set(Object.keys(each.known)));
    expect(opsOnData(folded)).toEqual(each.left);
    const wanted = (await interpret(graph, inputs)).y!;
    expect(
      difference((await interpret(folded, inputs)).y!, wanted, { rtol: 1e-9, atol: 1e-9 }),
    ).toBeUndefined();
    expect(
      difference((await runBlocked(folded, inputs)).y!, wanted, { rtol: 1e-4, atol: 1e-4 }),
    ).toBeUndefined();
  });
});
