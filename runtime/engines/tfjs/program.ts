import type { Device } from './device.ts';
import { optimize } from './optimize.ts';
import type { Block, Instruction, KernelInstruction, ScanInstruction, Slot } from './plan-builder.ts';
import { createScan } from './scan-loop.ts';
import { createArray, sizeOf, type Value } from './value.ts';

/** Values by the ids of their slots. */
export type Values = (Value | undefined)[];

/** A block, ready to run on a device. */
export interface Program {
  /**
   * Runs once.
   * @param inputs stay the caller's
   * @returns results, which the caller disposes
   * @throws what a kernel throws; nothing is left behind then
   */
  run(inputs: readonly Value[]): Value[];
  release(): void;
}

interface Step {
  readonly run: (values: Values) => void;
  /** Slots whose values nobody reads after this step. */
  readonly release: readonly number[];
}

/** Results of instructions whose operands never change are kept up to this size. */
const largestFolded = 2 ** 20;

/** Makes a block's program: constants on the device, one function per instruction, and when to let go of what. */
export function createProgram(device: Device, plain: Block): Program {
  const block = optimize(device, plain);
  const template: Values = Array<Value | undefined>(block.slotCount).fill(undefined);
  const constants = new Set<number>();
  for (const { slot, data } of block.constants) {
    template[slot.id] = device.upload(slot.type, slot.shape, data);
    constants.add(slot.id);
  }
  const instructions = foldConstants(device, block, template, constants);
  const bodies: Program[] = [];
  const lastUse = new Map<number, number>();
  instructions.forEach(({ inputs, outputs }, index) => {
    for (const { root } of [...inputs, ...outputs]) lastUse.set(root, index);
  });
  const kept = new Set([...block.inputs, ...block.outputs].map(({ root }) => root));
  const steps = instructions.map((instruction, index): Step => {
    const roots = new Set([...instruction.inputs, ...instruction.outputs].map(({ root }) => root));
    const release = [...roots].filter(
      (root) => lastUse.get(root) === index && !kept.has(root) && !constants.has(root),
    );
    return { run: createStep(device, instruction, bodies), release };
  });
  const borrowed = new Set([...block.inputs.map(({ root }) => root), ...constants]);
  const owned = [...new Set(instructions.flatMap(({ outputs }) => outputs.map(({ root }) => root)))].filter(
    (root) => !borrowed.has(root),
  );
  const inputIds = block.inputs.map(({ id }) => id);
  const results = block.outputs.map((slot, index) => ({
    slot,
    shared: borrowed.has(slot.root) || block.outputs.findIndex(({ root }) => root === slot.root) !== index,
  }));

  return {
    run(inputs) {
      const values = template.slice();
      for (let index = 0; index < inputIds.length; index++) values[inputIds[index]!] = inputs[index];
      try {
        for (const { run, release } of steps) {
          run(values);
          for (const root of release) {
            device.dispose(values[root]!);
            values[root] = undefined;
          }
        }
        return results.map(({ slot, shared }) => {
          const value = values[slot.id]!;
          return shared ? device.share(value) : value;
        });
      } catch (error) {
        for (const root of owned) if (values[root]) device.dispose(values[root]);
        throw error;
      }
    },
    release() {
      for (const id of constants) if (template[id]) device.dispose(template[id]);
      for (const body of bodies) body.release();
    },
  };
}

/** Runs now what depends on constants alone, and keeps the results as constants. */
function foldConstants(
  device: Device,
  block: Block,
  template: Values,
  constants: Set<number>,
): readonly Instruction[] {
  const rest = block.instructions.filter((instruction) => {
    const { inputs, outputs } = instruction;
    const isFixed =
      instruction.kind !== 'scan' &&
      inputs.every(({ root }) => constants.has(root)) &&
      outputs.every(({ shape }) => sizeOf(shape) <= largestFolded);
    if (!isFixed) return true;
    createStep(device, instruction, [])(template);
    for (const { root } of outputs) constants.add(root);
    return false;
  });
  const read = new Set([...rest.flatMap(({ inputs }) => inputs), ...block.outputs].map(({ root }) => root));
  for (const id of constants) {
    if (read.has(id)) continue;
    device.dispose(template[id]!);
    template[id] = undefined;
    constants.delete(id);
  }
  return rest;
}

/** @param bodies gets the programs of loops, to be released with the whole */
function createStep(device: Device, instruction: Instruction, bodies: Program[]): (values: Values) => void {
  switch (instruction.kind) {
    case 'kernel':
      return createKernelStep(device, instruction);
    case 'view': {
      const [from, to] = [instruction.inputs[0]!.id, instruction.outputs[0]!];
      const shape = to.shape as number[];
      return (values) => {
        const { dataId, dtype } = values[from]!;
        values[to.id] = { dataId, dtype, shape };
      };
    }
    case 'host':
      return device.sharesMemory
        ? createSharedHost(device, instruction)
        : createCopyingHost(device, instruction);
    case 'scan':
      return createScanStep(device, instruction, bodies);
  }
}

function createKernelStep(device: Device, instruction: KernelInstruction): (values: Values) => void {
  const { name, keys, attributes, inputs, outputs } = instruction;
  const kernel = device.kernel(name);
  if (!kernel) throw new Error(`The tfjs backend ${device.backend} has no kernel ${name}.`);
  const ids = inputs.map(({ id }) => id);
  return (values) => {
    let operands: Value[] | Record<string, Value>;
    if (keys) {
      operands = {};
      for (let index = 0; index < ids.length; index++) operands[keys[index]!] = values[ids[index]!]!;
    } else operands = ids.map((id) => values[id]!);
    const result = kernel(operands, attributes);
    if (Array.isArray(result)) {
      outputs.forEach((slot, index) => (values[slot.id] = (result as readonly Value[])[index]));
    } else values[outputs[0]!.id] = result as Value;
  };
}

type HostStep = Extract<Instruction, { kind: 'host' }>;

/** Results are allocated first: an allocation may move the memory that operands lie in. */
function createSharedHost(device: Device, { inputs, outputs, compute }: HostStep): (values: Values) => void {
  const ids = inputs.map(({ id }) => id);
  return (values) => {
    for (const { id, type, shape } of outputs) values[id] = device.allocate(type, shape);
    compute(
      outputs.map(({ id }) => device.entries(values[id]!)),
      ids.map((id) => device.entries(values[id]!)),
    );
  };
}

function createCopyingHost(device: Device, { inputs, outputs, compute }: HostStep): (values: Values) => void {
  return (values) => {
    const results = outputs.map(({ type, shape }) => createArray(type, sizeOf(shape)));
    compute(
      results,
      inputs.map(({ id }) => device.entries(values[id]!)),
    );
    outputs.forEach(
      (slot, index) => (values[slot.id] = device.upload(slot.type, slot.shape, results[index]!)),
    );
  };
}

function createScanStep(
  device: Device,
  instruction: ScanInstruction,
  bodies: Program[],
): (values: Values) => void {
  const program = createProgram(device, instruction.body);
  bodies.push(program);
  const scan = createScan(device, instruction, program);
  const ids = instruction.inputs.map(({ id }) => id);
  return (values) => {
    const results = scan(ids.map((id) => values[id]!));
    instruction.outputs.forEach((slot: Slot, index) => (values[slot.id] = results[index]));
  };
}
