import { describe, expect, it } from 'vitest';
import { createOps, type ScopedOps } from '../../../compiler/ops/builder.ts';
import { peakBytes, tensorBytes } from '../../../compiler/ops/peak-memory.ts';
import type { Tensor } from '../../../compiler/ops/types.ts';
import { variable } from '../../../compiler/shapes/size.ts';

const tensor = 4 * 100;

function peakOf(build: (ops: ScopedOps, x: Tensor) => readonly Tensor[]): number {
  const ops = createOps();
  const x = ops.scope.input('x', 'float32', [100]);
  const outputs = build(ops, x).map((output, at) => ({ name: `y${at}`, tensor: output }));
  return peakBytes(ops.scope.build(outputs));
}

describe('the most bytes that live at one time', () => {
  it('are two tensors in a chain: the one that is read and the one that is made', () => {
    expect(peakOf((ops, x) => [ops.exp(ops.tanh(ops.sin(x)))])).toBe(2 * tensor);
  });

  it('are more where one is read again later', () => {
    expect(
      peakOf((ops, x) => {
        const first = ops.sin(x);
        return [ops.add(ops.exp(ops.tanh(first)), first)];
      }),
    ).toBe(3 * tensor);
  });

  it('do not count inputs, constants, and what looks at a tensor in another way', () => {
    expect(
      peakOf((ops, x) => [
        ops.reshape(ops.add(x, ops.constant(new Array<number>(100).fill(2), [100])), [10, 10]),
      ]),
    ).toBe(tensor);
  });

  it('keep outputs to the end', () => {
    expect(peakOf((ops, x) => [ops.sin(x), ops.cos(x), ops.exp(x)])).toBe(3 * tensor);
  });

  it('count what an engine needs while it runs a node', () => {
    const ops = createOps();
    const x = ops.scope.input('x', 'float32', [100]);
    const graph = ops.scope.build([{ name: 'y', tensor: ops.exp(ops.tanh(ops.sin(x))) }]);
    expect(peakBytes(graph, { scratchOf: ({ op }) => (op === 'tanh' ? 5000 : 0) })).toBe(2 * tensor + 5000);
  });

  it('count truth values as a byte each', () => {
    expect(peakOf((ops, x) => [ops.less(x, 1)])).toBe(100);
    expect(tensorBytes({ dtype: 'bool', shape: [3, 5] })).toBe(15);
  });

  it('hold one round of a loop beside what the loop makes', () => {
    const peak = peakOf((ops, x) => {
      const { states, stacked } = ops.scan({
        states: [ops.constant([0, 0], [2])],
        scanned: [ops.reshape(x, [50, 2])],
        body: (inner, [sum], [slice]) => {
          const next = inner.add(sum!, slice!);
          return { states: [next], stacked: [inner.exp(next)] };
        },
      });
      return [states[0]!, stacked[0]!];
    });
    expect(peak).toBe(tensor + 8 + 2 * 8);
  });

  it('are not known of an open size', () => {
    expect(() => tensorBytes({ dtype: 'float32', shape: [variable('T')] })).toThrow('open size');
  });
});
