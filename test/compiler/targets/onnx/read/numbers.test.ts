import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import {
  AttributeProtoSchema,
  NodeProtoSchema,
  TensorProtoSchema,
  type TensorProto,
} from '../../../../../compiler/targets/onnx/onnx_pb.ts';
import { Attributes, shortest } from '../../../../../compiler/targets/onnx/read/attributes.ts';
import {
  constantOf,
  reshaped,
  transposed,
  type Constant,
} from '../../../../../compiler/targets/onnx/read/constants.ts';
import {
  elementwise,
  expanded,
  numberFrom,
} from '../../../../../compiler/targets/onnx/read/elementwise-numbers.ts';
import { numberOf } from '../../../../../compiler/targets/onnx/read/number-of.ts';
import { placeWithout } from '../../../../../compiler/targets/onnx/read/places.ts';
import { reducedNumbers } from '../../../../../compiler/targets/onnx/read/reduced-numbers.ts';
import {
  fileShape,
  isPattern,
  plainForm,
  type Held,
} from '../../../../../compiler/targets/onnx/read/values.ts';
import { sidesValue } from '../../../../../compiler/targets/onnx/read/windows.ts';
import { sizeText, variable } from '../../../../../compiler/shapes/size.ts';

const floats = (shape: readonly number[], ...data: readonly number[]): Constant => ({
  kind: 'constant',
  type: 'float',
  shape,
  data: Float32Array.from(data),
});
const whole = (shape: readonly number[], ...data: readonly number[]): Constant => ({
  kind: 'constant',
  type: 'integer',
  shape,
  data: Float64Array.from(data),
});
const plain = (constant: Constant | undefined) =>
  constant && { type: constant.type, shape: constant.shape, data: [...constant.data] };
const most = 1000;

describe('operators of every entry over numbers of the file', () => {
  it.each([
    ['Neg', [-1], [1]],
    ['Abs', [-2], [2]],
    ['Sqrt', [9], [3]],
    ['Reciprocal', [4], [0.25]],
    ['Exp', [0], [1]],
    ['Log', [1], [0]],
    ['Floor', [-1.5], [-2]],
    ['Ceil', [-1.5], [-1]],
    ['Sign', [-3], [-1]],
    ['Sin', [0], [0]],
    ['Cos', [0], [1]],
    ['Tanh', [0], [0]],
  ])('%s of %j is %j', (operator, data, result) => {
    expect(plain(elementwise(operator, [floats([1], ...data)], most))).toEqual({
      type: 'float',
      shape: [1],
      data: result,
    });
  });

  it.each([
    ['Add', 5, 2, 7],
    ['Sub', 5, 2, 3],
    ['Mul', 5, 2, 10],
    ['Div', 5, 2, 2.5],
    ['Mod', -5, 3, 1],
    ['Pow', 5, 2, 25],
    ['Max', 5, 2, 5],
    ['Min', 5, 2, 2],
  ])('%s of %d and %d is %d', (operator, a, b, result) => {
    expect(plain(elementwise(operator, [floats([], a), floats([], b)], most))).toEqual({
      type: 'float',
      shape: [],
      data: [result],
    });
    expect(numberFrom(operator, [a, b])).toBe(result);
  });

  it.each([
    ['Equal', [0, 1, 0]],
    ['Less', [1, 0, 0]],
    ['LessOrEqual', [1, 1, 0]],
    ['Greater', [0, 0, 1]],
    ['GreaterOrEqual', [0, 1, 1]],
  ])('%s of 1, 2, 3 and 2 is %j', (operator, data) => {
    expect(plain(elementwise(operator, [floats([3], 1, 2, 3), floats([], 2)], most))).toEqual({
      type: 'bool',
      shape: [3],
      data,
    });
  });

  it.each([
    ['And', [0, 0, 0, 1]],
    ['Or', [0, 1, 1, 1]],
    ['Xor', [0, 1, 1, 0]],
  ])('%s of all truths is %j', (operator, data) => {
    expect(plain(elementwise(operator, [whole([2, 1], 0, 1), whole([2], 0, 1)], most))?.data).toEqual(data);
  });

  it('cut off quotients of whole numbers', () => {
    expect(plain(elementwise('Div', [whole([2], 7, -7), whole([], 2)], most))).toEqual({
      type: 'integer',
      shape: [2],
      data: [3, -3],
    });
  });

  it('choose by a condition', () => {
    expect(plain(elementwise('Where', [whole([2], 1, 0), floats([], 5), floats([2], 6, 7)], most))).toEqual({
      type: 'float',
      shape: [2],
      data: [5, 7],
    });
  });

  it('repeat axes of one entry', () => {
    expect(plain(elementwise('Add', [floats([2, 1], 10, 20), floats([3], 1, 2, 3)], most))).toEqual({
      type: 'float',
      shape: [2, 3],
      data: [11, 12, 13, 21, 22, 23],
    });
    expect(plain(expanded(floats([2, 1], 1, 2), [1, 3], most))).toEqual({
      type: 'float',
      shape: [2, 3],
      data: [1, 1, 1, 2, 2, 2],
    });
  });

  it('make nothing of sizes that do not go together, of too much, and of other operators', () => {
    expect(elementwise('Add', [floats([2], 1, 2), floats([3], 1, 2, 3)], most)).toBeUndefined();
    expect(elementwise('Add', [floats([2], 1, 2), floats([2, 1], 1, 2)], 3)).toBeUndefined();
    expect(elementwise('Conv', [floats([1], 1)], most)).toBeUndefined();
    expect(elementwise('toString', [floats([1], 1)], most)).toBeUndefined();
    expect(numberFrom('Conv', [1])).toBeUndefined();
    expect(expanded(floats([2], 1, 2), [3], most)).toBeUndefined();
    expect(expanded(floats([1], 1), [4], 3)).toBeUndefined();
  });
});

