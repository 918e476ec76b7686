import { describe, expect, it } from 'vitest';
import { createOps, type ScopedOps } from '../../../compiler/ops/builder.ts';
import { definitions } from '../../../compiler/ops/definitions.ts';
import { differentiate } from '../../../compiler/ops/differentiate.ts';
import type { OpName, Tensor } from '../../../compiler/ops/types.ts';
import { variable, type Size } from '../../../compiler/shapes/size.ts';
import { runTfjs } from '../../support/tfjs-engines.ts';
import { runOnnx, type Evaluator, type Inputs, type Outputs } from '../support/evaluate.ts';
import { interpret } from '../support/interpreter/interpret.ts';

const engines: Readonly<Record<string, Evaluator>> = {
  onnx: runOnnx,
  'tfjs on wasm': runTfjs('wasm'),
  'tfjs on cpu': runTfjs('cpu'),
  'tfjs by kernels alone': runTfjs('kernels'),
};

/** One use of an op: its differentiable inputs by shape, and what it makes of them. */
interface Case {
  readonly op: OpName;
  readonly shapes: readonly (readonly number[])[];
  readonly build: (ops: ScopedOps, ...inputs: Tensor[]) => Tensor;
  /** Brings inputs to where the op is smooth and defined. */
  readonly from?: (value: number, index: number) => number;
}

const positive = (value: number): number => Math.abs(value) + 0.5;
/** All different, so that no maximum is shared. */
const distinct = (value: number, index: number): number => value + index * 0.37;

const window = {
  strides: [2, 1],
  dilations: [1, 1],
  padding: [
    [1, 0],
    [0, 1],
  ] as const,
};
const unary = (op: OpName, from?: Case['from']): Case => ({
  op,
  shapes: [[2, 3]],
  build: (ops, x) => (ops[op as 'exp'] as (x: Tensor) => Tensor)(x!),
  ...(from && { from }),
});
const binary = (op: OpName, from?: Case['from']): Case => ({
  op,
  shapes: [[2, 3], [3]],
  build: (ops, a, b) => (ops[op as 'add'] as (a: Tensor, b: Tensor) => Tensor)(a!, b!),
  ...(from && { from }),
});

