import type { Block, HostFunction, Instruction, KernelInstruction, Slot } from './plan-builder.ts';
import type { Device } from './device.ts';
import { isElementwise } from './host/expressions.ts';
import { generateLoop } from './host/generate-loop.ts';
import { indexingHosts } from './host/indexing.ts';
import { multiplyMatrices } from './host/matmul.ts';
import { movementHosts } from './host/movement.ts';
import { reductionHosts } from './host/reductions.ts';

const hosts = { ...movementHosts, ...reductionHosts, ...indexingHosts };

/**
 * Leaves out what nobody needs and, where memory is shared, says in loops what tfjs's kernels do slower:
 * elementwise ops in one pass instead of one each, folds, moves and look-ups.
 */
export function optimize(device: Device, block: Block): Block {
  const live = removeUnused(block);
  const joined = device.joinsElementwise ? fuseElementwise(withoutTiles(live)) : live;
  return device.sharesMemory ? withHosts(device, joined) : joined;
}

function removeUnused(block: Block): Block {
  const needed = new Set(block.outputs.map(({ id }) => id));
  const instructions: Instruction[] = [];
  for (let index = block.instructions.length - 1; index >= 0; index--) {
    const instruction = block.instructions[index]!;
    if (!instruction.outputs.some(({ id }) => needed.has(id))) continue;
    for (const { id } of instruction.inputs) needed.add(id);
    instructions.push(instruction);
  }
  const constants = block.constants.filter(({ slot }) => needed.has(slot.id));
  return { ...block, constants, instructions: instructions.reverse() };
}

function isFusable(instruction: Instruction): instruction is KernelInstruction {
  return instruction.kind === 'kernel' && isElementwise(instruction.name);
}

/** Fused loops broadcast their operands: what is tiled for them alone need not be. */
function withoutTiles(block: Block): Block {
  const sources = new Map<number, Slot>();
  for (const instruction of block.instructions) {
    if (instruction.kind === 'kernel' && instruction.name === 'Tile') {
      sources.set(instruction.outputs[0]!.id, instruction.inputs[0]!);
    }
  }
  if (sources.size === 0) return block;
  const instructions = block.instructions.map((instruction) =>
    isFusable(instruction)
      ? { ...instruction, inputs: instruction.inputs.map((input) => sources.get(input.id) ?? input) }
      : instruction,
  );
  return removeUnused({ ...block, instructions });
}

/** A loop in the making. */
interface Group {
  readonly shape: string;
  readonly members: KernelInstruction[];
}

/**
 * Joins elementwise instructions of one shape. A group stays open, and takes in what comes later, until something
 * outside reads one of its results; there it runs.
 */
function fuseElementwise(block: Block): Block {
  const readers = countReaders(block);
  const producers = new Map<number, Group>();
  const open = new Set<Group>();
  const instructions: Instruction[] = [];

  function close(group: Group): void {
    if (!open.delete(group)) return;
    const made = new Set(group.members.map(({ outputs }) => outputs[0]!.id));
    const operands = new Map<number, Slot>();
    const inside = new Map<number, number>();
    for (const { inputs } of group.members) {
      for (const input of inputs) {
        if (made.has(input.id)) inside.set(input.id, (inside.get(input.id) ?? 0) + 1);
        else operands.set(input.id, input);
      }
    }
    // What a group reads may come from another one that is still open.
    for (const { root, id } of operands.values()) {
      const producer = producers.get(root) ?? producers.get(id);
      if (producer) close(producer);
    }
    const results = group.members
      .map(({ outputs }) => outputs[0]!)
      .filter(({ id }) => (readers.get(id) ?? 0) > (inside.get(id) ?? 0));
    const inputs = [...operands.values()];
    instructions.push({
      kind: 'host',
      name: group.members.map(({ name }) => name).join('+'),
      inputs,
      outputs: results,
      compute: generateLoop(group.members, inputs, results),
    });
  }

  for (const instruction of block.instructions) {
    const groups = new Set<Group>();
    for (const input of instruction.inputs) {
      const group = producers.get(input.root);
      if (group && open.has(group)) groups.add(group);
    }
    if (!isFusable(instruction)) {
      groups.forEach(close);
      instructions.push(instruction);
      continue;
    }
    const shape = instruction.outputs[0]!.shape.join();
    // A view of a group's result is not the result itself: its shape is another one.
    const direct = new Set(
      instruction.inputs.flatMap((input) => (input.root === input.id ? [producers.get(input.id)] : [])),
    );
    const [same, other] = [
      [...groups].filter((g) => g.shape === shape && direct.has(g)),
      [...groups].filter((g) => g.shape !== shape || !direct.has(g)),
    ];
    other.forEach(close);
    const stillSame = same.filter((group) => open.has(group));
    const group = merge(stillSame) ?? { shape, members: [] };
    open.add(group);
    group.members.push(instruction);
    producers.set(instruction.outputs[0]!.id, group);
  }
  [...open].forEach(close);
  return { ...block, instructions };

  function merge(groups: readonly Group[]): Group | undefined {
    const [first, ...rest] = groups;
    for (const group of rest) {
      first!.members.push(...group.members);
      open.delete(group);
      for (const { outputs } of group.members) producers.set(outputs[0]!.id, first!);
    }
    return first;
  }
}

/** How often each slot is read; results of the block are read once more. */
function countReaders(block: Block): ReadonlyMap<number, number> {
  const readers = new Map<number, number>();
  const read = ({ id }: Slot): void => void readers.set(id, (readers.get(id) ?? 0) + 1);
  for (const { inputs } of block.instructions) inputs.forEach(read);
  block.outputs.forEach(read);
  return readers;
}

function withHosts(device: Device, block: Block): Block {
  const instructions = block.instructions.map((instruction): Instruction => {
    const host = instruction.kind === 'kernel' && hostFor(device, instruction);
    if (!host) return instruction;
    const kernel = instruction as KernelInstruction;
    return {
      kind: 'host',
      name: kernel.name,
      inputs: kernel.inputs,
      outputs: kernel.outputs,
      compute: host(kernel),
    };
  });
  return { ...block, instructions };
}

function hostFor(
  device: Device,
  kernel: KernelInstruction,
): ((kernel: KernelInstruction) => HostFunction) | undefined {
  if (kernel.name !== 'BatchMatMul') return hosts[kernel.name];
  return device.multiplies(kernel.outputs[0]!.shape[0]!) ? undefined : multiplyMatrices;
}
