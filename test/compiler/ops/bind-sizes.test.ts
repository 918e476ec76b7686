import { describe, expect, it } from 'vitest';
import { bindSizes } from '../../../compiler/ops/bind-sizes.ts';
import { createOps } from '../../../compiler/ops/builder.ts';
import { printOpGraph } from '../../../compiler/ops/print.ts';
import type { OpGraph } from '../../../compiler/ops/types.ts';
import { floorDivide, unknownSize, variable } from '../../../compiler/shapes/size.ts';
import { interpret } from '../support/interpreter/interpret.ts';

const T = variable('T');
const sizes = new Map([['T', 6]]);

/** Running sums over time, halved in length, and divided by it. */
function exampleGraph(): OpGraph {
  const ops = createOps();
  const x = ops.scope.input('x', 'float32', [T, 2]);
  const { stacked } = ops.scan({
    states: [ops.fill(0, [2])],
    scanned: [x],
    body: (inner, [sum], [slice]) => {
      const next = inner.add(sum!, slice!);
      return { states: [next], stacked: [next] };
    },
  });
  const every = ops.slice(stacked[0]!, [0, 0], [floorDivide(T, 2), 2], [2, 1]);
  return ops.scope.build([{ name: 'y', tensor: ops.divide(every, ops.size(T)) }]);
}

describe('a graph with its sizes bound', () => {
  it('has numbers in place of size variables, in loops as well', () => {
    const text = printOpGraph(bindSizes(exampleGraph(), sizes));
    expect(text).not.toContain('T');
    expect(text).toContain('length: 6');
    expect(text).toContain('sizes: [3, 2]');
  });

  it('gives the same numbers', async () => {
    const inputs = {
      x: { dtype: 'float32', shape: [6, 2], data: Array.from({ length: 12 }, (_, at) => at * at) },
    } as const;
    const open = await interpret(exampleGraph(), inputs);
    expect(await interpret(bindSizes(exampleGraph(), sizes), inputs)).toEqual(open);
  });

  it('has no more ops than are left to do: sizes are constants, equal reshapes one', () => {
    const ops = createOps();
    const x = ops.scope.input('x', 'float32', [T, 4]);
    const square = ops.reshape(x, [T, 4, 1]);
    const y = ops.add(square, ops.reshape(ops.multiply(x, ops.size(T)), [6, 4, 1]));
    const { nodes } = bindSizes(ops.scope.build([{ name: 'y', tensor: y }]), sizes);
    expect(nodes.map(({ op }) => op)).toEqual(['input', 'reshape', 'constant', 'multiply', 'reshape', 'add']);
  });

  it('leaves sizes open that have no number', () => {
    const ops = createOps();
    const x = ops.scope.input('x', 'float32', [T, unknownSize(1)]);
    const bound = bindSizes(ops.scope.build([{ name: 'y', tensor: ops.exp(x) }]), sizes);
    expect(bound.outputs[0]!.tensor.shape).toEqual([6, unknownSize(1)]);
  });
});
