import type { OpGraph, OpName, OpNodeOf, PrimitiveOp } from '../../../compiler/ops/types.ts';
import type { Size } from '../../../compiler/shapes/size.ts';
import type { HostArray } from '../engine.ts';
import type { Device } from './device.ts';
import { sizeOf, type ValueType } from './value.ts';

/** A place of a plan that holds one value while it is needed. */
export interface Slot {
  readonly id: number;
  readonly shape: readonly number[];
  readonly type: ValueType;
  /** The slot whose data this one refers to, under another shape; itself for a slot with its own data. */
  readonly root: number;
}

/** Fills the results' entries from those of the operands. */
export type HostFunction = (results: readonly HostArray[], operands: readonly HostArray[]) => void;

export type Instruction = KernelInstruction | ViewInstruction | HostInstruction | ScanInstruction;

interface WithSlots {
  readonly inputs: readonly Slot[];
  readonly outputs: readonly Slot[];
}

/** One kernel of tfjs. */
export interface KernelInstruction extends WithSlots {
  readonly kind: 'kernel';
  readonly name: string;
  /** tfjs's names of the inputs; undefined where it takes them as a list. */
  readonly keys: readonly string[] | undefined;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** The same data under another shape: costs nothing. */
export interface ViewInstruction extends WithSlots {
  readonly kind: 'view';
}

/** A loop in JavaScript. */
export interface HostInstruction extends WithSlots {
  readonly kind: 'host';
  readonly name: string;
  readonly compute: HostFunction;
  /** Named attributes, by which equal instructions are recognised; undefined where they are never equal. */
  readonly key?: string;
}

/** A loop over the first axis of its scanned inputs; inputs are states, scanned and captured values in turn. */
export interface ScanInstruction extends WithSlots {
  readonly kind: 'scan';
  readonly body: Block;
  readonly states: number;
  readonly scanned: number;
  readonly reverse: boolean;
  readonly length: number;
}

/** Instructions with what goes in and out of them, and the constants that they read. */
export interface Block {
  readonly inputs: readonly Slot[];
  readonly outputs: readonly Slot[];
  readonly constants: readonly Constant[];
  readonly instructions: readonly Instruction[];
  readonly slotCount: number;
}

export interface Constant {
  readonly slot: Slot;
  readonly data: HostArray;
}

export interface Attributes {
  readonly [name: string]: unknown;
}

/** Turns the nodes of an op graph into a block; `lowerGraph` of the kernel table, handed in to avoid a cycle. */
export type LowerGraph = (builder: PlanBuilder, graph: OpGraph, inputs: readonly Slot[]) => readonly Slot[];

/** How one op is said in kernels of tfjs. */
export type Lowering<K extends OpName = OpName> = (
  builder: PlanBuilder,
  inputs: readonly Slot[],
  node: OpNodeOf<K>,
) => Slot | readonly Slot[];

/** How every op is said. */
export type Lowerings = { readonly [K in PrimitiveOp]: Lowering<K> };

/** Collects the instructions of one plan or of a loop's body. All shapes are numbers here. */
export class PlanBuilder {
  readonly device: Device;
  readonly size: (size: Size) => number;
  readonly lowerGraph: LowerGraph;
  private readonly instructions: Instruction[] = [];
  private readonly constants: Constant[] = [];
  private readonly inputs: Slot[] = [];
  private readonly known = new Map<string, Slot>();
  private readonly factors = new Map<number, string>();
  private count = 0;

  constructor(device: Device, size: (size: Size) => number, lowerGraph: LowerGraph) {
    this.device = device;
    this.size = size;
    this.lowerGraph = lowerGraph;
  }

  sizes(sizes: readonly Size[]): number[] {
    return sizes.map(this.size);
  }

  input(type: ValueType, shape: readonly number[]): Slot {
    const slot = this.slot(type, shape);
    this.inputs.push(slot);
    return slot;
  }

  /** A value that is the same in every run. */
  constant(type: ValueType, shape: readonly number[], data: HostArray): Slot {
    const key = data.length === 1 ? `${type} ${shape.join()} ${Object.is(data[0], -0) ? '-0' : data[0]}` : '';
    const known = this.known.get(key);
    if (known) return known;
    const slot = this.slot(type, shape);
    this.constants.push({ slot, data });
    if (key) this.known.set(key, slot);
    return slot;
  }

