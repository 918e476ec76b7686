import { describe, expect, it } from 'vitest';
import { differentiate } from '../../../compiler/ops/differentiate.ts';
import type { Precision } from '../../../compiler/shapes/precision.ts';
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

  it('follows the precision of each op before that of the step', () => {
    const ops = createOps();
    const first = ops.relu(ops.matmul(data(ops, 2, 2), weight(ops, 'a', 2, 2)));
    const second = ops.within('float32', () => ops.relu(ops.matmul(first, weight(ops, 'b', 2, 2))));
    const third = ops.within('mixed_float16', () => ops.matmul(second, weight(ops, 'c', 2, 2)));
    const graph = ops.scope.build([{ name: 'y', tensor: third }]);
    const kinds = (precision: Precision): readonly string[] =>
      inMixedPrecision(graph, precision)
        .nodes.filter(({ op }) => op === 'matmul' || op === 'relu')
        .map(({ outputs }) => outputs[0]!.dtype);
    expect(kinds('mixed_float16')).toEqual(['float16', 'float16', 'float32', 'float32', 'float16']);
    expect(kinds('float32')).toEqual(['float32', 'float32', 'float32', 'float32', 'float16']);
  });

  it('takes gradients in the floats of what they are of', () => {
    const ops = createOps();
    const [a, b] = [weight(ops, 'a', 2, 2), weight(ops, 'b', 2, 2)];
    const hidden = ops.matmul(data(ops, 3, 2), a);
    const y = ops.within('float32', () => ops.matmul(hidden, b));
    const [da, db] = differentiate(ops, ops.sum(y), [a, b]);
    const graph = ops.scope.build([
      { name: 'a', tensor: da! },
      { name: 'b', tensor: db! },
    ]);
    const products = inMixedPrecision(graph).nodes.filter(({ op }) => op === 'matmul');
    // hidden, the two gradients of the product in float32, the gradient of a.
    expect(products.map(({ outputs }) => outputs[0]!.dtype).sort()).toEqual([
      'float16',
      'float16',
      'float32',
      'float32',
    ]);
  });

  it('leaves two equal ops of different precisions apart', () => {
    const ops = createOps();
    const [x, a] = [data(ops, 2, 2), weight(ops, 'a', 2, 2)];
    const single = ops.within('float32', () => ops.matmul(x, a));
    expect(ops.matmul(x, a)).not.toBe(single);
    expect(ops.within('float32', () => ops.matmul(x, a))).toBe(single);
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
