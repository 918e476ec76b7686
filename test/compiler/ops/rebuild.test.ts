import { describe, expect, it } from 'vitest';
import { createOps } from '../../../compiler/ops/builder.ts';
import { rebuild } from '../../../compiler/ops/rebuild.ts';
import type { OpGraph } from '../../../compiler/ops/types.ts';
import { variable, type Size } from '../../../compiler/shapes/size.ts';
import { runOnnx } from '../support/evaluate.ts';

/** Running sums of [steps, 2] from the first step on, or from the last one. */
function runningSums(length: Size, reverse: boolean): OpGraph {
  const ops = createOps();
  const x = ops.scope.input('x', 'float32', [length, 2]);
  const start = ops.constant([0, 0], [2]);
  const { states, stacked } = ops.scan({
    states: [start],
    scanned: [x],
    reverse,
    body: (inner, [sum], [slice]) => {
      const next = inner.add(sum!, slice!);
      return { states: [next], stacked: [inner.multiply(next, 10)] };
    },
  });
  return ops.scope.build([
    { name: 'last', tensor: states[0]! },
    { name: 'all', tensor: stacked[0]! },
  ]);
}

const x = { dtype: 'float32', shape: [3, 2], data: [1, 2, 3, 4, 5, 6] } as const;

describe('rebuild with unrolls', () => {
  it.each([
    ['forwards', false, [10, 20, 40, 60, 90, 120]],
    ['backwards', true, [90, 120, 80, 100, 50, 60]],
  ])('turns a loop that goes %s into its steps', async (_, reverse, all) => {
    const graph = rebuild(runningSums(3, reverse), { unrolls: true });
    expect(graph.nodes.map(({ op }) => op)).not.toContain('scan');
    const found = await runOnnx(graph, { x });
    expect(found.last!.data).toEqual([9, 12]);
    expect(found.all).toEqual({ shape: [3, 2], data: all });
  });

  it('leaves a loop alone whose length is open', () => {
    const graph = rebuild(runningSums(variable('T'), false), { unrolls: true });
    expect(graph.nodes.map(({ op }) => op)).toContain('scan');
  });
});

describe('rebuild with replaces', () => {
  const graph = (): OpGraph => {
    const ops = createOps();
    const input = ops.scope.input('x', 'float32', [3, 2]);
    return ops.scope.build([{ name: 'y', tensor: ops.sin(ops.cos(input)) }]);
  };

  it('puts others in the place of an op', async () => {
    const replaced = rebuild(graph(), { replaces: { cos: (ops, [value]) => [ops.negate(value!)] } });
    expect(replaced.nodes.map(({ op }) => op)).toEqual(['input', 'negate', 'sin']);
    const { y } = await runOnnx(replaced, { x });
    expect(y!.data[0]).toBeCloseTo(Math.sin(-1), 6);
  });

  it('leaves an op alone for which there is nothing', () => {
    const same = rebuild(graph(), { replaces: { cos: () => undefined } });
    expect(same.nodes.map(({ op }) => op)).toEqual(['input', 'cos', 'sin']);
  });
});
