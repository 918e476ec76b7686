import { describe, expect, it } from 'vitest';
import { createOps, type ScopedOps } from '../../../compiler/ops/builder.ts';
import { inMixedPrecision } from '../../../compiler/ops/mixed-precision.ts';
import { printOpGraph } from '../../../compiler/ops/print.ts';
import type { OpGraph, Tensor } from '../../../compiler/ops/types.ts';
import { interpret } from '../support/interpreter/interpret.ts';

function graphOf(build: (ops: ScopedOps) => Tensor): OpGraph {
  const ops = createOps();
  return ops.scope.build([{ name: 'y', tensor: build(ops) }]);
}

/** Each op that gives floats with the dtype of its result, inputs and casts left out. */
function floatsOf(graph: OpGraph): readonly string[] {
  return inMixedPrecision(graph).nodes.flatMap(({ op, outputs }) =>
    op === 'input' || op === 'cast' || op === 'constant' ? [] : [`${op} ${outputs[0]!.dtype}`],
  );
}

const data = (ops: ScopedOps, ...shape: number[]): Tensor => ops.scope.input('x', 'float32', shape);
const weight = (ops: ScopedOps, name: string, ...shape: number[]): Tensor =>
  ops.scope.input(`weight:${name}`, 'float32', shape);

describe('mixed precision', () => {
  it('has products, and what lies between two of them, in float16', () => {
    const graph = graphOf((ops) => {
      const hidden = ops.relu(
        ops.add(ops.matmul(data(ops, 2, 3), weight(ops, 'a', 3, 4)), weight(ops, 'b', 4)),
      );
      return ops.matmul(hidden, weight(ops, 'c', 4, 1));
    });
    expect(floatsOf(graph)).toEqual(['matmul float16', 'add float16', 'relu float16', 'matmul float16']);
  });

  it('casts each operand once, and the result back', () => {
    const graph = graphOf((ops) => {
      const x = data(ops, 2, 2);
      return ops.matmul(ops.matmul(x, x), x);
    });
    expect(
      printOpGraph(inMixedPrecision(graph))
        .split('\n')
        .filter((line) => line.includes('cast')),
    ).toHaveLength(2);
    expect(inMixedPrecision(graph).outputs[0]!.tensor.dtype).toBe('float32');
  });

  it.each<[string, (ops: ScopedOps, product: Tensor) => Tensor]>([
    ['sums', (ops, product) => ops.sum(product, 1)],
    ['softmax', (ops, product) => ops.softmax(product, -1)],
    ['squares, which leave its range', (ops, product) => ops.multiply(product, product)],
    ['exponentials', (ops, product) => ops.exp(product)],
    ['quotients', (ops, product) => ops.divide(product, 3)],
    ['sums with other data', (ops, product) => ops.add(product, ops.scope.input('t', 'float32', [2, 3]))],
    ['sums with numbers beyond its range', (ops, product) => ops.add(product, -1e9)],
    ['what an optimizer makes of a gradient', (ops, product) => ops.multiply(ops.stopGradient(product), 0.1)],
  ])('has %s in float32', (_, build) => {
    const graph = graphOf((ops) => build(ops, ops.matmul(data(ops, 2, 2), weight(ops, 'a', 2, 3))));
    const [product, ...rest] = floatsOf(graph);
    expect(product).toBe('matmul float16');
    expect(rest.length).toBeGreaterThan(0);
    for (const each of rest) expect(each).toMatch(/float32$/);
  });

  it('has the gradient of relu in float16', () => {
    const graph = graphOf((ops) => {
      const x = ops.relu(ops.matmul(data(ops, 2, 2), weight(ops, 'a', 2, 2)));
      const gradient = ops.matmul(x, weight(ops, 'b', 2, 2));
      return ops.matmul(ops.reluGradient(x, gradient), weight(ops, 'c', 2, 2));
    });
    expect(floatsOf(graph).filter((each) => each.endsWith('float32'))).toEqual([]);
  });

  it('leaves whole numbers, and graphs without products, as they are', () => {
    const graph = graphOf((ops) => ops.add(ops.relu(data(ops, 3)), 1));
    expect(printOpGraph(inMixedPrecision(graph))).toBe(printOpGraph(graph));
    const whole = graphOf((ops) => ops.multiply(ops.scope.input('n', 'int32', [2]), 3));
    expect(printOpGraph(inMixedPrecision(whole))).toBe(printOpGraph(whole));
  });

  it('reaches into loops', () => {
    const ops = createOps();
    const x = ops.scope.input('x', 'float32', [4, 2, 3]);
    const kernel = weight(ops, 'a', 3, 3);
    const start = ops.fill(0, [2, 3]);
    const { states } = ops.scan({
      states: [start],
      scanned: [x],
      body: (inner, [state], [slice]) => ({
        states: [inner.tanh(inner.add(inner.matmul(state!, kernel), slice!))],
        stacked: [],
      }),
    });
    const graph = ops.scope.build([{ name: 'y', tensor: states[0]! }]);
    const loop = inMixedPrecision(graph).nodes.find(({ op }) => op === 'scan')!;
    expect(printOpGraph({ nodes: [loop], inputs: [], outputs: [] })).toMatch(/float16.*= matmul/);
  });

  it('gives what products of rounded numbers give', async () => {
    const graph = graphOf((ops) => ops.matmul(data(ops, 1, 2), weight(ops, 'a', 2, 1)));
    const inputs = {
      x: { dtype: 'float32', shape: [1, 2], data: [1 + 2 ** -12, 3] },
      'weight:a': { dtype: 'float32', shape: [2, 1], data: [1000, 2 ** -13] },
    } as const;
    // 1 · 1000 + 3 · 2^-13, of which float16 keeps halves.
    expect((await interpret(inMixedPrecision(graph), inputs)).y!.data).toEqual([1000]);
    expect((await interpret(graph, inputs)).y!.data[0]).toBeCloseTo(1000.2445, 3);
  });
});