describe('numbers joined along axes', () => {
  const matrix = floats([2, 3], 1, 2, 3, 4, 5, 6);

  it.each([
    ['ReduceSum', [1], [6, 15]],
    ['ReduceSum', [0], [5, 7, 9]],
    ['ReduceMean', [1], [2, 5]],
    ['ReduceProd', [1], [6, 120]],
    ['ReduceMax', [0], [4, 5, 6]],
    ['ReduceMin', [0, 1], [1]],
  ])('%s along %j is %j', (operator, axes, data) => {
    expect(plain(reducedNumbers(operator, matrix, axes, false))?.data).toEqual(data);
  });

  it('keep the axes, or not', () => {
    expect(reducedNumbers('ReduceSum', matrix, [1], true)?.shape).toEqual([2, 1]);
    expect(reducedNumbers('ReduceSum', matrix, [1], false)?.shape).toEqual([2]);
    expect(reducedNumbers('ReduceSum', matrix, [0, 1], false)?.shape).toEqual([]);
  });

  it('stay whole where they were, and are none for another operator', () => {
    expect(plain(reducedNumbers('ReduceMax', whole([2], 3, 4), [0], false))).toEqual({
      type: 'integer',
      shape: [],
      data: [4],
    });
    expect(reducedNumbers('ReduceL2', matrix, [0], false)).toBeUndefined();
  });
});

describe('the place of an entry in a tensor without some axes', () => {
  it.each([
    ['no axis', [], [0, 1, 2, 3, 4, 5]],
    ['the first', [0], [0, 1, 2, 0, 1, 2]],
    ['the last', [1], [0, 0, 0, 1, 1, 1]],
    ['all', [0, 1], [0, 0, 0, 0, 0, 0]],
  ])('that leaves out %s', (_, axes: readonly number[], places) => {
    const placeOf = placeWithout([2, 3], (axis) => axes.includes(axis));
    expect(Array.from({ length: 6 }, (_, index) => placeOf(index))).toEqual(places);
  });
});

