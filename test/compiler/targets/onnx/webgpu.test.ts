import { describe, expect, it } from 'vitest';
import { createOps, type ScopedOps } from '../../../../compiler/ops/builder.ts';
import type { OpName, Tensor } from '../../../../compiler/ops/types.ts';
import { emitOnnxFor } from '../../../../compiler/targets/onnx/emit.ts';
import { runPasses } from '../../../../compiler/targets/onnx/passes.ts';
import { hostValues } from '../../../../compiler/targets/onnx/webgpu/host-values.ts';
import { runOnnx, type Input } from '../../support/evaluate.ts';

type Build = (ops: ScopedOps, inputs: readonly Tensor[]) => Tensor;

/** The same graph as it is, and as the GPU's provider gets it, both on the processor. */
async function both(build: Build, inputs: readonly Input[], op: OpName) {
  const ops = createOps();
  const tensors = inputs.map(({ dtype, shape }, at) => ops.scope.input(`x${at}`, dtype, shape));
  const graph = ops.scope.build([{ name: 'y', tensor: build(ops, tensors) }]);
  const replaced = runPasses(graph, { gpu: true }, 'replace');
  expect(graph.nodes.map((node) => node.op)).toContain(op);
  expect(
    replaced.nodes.map((node) => node.op),
    `${op} is replaced`,
  ).not.toContain(op);
  const given = Object.fromEntries(inputs.map((input, at) => [`x${at}`, input]));
  return { expected: (await runOnnx(graph, given)).y!, found: (await runOnnx(replaced, given)).y! };
}

function floats(shape: readonly number[], make: (at: number) => number = (at) => Math.sin(at * 7)): Input {
  const length = shape.reduce((product, size) => product * size, 1);
  return { dtype: 'float32', shape, data: Array.from({ length }, (_, at) => make(at)) };
}

async function expectSame(build: Build, inputs: readonly Input[], op: OpName): Promise<void> {
  const { expected, found } = await both(build, inputs, op);
  expect(found.shape).toEqual(expected.shape);
  found.data.forEach((value, at) => expect(value, `entry ${at}`).toBeCloseTo(expected.data[at]!, 5));
}

const pool = {
  window: [3, 2],
  strides: [2, 1],
  dilations: [1, 1],
  padding: [
    [1, 1],
    [0, 1],
  ],
} as const;

describe('what the WebGPU provider lacks, in ops that it has', () => {
  it('logSoftmax', () => expectSame((ops, [x]) => ops.logSoftmax(x!, -1), [floats([3, 5])], 'logSoftmax'));

  it('argMax gives the first of equal entries', async () => {
    const x: Input = { dtype: 'float32', shape: [2, 3], data: [1, 4, 4, 2, 2, 1] };
    const { found } = await both((ops, [value]) => ops.argMax(value!, -1), [x], 'argMax');
    expect(found.data).toEqual([1, 0]);
  });

  it('or', async () => {
    const bool = (data: number[]): Input => ({ dtype: 'bool', shape: [4], data });
    const inputs = [bool([0, 0, 1, 1]), bool([0, 1, 0, 1])];
    expect((await both((ops, [a, b]) => ops.or(a!, b!), inputs, 'or')).found.data).toEqual([0, 1, 1, 1]);
  });

  it.each([['sin'], ['cos']] as const)('%s, as precise far from zero as near it', (name) =>
    expectSame((ops, [x]) => ops[name](x!), [floats([200], (at) => (at - 100) / 3)], name),
  );

  it('the gradient of a maximum pool, the first of equal entries included', () =>
    expectSame(
      (ops, [x, dy]) => ops.emit('maxPoolGradient', [x!, ops.maxPool(x!, pool), dy!], pool)[0]!,
      [floats([2, 5, 4, 3], (at) => (at * 5) % 3), floats([2, 3, 4, 3])],
      'maxPoolGradient',
    ));

  const cube = {
    strides: [2, 1, 1],
    dilations: [1, 1, 1],
    padding: [
      [0, 1],
      [1, 1],
      [0, 0],
    ],
  } as const;

  it('a convolution in groups over three axes, group by group', async () => {
    const ops = createOps();
    const x = ops.scope.input('x', 'float32', [1, 4, 4, 3, 4]);
    const kernel = ops.scope.input('kernel', 'float32', [2, 3, 1, 2, 6]);
    const y = ops.convolution(x, kernel, { ...cube, groups: 2 });
    const graph = ops.scope.build([{ name: 'y', tensor: y }]);
    const replaced = runPasses(graph, { gpu: true }, 'replace');
    expect(replaced.nodes.filter(({ op }) => op === 'convolution')).toHaveLength(2);
    const inputs = { x: floats([1, 4, 4, 3, 4]), kernel: floats([2, 3, 1, 2, 6]) };
    const [expected, found] = [(await runOnnx(graph, inputs)).y!, (await runOnnx(replaced, inputs)).y!];
    found.data.forEach((value, at) => expect(value).toBeCloseTo(expected.data[at]!, 5));
  });

  it.each([1, 2])('the gradient of the input of a convolution over three axes, in %d groups', (groups) =>
    expectSame(
      (ops, [dy, kernel]) =>
        ops.convolutionInputGradient(dy!, kernel!, { ...cube, groups, inputShape: [1, 4, 4, 3, 4] }),
      [floats([1, 2, 4, 3, 6]), floats([2, 3, 1, 4 / groups, 6])],
      'convolutionInputGradient',
    ),
  );

  it('the gradient of an average pool over three axes', () =>
    expectSame(
      (ops, [dy]) =>
        ops.emit('averagePoolGradient', [dy!], {
          ...cube,
          window: [2, 3, 1],
          inputShape: [1, 4, 4, 3, 2],
        })[0]!,
      [floats([1, 2, 4, 3, 2])],
      'averagePoolGradient',
    ));
});

describe('what runs on the processor, where a GPU runs the others', () => {
  it('is what follows from single numbers alone', () => {
    const ops = createOps();
    const step = ops.scope.input('step', 'float32', []);
    const x = ops.scope.input('x', 'float32', [4]);
    const rate = ops.multiply(ops.power(0.9, step), 0.1);
    const total = ops.add(ops.sum(x), step);
    const y = ops.multiply(x, rate);
    const graph = ops.scope.build([
      { name: 'rate', tensor: rate },
      { name: 'total', tensor: total },
      { name: 'y', tensor: y },
    ]);
    const host = hostValues(graph);
    expect([rate, total, y].map(({ id }) => host.has(id))).toEqual([true, false, false]);
    const { hostOutputs, hostNodes } = emitOnnxFor(graph, 'test', { gpu: true });
    expect([...hostOutputs]).toEqual(['rate']);
    expect(hostNodes).toHaveLength(2);
    expect(emitOnnxFor(graph, 'test').hostNodes).toEqual([]);
  });
});
