import type { HostArray } from '../../engine.ts';
import { sizeOf } from '../value.ts';
import type { HostFunction, KernelInstruction, Slot } from '../plan-builder.ts';
import { elementwiseLoops, type ElementwiseLoop, type Register } from './elementwise-ops.ts';
import { createLoader, type Loader } from './loaders.ts';

/** Entries that are computed at a time: registers of this length stay in the processor's nearest cache. */
const blockLength = 512;

const registers: Register[] = [];
const unused = new Float64Array(0);

function registerAt(index: number): Register {
  return (registers[index] ??= new Float64Array(blockLength));
}

export function isElementwise(name: string): boolean {
  return name in elementwiseLoops;
}

/**
 * Several elementwise kernels over one shape as one loop: every block of entries goes through all of them before the
 * next block is read, so that what lies between them never reaches memory.
 *
 * @param instructions in an order in which they can run
 * @param operands what they read from outside, in the order in which the function gets them
 * @param results what others read, in the order in which the function fills them
 */
export function fuse(
  instructions: readonly KernelInstruction[],
  operands: readonly Slot[],
  results: readonly Slot[],
): HostFunction {
  const shape = instructions[0]!.outputs[0]!.shape;
  const total = sizeOf(shape);
  const places = new Map<number, number>();
  const loaders: Loader[] = operands.map((operand, index) => {
    places.set(operand.id, index);
    return createLoader(operand.shape, shape);
  });
  const steps = instructions.map(({ name, inputs, outputs }, index) => {
    const place = operands.length + index;
    const [a, b, c] = inputs.map((input) => places.get(input.id)!);
    places.set(outputs[0]!.id, place);
    const loop = elementwiseLoops[`${name}:${outputs[0]!.type}`] ?? elementwiseLoops[name]!;
    return { loop, place, a: a!, b, c };
  });
  const stored = results.map((result) => places.get(result.id)!);
  return (targets, sources) => {
    for (let start = 0; start < total; start += blockLength) {
      const count = Math.min(blockLength, total - start);
      for (let index = 0; index < loaders.length; index++) {
        loaders[index]!(registerAt(index), sources[index]!, start, count);
      }
      for (const { loop, place, a, b, c } of steps) runLoop(loop, count, place, a, b, c);
      for (let index = 0; index < stored.length; index++) {
        store(targets[index]!, start, registerAt(stored[index]!), count);
      }
    }
  };
}

function runLoop(
  loop: ElementwiseLoop,
  count: number,
  place: number,
  a: number,
  b: number | undefined,
  c: number | undefined,
): void {
  loop(
    count,
    registerAt(place),
    registerAt(a),
    b === undefined ? unused : registerAt(b),
    c === undefined ? unused : registerAt(c),
  );
}

/** One loop per kind of array: each stays specialised on its kind. */
function store(target: HostArray, start: number, source: Register, count: number): void {
  if (target instanceof Float32Array) storeFloats(target, start, source, count);
  else if (target instanceof Int32Array) storeIntegers(target, start, source, count);
  else storeBytes(target, start, source, count);
}

function storeFloats(target: Float32Array, start: number, source: Register, count: number): void {
  for (let index = 0; index < count; index++) target[start + index] = source[index]!;
}

function storeIntegers(target: Int32Array, start: number, source: Register, count: number): void {
  for (let index = 0; index < count; index++) target[start + index] = source[index]!;
}

function storeBytes(target: Uint8Array, start: number, source: Register, count: number): void {
  for (let index = 0; index < count; index++) target[start + index] = source[index]!;
}
