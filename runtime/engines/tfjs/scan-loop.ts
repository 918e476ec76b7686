import type { Device } from './device.ts';
import type { ScanInstruction } from './plan-builder.ts';
import type { Program } from './program.ts';
import { sizeOf, type Value } from './value.ts';

/**
 * A loop over the first axis of the scanned values: the body's program runs once a step, on one slice of each.
 * @returns a function from states, scanned and captured values (which stay the caller's) to the last states and
 * the stacked results
 */
export function createScan(
  device: Device,
  instruction: ScanInstruction,
  program: Program,
): (inputs: readonly Value[]) => Value[] {
  const { states: stateCount, scanned: scannedCount, reverse, length, outputs } = instruction;
  const stacks = outputs.slice(stateCount);
  const access = device.sharesMemory ? sharedAccess(device) : kernelAccess(device);

  return (inputs) => {
    const scanned = inputs.slice(stateCount, stateCount + scannedCount);
    const captured = inputs.slice(stateCount + scannedCount);
    let states = inputs.slice(0, stateCount).map((state) => device.share(state));
    const collected = stacks.map((slot) => access.collect(slot.type, slot.shape));
    let slices: Value[] = [];
    try {
      for (let step = 0; step < length; step++) {
        const at = reverse ? length - 1 - step : step;
        for (const value of scanned) slices.push(access.slice(value, at));
        const results = program.run([...states, ...slices, ...captured]);
        for (const value of states) device.dispose(value);
        states = results.slice(0, stateCount);
        for (let index = 0; index < collected.length; index++) {
          collected[index]!.put(results[stateCount + index]!, at);
        }
        for (const value of slices) device.dispose(value);
        slices = [];
      }
      return [...states, ...collected.map((stack) => stack.finish())];
    } catch (error) {
      for (const value of [...states, ...slices]) device.dispose(value);
      for (const stack of collected) stack.abandon();
      throw error;
    }
  };
}

interface Stack {
  /** Takes one step's value over. */
  put(value: Value, at: number): void;
  finish(): Value;
  abandon(): void;
}

interface Access {
  slice(value: Value, at: number): Value;
  collect(type: Parameters<Device['allocate']>[0], shape: readonly number[]): Stack;
}

/** Slices and stacks by copying memory. */
function sharedAccess(device: Device): Access {
  return {
    slice(value, at) {
      const shape = value.shape.slice(1);
      const size = sizeOf(shape);
      const slice = device.allocate(value.dtype as 'float32', shape);
      device.entries(slice).set(device.entries(value).subarray(at * size, (at + 1) * size));
      return slice;
    },
    collect(type, shape) {
      const whole = device.allocate(type, shape);
      const size = sizeOf(shape.slice(1));
      return {
        put(value, at) {
          device.entries(whole).set(device.entries(value), at * size);
          device.dispose(value);
        },
        finish: () => whole,
        abandon: () => device.dispose(whole),
      };
    },
  };
}

/** Slices and stacks by kernels. */
function kernelAccess(device: Device): Access {
  const kernel = (name: string) => device.kernel(name)!;
  return {
    slice(value, at) {
      const shape = value.shape.slice(1);
      const begin = value.shape.map((_, axis) => (axis === 0 ? at : 0));
      const row = kernel('Slice')({ x: value }, { begin, size: [1, ...shape] }) as Value;
      const slice = kernel('Reshape')({ x: row }, { shape }) as Value;
      device.dispose(row);
      return slice;
    },
    collect(_, shape) {
      const parts: Value[] = Array<Value>(shape[0]!);
      const abandon = (): void => parts.forEach((part) => device.dispose(part));
      return {
        put: (value, at) => void (parts[at] = value),
        finish() {
          const whole = kernel('Pack')(parts, { axis: 0 }) as Value;
          abandon();
          return whole;
        },
        abandon,
      };
    },
  };
}