const cases: readonly Case[] = [
  ...(
    ['negate', 'exp', 'tanh', 'sigmoid', 'softplus', 'erf', 'sin', 'cos', 'atan', 'sinh', 'cosh'] as const
  ).map((op) => unary(op)),
  ...(['log', 'sqrt', 'reciprocal'] as const).map((op) => unary(op, positive)),
  unary('absolute', (value) => value + Math.sign(value)),
  unary('relu', (value) => value + Math.sign(value)),
  {
    op: 'reluGradient',
    shapes: [[3]],
    build: (ops, dy) => ops.reluGradient(ops.relu(ops.constant([-2, 0, 0.5], [3])), dy!),
  },
  {
    op: 'batchNormalization',
    shapes: [[2, 3, 4], [4], [4]],
    build: (ops, x, gamma, beta) => ops.batchNormalization(x!, gamma!, beta!, 0.01)[0],
  },
  unary('gelu'),
  { op: 'clip', shapes: [[2, 5]], build: (ops, x) => ops.clip(x!, -0.31, 0.42) },
  {
    op: 'geluGradient',
    shapes: [
      [2, 3],
      [2, 3],
    ],
    build: (ops, x, dy) => ops.emit('geluGradient', [x!, dy!], {})[0]!,
  },
  {
    op: 'layerNormalization',
    shapes: [[2, 3, 4], [4], [4]],
    build: (ops, x, gamma, beta) => ops.layerNormalization(x!, gamma!, beta!, 0.01),
  },
  {
    op: 'cast',
    shapes: [[3]],
    build: (ops, x) => ops.multiply(ops.cast(ops.greater(x!, 0), 'float32'), x!),
    from: (value) => value + Math.sign(value),
  },
  ...(['add', 'subtract', 'multiply'] as const).map((op) => binary(op)),
  binary('divide', positive),
  binary('power', positive),
  binary('maximum', distinct),
  binary('minimum', distinct),
  {
    op: 'modulo',
    shapes: [[2, 3], [3]],
    build: (ops, a, b) => ops.modulo(ops.add(a!, 0.3), ops.add(ops.absolute(b!), 3)),
  },
  {
    op: 'select',
    shapes: [
      [2, 3],
      [2, 3],
    ],
    build: (ops, a, b) => ops.select(ops.greater(a!, b!), ops.square(a!), b!),
  },
  {
    op: 'matmul',
    shapes: [
      [2, 3],
      [3, 4],
    ],
    build: (ops, a, b) => ops.matmul(a!, b!),
  },
  {
    op: 'matmul',
    shapes: [
      [3, 2],
      [4, 3],
    ],
    build: (ops, a, b) => ops.matmul(a!, b!, { transposeA: true, transposeB: true }),
  },
  {
    op: 'matmul',
    shapes: [
      [2, 3, 2],
      [3, 4],
    ],
    build: (ops, a, b) => ops.matmul(a!, b!, { transposeA: true }),
  },
  {
    op: 'matmul',
    shapes: [
      [2, 3, 2],
      [2, 4],
    ],
    build: (ops, a, b) => ops.matmul(a!, b!),
  },
  ...(['sum', 'mean', 'product'] as const).map((op): Case => ({
    op,
    shapes: [[2, 3, 2]],
    build: (ops, x) => ops[op](x!, [0, 2]),
    from: positive,
  })),
  ...(['reduceMax', 'reduceMin'] as const).map((op): Case => ({
    op,
    shapes: [[2, 3, 2]],
    build: (ops, x) => ops[op](x!, 1, true),
    from: distinct,
  })),
  { op: 'cumulativeSum', shapes: [[2, 4]], build: (ops, x) => ops.cumulativeSum(x!, 1) },
  { op: 'softmax', shapes: [[2, 4]], build: (ops, x) => ops.softmax(x!) },
  { op: 'logSoftmax', shapes: [[2, 4]], build: (ops, x) => ops.logSoftmax(x!) },
  { op: 'reshape', shapes: [[2, 6]], build: (ops, x) => ops.reshape(x!, [3, 4]) },
  { op: 'transpose', shapes: [[2, 3, 4]], build: (ops, x) => ops.transpose(x!, [2, 0, 1]) },
  { op: 'expand', shapes: [[3, 1]], build: (ops, x) => ops.expand(x!, [2, 3, 4]) },
  { op: 'slice', shapes: [[6, 5]], build: (ops, x) => ops.slice(x!, [1, 0], [2, 2], [2, 3]) },
  { op: 'reverse', shapes: [[3, 4]], build: (ops, x) => ops.reverse(x!, [1]) },
  {
    op: 'concat',
    shapes: [
      [2, 3],
      [2, 1],
    ],
    build: (ops, a, b) => ops.concat([a!, b!, a!], 1),
  },
  {
    op: 'pad',
    shapes: [[2, 3]],
    build: (ops, x) => ops.pad(x!, [1, 0], [0, 2], { interior: [1, 2], value: 0.5 }),
  },
  { op: 'pad', shapes: [[5]], build: (ops, x) => ops.pad(x!, [-1], [-2]) },
  {
    op: 'gather',
    shapes: [[4, 3]],
    build: (ops, x) => ops.gather(x!, ops.constant([3, 0, 3], [3], 'int32'), 0),
  },
  {
    op: 'gather',
    shapes: [[2, 4, 3]],
    build: (ops, x) => ops.gather(x!, ops.constant([3, 0, 3, 1], [2, 2], 'int32'), 1),
  },
  {
    op: 'gather',
    shapes: [[4, 3]],
    build: (ops, x) =>
      ops.transpose(ops.gather(x!, ops.constant([3, 0, 3, 1, 2, 2], [2, 3], 'int32'), 0), [1, 0, 2]),
  },
  { op: 'topK', shapes: [[2, 3, 4]], build: (ops, x) => ops.topK(x!, 2)[0] },
  { op: 'topK', shapes: [[5]], build: (ops, x) => ops.topK(x!, 5)[0] },
  // Zeros among the factors: none, one and two in a row.
  {
    op: 'product',
    shapes: [[3, 3]],
    build: (ops, x) => ops.product(x!, [1]),
    from: (value, index) => ([4, 6, 8].includes(index) ? 0 : value),
  },
  {
    op: 'scatterAdd',
    shapes: [[3, 2]],
    build: (ops, x) => ops.scatterAdd(ops.constant([1, 0, 1], [3], 'int32'), x!, 4),
  },
  {
    op: 'convolution',
    shapes: [
      [2, 5, 4, 4],
      [3, 2, 2, 6],
    ],
    build: (ops, x, k) => ops.convolution(x!, k!, { ...window, groups: 2 }),
  },
  {
    op: 'convolution',
    shapes: [
      [2, 6, 5, 2],
      [2, 3, 2, 3],
    ],
    build: (ops, x, k) => ops.convolution(x!, k!, { ...window, groups: 1 }),
  },
  {
    op: 'convolution',
    shapes: [
      [1, 7, 2],
      [3, 2, 2],
    ],
    build: (ops, x, k) =>
      ops.convolution(x!, k!, { strides: [1], dilations: [2], padding: [[2, 1]], groups: 1 }),
  },
  {
    op: 'convolutionInputGradient',
    shapes: [
      [2, 3, 4, 3],
      [2, 3, 2, 3],
    ],
    build: (ops, y, k) =>
      ops.convolutionInputGradient(y!, k!, { ...window, groups: 1, inputShape: [2, 6, 5, 2] }),
  },
  {
    op: 'maxPool',
    shapes: [[2, 5, 4, 2]],
    build: (ops, x) => ops.maxPool(x!, { ...window, window: [3, 2] }),
    from: distinct,
  },
  {
    op: 'averagePool',
    shapes: [[2, 5, 4, 2]],
    build: (ops, x) => ops.averagePool(x!, { ...window, window: [3, 2] }),
  },
  {
    op: 'scan',
    shapes: [
      [4, 2, 3],
      [3, 3],
      [2, 3],
    ],
    build: (ops, xs, w, h0) => {
      const loop = ops.scan({
        states: [h0!],
        scanned: [xs!],
        reverse: true,
        body: (inner, [h], [x]) => {
          const next = inner.tanh(inner.add(inner.matmul(h!, w!), x!));
          return { states: [next], stacked: [inner.multiply(next, inner.sigmoid(x!))] };
        },
      });
      return ops.add(ops.sum(loop.stacked[0]!, 0), loop.states[0]!);
    },
  },
];

