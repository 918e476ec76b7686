import type { HostArray } from '../../engine.ts';
import { sizeOf } from '../value.ts';
import type { Register } from './elementwise-ops.ts';
import { broadcastStrides } from './strided.ts';

/** Reads `count` entries of an operand, as if it had the whole shape, from `start` on into a register. */
export type Loader = (register: Register, source: HostArray, start: number, count: number) => void;

/** The fastest way to read an operand that broadcasts to a shape. */
export function createLoader(operand: readonly number[], shape: readonly number[]): Loader {
  const size = sizeOf(operand);
  if (size === sizeOf(shape)) return loadAll;
  if (size === 1) return loadOne;
  const strides = broadcastStrides(operand, shape);
  const first = strides.findIndex((stride) => stride !== 0);
  const last = strides.findLastIndex((stride) => stride !== 0);
  const inner = sizeOf(shape.slice(last + 1));
  const isContiguous = sizeOf(shape.slice(first, last + 1)) === size;
  if (isContiguous && inner === 1) return createPeriodic(size);
  if (isContiguous && sizeOf(shape.slice(0, first)) === 1) return createRepeated(inner);
  return createGeneral(strides, shape);
}

function loadAll(register: Register, source: HostArray, start: number, count: number): void {
  if (source instanceof Float32Array) loadFloats(register, source, start, count);
  else if (source instanceof Int32Array) loadIntegers(register, source, start, count);
  else loadBytes(register, source, start, count);
}

function loadFloats(register: Register, source: Float32Array, start: number, count: number): void {
  for (let index = 0; index < count; index++) register[index] = source[start + index]!;
}

function loadIntegers(register: Register, source: Int32Array, start: number, count: number): void {
  for (let index = 0; index < count; index++) register[index] = source[start + index]!;
}

function loadBytes(register: Register, source: Uint8Array, start: number, count: number): void {
  for (let index = 0; index < count; index++) register[index] = source[start + index]!;
}

function loadOne(register: Register, source: HostArray, _: number, count: number): void {
  register.fill(source[0]!, 0, count);
}

/** The operand over and over: biases. */
function createPeriodic(period: number): Loader {
  return (register, source, start, count) => {
    for (let index = 0, from = start % period; index < count; index++) {
      register[index] = source[from]!;
      if (++from === period) from = 0;
    }
  };
}

/** Each entry so many times: one number per row. */
function createRepeated(times: number): Loader {
  return (register, source, start, count) => {
    let from = Math.floor(start / times);
    for (let index = 0, left = times - (start % times); index < count; index++) {
      register[index] = source[from]!;
      if (--left === 0) {
        left = times;
        from++;
      }
    }
  };
}

function createGeneral(strides: readonly number[], shape: readonly number[]): Loader {
  const rank = shape.length;
  const place = new Int32Array(rank);
  return (register, source, start, count) => {
    let rest = start;
    let from = 0;
    for (let axis = rank - 1; axis >= 0; axis--) {
      place[axis] = rest % shape[axis]!;
      rest = Math.floor(rest / shape[axis]!);
      from += place[axis]! * strides[axis]!;
    }
    for (let index = 0; index < count; index++) {
      register[index] = source[from]!;
      for (let axis = rank - 1; axis >= 0; axis--) {
        from += strides[axis]!;
        if (++place[axis]! < shape[axis]!) break;
        from -= shape[axis]! * strides[axis]!;
        place[axis] = 0;
      }
    }
  };
}
