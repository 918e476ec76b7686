import { describe, expect, it } from 'vitest';
import type { Constant } from '../../../../compiler/targets/onnx/read/constants.ts';
import { elementwise, expanded } from '../../../../compiler/targets/onnx/read/elementwise-numbers.ts';
import { triangleOf } from '../../../../compiler/targets/onnx/read/patterns.ts';
import { reducedNumbers } from '../../../../compiler/targets/onnx/read/reduced-numbers.ts';

const floats = (shape: readonly number[], data: readonly number[]): Constant => ({
  kind: 'constant',
  type: 'float',
  shape,
  data: Float32Array.from(data),
});

const whole = (shape: readonly number[], data: readonly number[]): Constant => ({
  kind: 'constant',
  type: 'integer',
  shape,
  data: Float64Array.from(data),
});

describe('a matrix of two numbers', () => {
  it.each<
    readonly [string, readonly number[], readonly number[], readonly [number, number, number] | undefined]
  >([
    ['its diagonal', [3, 3], [1, 0, 0, 1, 1, 0, 1, 1, 1], [0, 1, 0]],
    ['the one above it', [2, 3], [1, 1, 0, 1, 1, 1], [1, 1, 0]],
    ['the one below it', [3, 2], [0, 0, 5, 0, 5, 5], [-1, 5, 0]],
    ['behind axes of size 1', [1, 1, 2, 2], [0, -7, 0, 0], [0, 0, -7]],
    ['none: a hole', [3, 3], [1, 0, 0, 1, 1, 0, 1, 0, 1], undefined],
    ['none: a third number', [2, 2], [1, 0, 2, 1], undefined],
    ['none: a row', [1, 3], [1, 0, 0], undefined],
    ['none: several matrices', [2, 2, 2], [1, 0, 1, 1, 1, 0, 1, 1], undefined],
  ])('is parted by %s', (_, shape, data, expected) => {
    const found = triangleOf(floats(shape, data));
    expect(found && [found.diagonal, found.below, found.above]).toEqual(expected);
  });
});

describe('numbers of the file', () => {
  it('go together as those of tensors do', () => {
    const column = floats([2, 1], [1, 2]);
    expect(elementwise('Add', [column, floats([3], [10, 20, 30])], 100)).toEqual(
      floats([2, 3], [11, 21, 31, 12, 22, 32]),
    );
    expect(elementwise('Add', [floats([2], [1, 2]), floats([3], [1, 2, 3])], 100)).toBeUndefined();
    expect(elementwise('Add', [column, floats([3], [1, 2, 3])], 5)).toBeUndefined();
    expect(elementwise('Conv', [column], 100)).toBeUndefined();
  });

  it('are cut off where they are whole, and compared to truths', () => {
    expect(elementwise('Div', [whole([2], [7, -7]), whole([], [2])], 9)?.data).toEqual(
      Float64Array.of(3, -3),
    );
    expect(elementwise('Div', [floats([1], [7]), floats([], [2])], 9)?.data).toEqual(Float32Array.of(3.5));
    expect(elementwise('Mod', [whole([2], [7, -7]), whole([], [3])], 9)?.data).toEqual(Float64Array.of(1, 2));
    const less = elementwise('Less', [floats([2], [1, 3]), floats([], [2])], 9)!;
    expect([less.type, ...less.data]).toEqual(['bool', 1, 0]);
    const picked = elementwise('Where', [less, floats([], [-Infinity]), floats([], [0])], 9)!;
    expect([picked.type, ...picked.data]).toEqual(['float', -Infinity, 0]);
  });

  it('are repeated along axes of size 1, up to a limit', () => {
    expect(expanded(floats([2, 1], [1, 2]), [2, 2], 10)).toEqual(floats([2, 2], [1, 1, 2, 2]));
    expect(expanded(floats([2, 1], [1, 2]), [2, 9], 10)).toBeUndefined();
  });

  it('are joined along axes', () => {
    const matrix = floats([2, 3], [1, 2, 3, 4, 5, 6]);
    expect(reducedNumbers('ReduceSum', matrix, [1], false)).toEqual(floats([2], [6, 15]));
    expect(reducedNumbers('ReduceMean', matrix, [0], true)).toEqual(floats([1, 3], [2.5, 3.5, 4.5]));
    expect(reducedNumbers('ReduceMax', matrix, [0, 1], false)).toEqual(floats([], [6]));
    expect(reducedNumbers('ReduceProd', matrix, [1], false)).toEqual(floats([2], [6, 120]));
    expect(reducedNumbers('ReduceMin', matrix, [1], true)).toEqual(floats([2, 1], [1, 4]));
    expect(reducedNumbers('Add', matrix, [1], true)).toBeUndefined();
  });
});