  scalar(value: number, type: ValueType = 'float32'): Slot {
    const data =
      type === 'float32'
        ? Float32Array.of(value)
        : type === 'int32'
          ? Int32Array.of(value)
          : Uint8Array.of(value);
    return this.constant(type, [], data);
  }

  /** One kernel with one result. */
  kernel(
    name: string,
    inputs: Readonly<Record<string, Slot>> | readonly Slot[],
    attributes: Attributes,
    shape: readonly number[],
    type: ValueType = 'float32',
  ): Slot {
    return this.kernels(name, inputs, attributes, [{ shape, type }])[0]!;
  }

  /** One kernel with several results. */
  kernels(
    name: string,
    inputs: Readonly<Record<string, Slot>> | readonly Slot[],
    attributes: Attributes,
    results: readonly { readonly shape: readonly number[]; readonly type: ValueType }[],
  ): readonly Slot[] {
    const keys = Array.isArray(inputs) ? undefined : Object.keys(inputs);
    const outputs = results.map(({ shape, type }) => this.slot(type, shape));
    this.instructions.push({
      kind: 'kernel',
      name,
      keys,
      attributes,
      inputs: Object.values(inputs) as Slot[],
      outputs,
    });
    return outputs;
  }

  /** A loop in JavaScript with one result, for what no kernel does (or none with the meaning that is needed). */
  host(
    name: string,
    inputs: readonly Slot[],
    shape: readonly number[],
    type: ValueType,
    compute: HostFunction,
    key?: string,
  ): Slot {
    return this.hosts(name, inputs, [{ shape, type }], compute, key)[0]!;
  }

  hosts(
    name: string,
    inputs: readonly Slot[],
    results: readonly { readonly shape: readonly number[]; readonly type: ValueType }[],
    compute: HostFunction,
    key?: string,
  ): readonly Slot[] {
    const outputs = results.map(({ shape, type }) => this.slot(type, shape));
    this.instructions.push({
      kind: 'host',
      name,
      inputs,
      outputs,
      compute,
      ...(key !== undefined && { key }),
    });
    return outputs;
  }

  /** The same entries under another shape. */
  view(input: Slot, shape: readonly number[]): Slot {
    if (sameShape(input.shape, shape)) return input;
    if (sizeOf(input.shape) !== sizeOf(shape)) {
      throw new Error(`[${input.shape.join(', ')}] does not reshape to [${shape.join(', ')}].`);
    }
    if (!this.device.aliases) return this.kernel('Reshape', { x: input }, { shape }, shape, input.type);
    const output: Slot = { id: this.count++, shape, type: input.type, root: input.root };
    this.instructions.push({ kind: 'view', inputs: [input], outputs: [output] });
    return output;
  }

  /**
   * A value as second factor of a matrix product on wasm. The backend keeps what it has packed of second factors by
   * their data alone: read once as [2, 1] and once as [1, 2], the second product would get what was packed for the
   * first. So data serves as second factor in one shape only; in others, a copy of it does.
   * @param turned true for a view that stands for a transposition
   */
  secondFactor(slot: Slot, turned: boolean): Slot {
    const shape = slot.shape.slice(-2).join();
    const known = this.factors.get(slot.root) ?? shape;
    if (known === shape && !(turned && slot.root !== slot.id)) {
      this.factors.set(slot.root, shape);
      return slot;
    }
    return this.host('copy', [slot], slot.shape, slot.type, ([result], [entries]) => result!.set(entries!));
  }

  scan(
    instruction: Omit<ScanInstruction, 'kind' | 'outputs'>,
    shapes: readonly { readonly shape: readonly number[]; readonly type: ValueType }[],
  ): readonly Slot[] {
    const outputs = shapes.map(({ shape, type }) => this.slot(type, shape));
    this.instructions.push({ kind: 'scan', ...instruction, outputs });
    return outputs;
  }

  /** A builder for the body of a loop. */
  inner(): PlanBuilder {
    return new PlanBuilder(this.device, this.size, this.lowerGraph);
  }

  finish(outputs: readonly Slot[]): Block {
    return {
      inputs: this.inputs,
      outputs,
      constants: this.constants,
      instructions: this.instructions,
      slotCount: this.count,
    };
  }

  private slot(type: ValueType, shape: readonly number[]): Slot {
    const id = this.count++;
    return { id, shape, type, root: id };
  }
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