/** Numbers between −1.3 and 1.3 that repeat nowhere. */
const sample = (index: number): number => 1.3 * Math.sin(12.9898 * (index + 1));

interface Prepared {
  readonly inputs: Inputs;
  readonly names: readonly string[];
  readonly graph: ReturnType<ScopedOps['scope']['build']>;
}

/** The op's result weighted to a scalar, with the gradients of all inputs. */
function prepare({ shapes, build, from = (value) => value }: Case): Prepared {
  const ops = createOps();
  const names = shapes.map((_, index) => `x${index}`);
  const tensors = shapes.map((shape, index) => ops.scope.input(names[index]!, 'float32', shape));
  const result = build(ops, ...tensors);
  const count = (result.shape as readonly number[]).reduce((product, size) => product * size, 1);
  const weights = ops.constant(
    Array.from({ length: count }, (_, index) => sample(index + 100)),
    result.shape as number[],
  );
  const scalar = ops.sum(ops.multiply(result, weights));
  const gradients = differentiate(ops, scalar, tensors);
  const outputs = [
    { name: 'value', tensor: scalar },
    ...gradients.flatMap((tensor, index) => (tensor ? [{ name: `d${names[index]}`, tensor }] : [])),
  ];
  let next = 0;
  const inputs = Object.fromEntries(
    shapes.map((shape, index) => {
      const size = shape.reduce((product, axis) => product * axis, 1);
      const data = Array.from({ length: size }, (_, at) => from(sample(next++), at));
      return [names[index]!, { dtype: 'float32' as const, shape, data }];
    }),
  );
  return { inputs, names, graph: ops.scope.build(outputs) };
}

describe('every op', () => {
  it('with a gradient rule has a case here', () => {
    const differentiable = (Object.keys(definitions) as OpName[]).filter((op) => definitions[op].gradient);
    const tried = new Set(cases.map(({ op }) => op));
    expect(differentiable.filter((op) => !tried.has(op))).toEqual([]);
  });

  it('without one gives no floats, or has slope 0 nearly everywhere, or holds gradients back', () => {
    const without = (Object.keys(definitions) as OpName[]).filter((op) => !definitions[op].gradient);
    expect(without).toEqual([
      // Leaves.
      ...['input', 'constant', 'iota', 'size', 'randomUniform'],
      // Steps, with slope 0 between them.
      ...['sign', 'floor', 'ceil', 'round'],
      ...['not', 'isNaN'],
      'stopGradient',
      'floorDivide',
      ...['equal', 'less', 'lessEqual', 'and', 'or'],
      'argMax',
      // What only stands in gradients themselves.
      ...['convolutionKernelGradient', 'maxPoolGradient', 'averagePoolGradient'],
      'channelAffine',
      ...['batchNormalizationGradient', 'layerNormalizationGradient'],
    ]);
  });

  it.each(cases.map((each, index) => [`${each.op} (${index})`, each] as const))(
    '%s: the gradient is that of finite differences in double precision, and the engines agree',
    async (_, each) => {
      const { inputs, names, graph } = prepare(each);
      const exact = await interpret(graph, inputs);
      for (const name of names) await expectGradient(graph, inputs, exact, name);
      for (const [engine, run] of Object.entries(engines)) {
        const found = await run(graph, inputs);
        for (const [name, { data }] of Object.entries(exact)) {
          data.forEach((value, index) => {
            const difference = Math.abs(found[name]!.data[index]! - value);
            expect(difference, `${name}[${index}], ${engine}`).toBeLessThanOrEqual(
              1e-4 + 1e-4 * Math.abs(value),
            );
          });
        }
      }
    },
  );
});