describe('a tensor of the file', () => {
  const none = (): Uint8Array => {
    throw new Error('nothing lies beside the model');
  };
  const tensor = (
    of: Partial<
      Pick<
        TensorProto,
        'dims' | 'dataType' | 'rawData' | 'floatData' | 'int32Data' | 'int64Data' | 'doubleData'
      >
    >,
  ) => create(TensorProtoSchema, { name: 't', ...of });
  const bytes = (array: { readonly buffer: ArrayBufferLike }): Uint8Array => new Uint8Array(array.buffer);

  it.each([
    ['floats', 1, bytes(Float32Array.of(1.5, -2)), 'float', [1.5, -2]],
    ['bytes', 2, Uint8Array.of(1, 255), 'integer', [1, 255]],
    ['signed bytes', 3, Uint8Array.of(1, 255), 'integer', [1, -1]],
    ['words', 4, bytes(Uint16Array.of(1, 65535)), 'integer', [1, 65535]],
    ['signed words', 5, bytes(Int16Array.of(1, -2)), 'integer', [1, -2]],
    ['whole numbers', 6, bytes(Int32Array.of(1, -2)), 'integer', [1, -2]],
    ['long whole numbers', 7, bytes(BigInt64Array.of(1n, -2n)), 'integer', [1, -2]],
    ['truths', 9, Uint8Array.of(1, 0), 'bool', [1, 0]],
    ['halves', 10, bytes(Uint16Array.of(0x3c00, 0xc000)), 'float', [1, -2]],
    ['doubles', 11, bytes(Float64Array.of(1.5, -2)), 'float', [1.5, -2]],
    ['unsigned whole numbers', 12, bytes(Uint32Array.of(1, 4e9)), 'integer', [1, 4e9]],
  ])('of %s is read from its bytes', (_, dataType, rawData, type, data) => {
    expect(plain(constantOf(tensor({ dims: [2n], dataType, rawData }), none))).toEqual({
      type,
      shape: [2],
      data,
    });
  });

  it.each([
    [{ dataType: 1, floatData: [1.5] }, 1.5],
    [{ dataType: 6, int32Data: [3] }, 3],
    [{ dataType: 7, int64Data: [4n] }, 4],
    [{ dataType: 10, int32Data: [0x3c00] }, 1],
    [{ dataType: 11, doubleData: [2.5] }, 2.5],
  ])('may have its numbers one by one: %o', (of, value) => {
    expect(plain(constantOf(tensor({ dims: [1n], ...of }), none))?.data).toEqual([value]);
  });

  it('may lie beside the model', () => {
    const beside = create(TensorProtoSchema, {
      name: 't',
      dims: [1n],
      dataType: 1,
      dataLocation: 1,
      externalData: [
        { key: 'location', value: 'w.bin' },
        { key: 'offset', value: '8' },
        { key: 'length', value: '4' },
      ],
    });
    const asked: unknown[] = [];
    constantOf(beside, (...place) => (asked.push(place), bytes(Float32Array.of(1))));
    expect(asked).toEqual([['w.bin', 8, 4]]);
  });

  it.each([
    [
      'has sizes that cannot be',
      { dims: [-1n], dataType: 1 },
      'The tensor `t` has sizes that cannot be: [-1].',
    ],
    [
      'is of strings',
      { dims: [1n], dataType: 8 },
      "The tensor `t` holds numbers of ONNX's type 8, which kmodel does not read.",
    ],
    [
      'is too short',
      { dims: [2n], dataType: 1, rawData: new Uint8Array(4) },
      'The tensor `t` should hold 2 numbers, and does not.',
    ],
  ])('is refused where it %s', (_, of, message) => {
    expect(() => constantOf(tensor(of), none)).toThrow(message);
  });

  it('has its axes in another order, or another shape', () => {
    expect(plain(transposed(floats([2, 3], 1, 2, 3, 4, 5, 6), [1, 0]))).toEqual({
      type: 'float',
      shape: [3, 2],
      data: [1, 4, 2, 5, 3, 6],
    });
    expect(plain(transposed(whole([1, 2, 2], 1, 2, 3, 4), [2, 0, 1]))).toEqual({
      type: 'integer',
      shape: [2, 1, 2],
      data: [1, 3, 2, 4],
    });
    expect(reshaped(floats([2, 3], 1, 2, 3, 4, 5, 6), [6]).shape).toEqual([6]);
  });
});

