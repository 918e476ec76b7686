import { describe, expect, it } from 'vitest';
import type { HostTensor } from '../../../../runtime/engines/engine.ts';
import { OnnxState } from '../../../../runtime/engines/onnx/state.ts';

const floats = (...data: number[]): HostTensor => ({
  dtype: 'float32',
  shape: [data.length],
  data: Float32Array.from(data),
});

describe('state in JavaScript’s memory', () => {
  it('is a copy of what was written, and gives copies', () => {
    const state = new OnnxState();
    const given = floats(1, 2);
    state.write('a', given);
    given.data[0] = 9;
    const read = state.read('a');
    read.data[1] = 9;
    expect([...state.view('a').data]).toEqual([1, 2]);
  });

  it('takes a result as it is, and lends the memory of the value before to the next', () => {
    const state = new OnnxState();
    state.write('a', floats(1));
    const before = state.view('a');
    const result = floats(2);
    state.take('a', result);
    expect(state.view('a')).toBe(result);
    expect(state.spare('a')).toBe(before);
  });

  it('writes into memory that is free, which onnxruntime knows already', () => {
    const state = new OnnxState();
    state.write('a', floats(1));
    const before = state.view('a');
    state.take('a', floats(2));
    state.write('a', floats(3));
    expect(state.view('a')).toBe(before);
    expect([...state.read('a').data]).toEqual([3]);
  });

  it.each([
    ['of another shape', { dtype: 'float32', shape: [2], data: Float32Array.of(5, 6) }],
    ['of another dtype', { dtype: 'int32', shape: [1], data: Int32Array.of(5) }],
  ] as const)('takes new memory for a value %s', (_, other) => {
    const state = new OnnxState();
    state.write('a', floats(1));
    state.take('a', floats(2));
    state.write('a', other);
    expect(state.read('a')).toEqual(other);
    expect(state.spare('a').shape).toEqual(other.shape);
    expect(state.spare('a').data).not.toBe(state.view('a').data);
  });

  it('has another version after every change', () => {
    const state = new OnnxState();
    state.write('a', floats(1));
    const first = state.version('a');
    state.write('a', floats(1));
    expect(state.version('a')).not.toBe(first);
  });

  it('says which value is not there', () => {
    expect(() => new OnnxState().view('weight:a')).toThrow('The state has no weight:a.');
  });
});

describe('state that a run in another thread reads', () => {
  it('keeps its memory until the run is over, by whichever way others write', () => {
    const state = new OnnxState();
    state.write('a', floats(1));
    const read = state.view('a');
    const [first, second] = [state.lend(['a']), state.lend(['a'])];
    state.take('a', floats(2));
    expect(state.spare('a')).not.toBe(read);
    state.write('a', floats(3));
    expect(read.data[0]).toBe(1);
    state.write('a', floats(1));
    state.take('a', read);
    state.take('a', floats(4));
    first();
    expect(state.spare('a')).not.toBe(read);
    second();
    expect(state.spare('a')).toBe(read);
  });
});

describe('state that is changed in place', () => {
  it('has another version, and never itself as spare memory', () => {
    const state = new OnnxState();
    state.write('a', floats(1));
    const [tensor, version] = [state.view('a'), state.version('a')];
    state.take('a', tensor);
    expect(state.version('a')).not.toBe(version);
    expect(state.spare('a').data).not.toBe(tensor.data);
    state.write('a', floats(2));
    expect(state.view('a').data).not.toBe(tensor.data);
  });

  it('gets memory of its own where another run reads it', () => {
    const state = new OnnxState();
    state.write('a', floats(1));
    const read = state.view('a');
    state.detach('a');
    expect(state.view('a')).toBe(read);
    const giveBack = state.lend(['a']);
    state.detach('a');
    expect(state.view('a').data).not.toBe(read.data);
    expect([...state.view('a').data]).toEqual([1]);
    giveBack();
  });

  it('is given up where a step failed halfway, until it is set anew', () => {
    const state = new OnnxState();
    state.write('a', floats(1));
    state.write('b', floats(2));
    state.tear(['a']);
    expect(() => state.read('a')).toThrow('The last training step failed halfway');
    expect([...state.read('b').data]).toEqual([2]);
    state.write('a', floats(3));
    expect([...state.read('a').data]).toEqual([3]);
  });
});
