import { describe, expect, it } from 'vitest';
import { createOps, type Ops } from '../../../compiler/ops/builder.ts';
import { printOpGraph } from '../../../compiler/ops/print.ts';
import type { Tensor } from '../../../compiler/ops/types.ts';
import { variable } from '../../../compiler/shapes/size.ts';
import { batchSize } from '../../../compiler/shapes/types.ts';

const T = variable('T');

/** The ops that are left of an expression over `x` (float32[batch, T, 4]) and `i` (int32[5]). */
function opsOf(make: (ops: Ops, x: Tensor, i: Tensor) => Tensor): readonly string[] {
  const ops = createOps();
  const x = ops.scope.input('x', 'float32', [batchSize, T, 4]);
  const i = ops.scope.input('i', 'int32', [5]);
  const tensor = make(ops, x, i);
  const { nodes } = ops.scope.build([{ name: 'result', tensor }]);
  return nodes.flatMap(({ op }) => (op === 'input' ? [] : [op]));
}

describe('an op that changes nothing is left out', () => {
  it.each<[string, (ops: Ops, x: Tensor) => Tensor]>([
    ['x + 0', (ops, x) => ops.add(x, 0)],
    ['0 + x', (ops, x) => ops.add(0, x)],
    ['x - 0', (ops, x) => ops.subtract(x, 0)],
    ['x * 1', (ops, x) => ops.multiply(x, 1)],
    ['1 * x', (ops, x) => ops.multiply(1, x)],
    ['x / 1', (ops, x) => ops.divide(x, 1)],
    ['x ** 1', (ops, x) => ops.power(x, 1)],
    ['-(-x)', (ops, x) => ops.negate(ops.negate(x))],
    ['a cast to its own type', (ops, x) => ops.cast(x, 'float32')],
    ['a reshape to its own shape', (ops, x) => ops.reshape(x, [batchSize, T, 4])],
    ['a reshape and back', (ops, x) => ops.reshape(ops.reshape(x, [batchSize, T, 2, 2]), [batchSize, T, 4])],
    ['axes turned and back', (ops, x) => ops.transpose(ops.transpose(x, [1, 2, 0]), [2, 0, 1])],
    ['a part that is all', (ops, x) => ops.slice(x, [0, 0, 0], [batchSize, T, 4])],
    ['a padding of nothing', (ops, x) => ops.pad(x, [0, 0, 0], [0, 0, 0])],
    ['one tensor joined', (ops, x) => ops.concat([x], 2)],
    ['a sum over no axis', (ops, x) => ops.sum(x, [])],
    ['no axis reversed', (ops, x) => ops.reverse(x, [])],
  ])('%s', (_, make) => {
    expect(opsOf(make)).toEqual([]);
  });
});

describe('an op that changes something stays', () => {
  it.each<[string, (ops: Ops, x: Tensor) => Tensor, readonly string[]]>([
    ['0 - x', (ops, x) => ops.subtract(0, x), ['constant', 'subtract']],
    ['1 / x', (ops, x) => ops.divide(1, x), ['constant', 'divide']],
    ['x * 0', (ops, x) => ops.multiply(x, 0), ['constant', 'multiply']],
    ['another part', (ops, x) => ops.slice(x, [0, 0, 1], [batchSize, T, 3]), ['slice']],
    ['every second', (ops, x) => ops.slice(x, [0, 0, 0], [batchSize, T, 2], [1, 1, 2]), ['slice']],
    ['a padding in front', (ops, x) => ops.pad(x, [0, 1, 0], [0, 0, 0]), ['pad']],
    ['float16 and back', (ops, x) => ops.cast(ops.cast(x, 'float16'), 'float32'), ['cast', 'cast']],
  ])('%s', (_, make, left) => {
    expect(opsOf(make)).toEqual(left);
  });
});

describe('several become one', () => {
  it.each<[string, (ops: Ops, x: Tensor, i: Tensor) => Tensor, readonly string[]]>([
    [
      'reshapes',
      (ops, x) => ops.reshape(ops.reshape(x, [batchSize, T, 2, 2]), [batchSize, T, 1, 4]),
      ['reshape'],
    ],
    ['turns', (ops, x) => ops.transpose(ops.transpose(x, [1, 2, 0]), [1, 2, 0]), ['transpose']],
    ['numbers', (ops, x) => ops.add(x, ops.multiply(ops.scalar(2), 3)), ['constant', 'add']],
    [
      'rows turned: the indices are',
      (ops, x, i) => {
        const rows = ops.gather(ops.reshape(x, [T, batchSize, 4]), ops.reshape(i, [1, 5]));
        return ops.transpose(rows, [1, 0, 2, 3]);
      },
      ['reshape', 'reshape', 'transpose', 'gather'],
    ],
  ])('%s', (_, make, left) => {
    expect([...opsOf(make)].sort()).toEqual([...left].sort());
  });

  it('computes numbers, of floats alone', () => {
    const ops = createOps();
    const value = (tensor: Tensor) => {
      const node = ops.scope.producer(tensor);
      return node?.op === 'constant' ? node.attributes.data : node?.op;
    };
    expect(value(ops.subtract(ops.scalar(5), 3))).toEqual([2]);
    expect(value(ops.divide(ops.scalar(5), 2))).toEqual([2.5]);
    expect(value(ops.power(ops.scalar(5), 2))).toEqual([25]);
    expect(value(ops.negate(ops.scalar(5)))).toEqual([-5]);
    expect(value(ops.cast(ops.scalar(-2.5), 'int32'))).toEqual([-2]);
    expect(value(ops.cast(ops.scalar(-2.5), 'bool'))).toEqual([1]);
    expect(value(ops.cast(ops.scalar(0), 'bool'))).toEqual([0]);
    expect(value(ops.add(ops.scalar(2, 'int32'), 3))).toBe('add');
  });
});

describe('a graph as text', () => {
  it('is a line for each op, with its type, what it takes and its attributes', () => {
    const ops = createOps();
    const x = ops.scope.input('x', 'float32', [batchSize, 4]);
    const tensor = ops.sum(ops.multiply(x, 2), [1]);
    const graph = ops.scope.build([{ name: 'result', tensor }]);
    expect(printOpGraph(graph, '  ', ({ op }) => (op === 'sum' ? 'the last' : undefined))).toBe(
      [
        '  %0 float32[batch size, 4] = input() name: "x"',
        '  %1 float32[] = constant() data: [2]',
        '  %2 float32[batch size, 4] = multiply(%0, %1)',
        '  %3 float32[batch size] = sum(%2) axes: [1] keepDims: false  // the last',
        '  return result = %3',
      ].join('\n'),
    );
  });

  it('has the body of a loop below it, and the beginning of long lists', () => {
    const ops = createOps();
    const table = ops.constant([1, 2, 3, 4, 5, 6, 7, 8, 9], [9]);
    const { states } = ops.scan({
      states: [ops.scalar(0)],
      scanned: [table],
      body: (inner, [sum], [entry]) => ({ states: [inner.add(sum!, entry!)], stacked: [] }),
    });
    const text = printOpGraph(ops.scope.build([{ name: 'sum', tensor: states[0]! }]));
    expect(text).toContain('constant() data: [1, 2, 3, 4, 5, 6, 7, 8, … 9 in all]');
    expect(text).toMatch(/scan\(%\d, %\d\) states: 1 scanned: 1 reverse: false length: 9\n {2}each %/);
    expect(text).toMatch(/\n {2}%\d float32\[\] = add\(%\d, %\d\)\n {2}return /);
  });
});