describe('a value of the file', () => {
  it('is one number where it is that everywhere', () => {
    expect(numberOf({ kind: 'fill', value: Math.fround(0.1) })).toBe(0.1);
    expect(numberOf(floats([1, 1], 0.2))).toBe(0.2);
    expect(numberOf(floats([2], 1, 1))).toBeUndefined();
  });

  it('has as few digits as float32 tells apart', () => {
    expect([Math.fround(1e-5), 3, 0.1, Math.fround(1 / 3), 2 ** 25].map(shortest)).toEqual([
      0.00001,
      3,
      0.1,
      0.33333334,
      2 ** 25,
    ]);
  });

  it('is a pattern where its sizes are those of tensors', () => {
    expect(isPattern({ kind: 'counting', start: 0, sizes: [3], axis: 0 })).toBe(true);
    expect(isPattern({ kind: 'triangle', sizes: [3, 3], diagonal: 0, below: 0, above: 1 })).toBe(true);
    expect(isPattern(floats([1], 1))).toBe(false);
    expect(isPattern(undefined)).toBe(false);
  });

  it('has the sizes that the file gives its axes', () => {
    const held = (form: Held['form']): string => {
      const value: Held = {
        kind: 'tensor',
        tensor: 0,
        type: { dtype: 'float32', shape: [variable('T'), 6] },
        form,
        sole: true,
        nonNegative: false,
      };
      return fileShape(value).map(sizeText).join(', ');
    };
    expect(held(plainForm(3))).toBe('batch size, T, 6');
    expect(held([0, 2, 1])).toBe('batch size, 6, T');
    expect(held([0, 'one', { merged: [1, 2] }])).toBe('batch size, 1, 6 * T');
    expect(
      held([
        { axis: 2, part: 'outer', outer: 2 },
        { axis: 2, part: 'inner', outer: 2 },
      ]),
    ).toBe('2, 3');
  });

  it('of zeros around an image is said as short as it can be', () => {
    expect(
      sidesValue([
        [1, 1],
        [1, 1],
      ]),
    ).toBe(1);
    expect(
      sidesValue([
        [1, 1],
        [2, 2],
      ]),
    ).toEqual([1, 2]);
    expect(
      sidesValue([
        [1, 0],
        [2, 2],
      ]),
    ).toEqual([
      [1, 0],
      [2, 2],
    ]);
    expect(sidesValue([[1, 0]])).toEqual([1, 0]);
  });
});

describe('the attributes of a node', () => {
  const attribute = (name: string, of: object) => create(AttributeProtoSchema, { name, ...of });
  const attributes = new Attributes(
    create(NodeProtoSchema, {
      attribute: [
        attribute('axis', { i: 2n }),
        attribute('pads', { ints: [1n, 2n] }),
        attribute('epsilon', { f: Math.fround(1e-5) }),
        attribute('mode', { s: new TextEncoder().encode('linear') }),
        attribute('names', { strings: [new TextEncoder().encode('a')] }),
      ],
    }),
  );

  it('are what they say, a float as it was meant', () => {
    expect([
      attributes.integer('axis', 0),
      attributes.integers('pads'),
      attributes.number('epsilon', 1),
    ]).toEqual([2, [1, 2], 0.00001]);
    expect([attributes.text('mode', ''), attributes.texts('names'), attributes.has('axis')]).toEqual([
      'linear',
      ['a'],
      true,
    ]);
  });

  it('have their defaults where they are not there', () => {
    expect([
      attributes.integer('x', 7),
      attributes.integers('x'),
      attributes.number('x', 0.5),
      attributes.text('x', 'y'),
    ]).toEqual([7, undefined, 0.5, 'y']);
    expect([attributes.texts('x'), attributes.tensor('x'), attributes.has('x')]).toEqual([
      undefined,
      undefined,
      false,
    ]);
  });
});