async function expectGradient(
  graph: Prepared['graph'],
  inputs: Inputs,
  exact: Outputs,
  name: string,
): Promise<void> {
  const step = 1e-6;
  const gradient = exact[`d${name}`]!.data;
  const input = inputs[name]!;
  const valueAt = async (index: number, change: number): Promise<number> => {
    const data = Array.from(input.data);
    data[index]! += change;
    return (await interpret(graph, { ...inputs, [name]: { ...input, data } })).value!.data[0]!;
  };
  for (let index = 0; index < input.data.length; index++) {
    const numeric = ((await valueAt(index, step)) - (await valueAt(index, -step))) / (2 * step);
    expect(Math.abs(gradient[index]! - numeric), `d${name}[${index}]`).toBeLessThanOrEqual(
      1e-6 + 1e-6 * Math.abs(numeric),
    );
  }
}

describe('sizes that are known only at run time', () => {
  it('are computed in the graph from the shapes of its inputs', async () => {
    const ops = createOps();
    const [batch, steps]: Size[] = [variable('batch'), variable('T')];
    const x = ops.scope.input('x', 'float32', [batch!, steps!, 2]);
    const windows = ops.convolution(x, ops.fill(1, [3, 2, 1]), {
      strides: [2],
      dilations: [1],
      padding: [[0, 0]],
      groups: 1,
    });
    const flat = ops.reshape(windows, [windows.shape[0]!, windows.shape[1]!]);
    const graph = ops.scope.build([
      { name: 'flat', tensor: flat },
      { name: 'count', tensor: ops.size(windows.shape[1]!) },
      { name: 'positions', tensor: ops.iota([batch!, steps!], 1) },
    ]);
    const data = Array.from({ length: 2 * 6 * 2 }, (_, index) => index);
    const {
      flat: sums,
      count,
      positions,
    } = await runOnnx(graph, { x: { dtype: 'float32', shape: [2, 6, 2], data } });
    expect(sums!.shape).toEqual([2, 2]);
    expect(sums!.data[0]).toBe(0 + 1 + 2 + 3 + 4 + 5);
    expect(count!.data[0]).toBe(2);
    expect(positions!.data.slice(0, 6)).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe('random numbers', () => {
  const draw = async (key: number): Promise<readonly number[]> => {
    const ops = createOps();
    const input = ops.scope.input('key', 'int32', []);
    const graph = ops.scope.build([{ name: 'u', tensor: ops.randomUniform(input, [20_000]) }]);
    return (await runOnnx(graph, { key: { dtype: 'int32', shape: [], data: [key] } })).u!.data;
  };
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;

  it('are uniform in [0, 1), the same for the same key and unrelated for others', async () => {
    const [first, again, other] = await Promise.all([draw(7), draw(7), draw(8)]);
    expect(again).toEqual(first);
    expect(Math.min(...first)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...first)).toBeLessThan(1);
    // Four standard errors of 20,000 draws.
    expect(Math.abs(mean(first) - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / 20_000));
    expect(Math.abs(mean(first.map((value) => (value - 0.5) ** 2)) - 1 / 12)).toBeLessThan(
      4 * Math.sqrt(1 / 180 / 20_000),
    );
    const correlation = 12 * mean(first.map((value, index) => (value - 0.5) * (other[index]! - 0.5)));
    expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(20_000));
    const neighbours = 12 * mean(first.slice(1).map((value, index) => (value - 0.5) * (first[index]! - 0.5)));
    expect(Math.abs(neighbours)).toBeLessThan(4 / Math.sqrt(20_000));
  });
});
