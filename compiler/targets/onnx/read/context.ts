import { sizesEqual } from '../../../shapes/size.ts';
import { ReadProblem } from '../../read/source.ts';
import type { NodeProto } from '../onnx_pb.ts';
import { Attributes } from './attributes.ts';
import type { ModelBuilder } from './builder.ts';
import type { Constant } from './constants.ts';
import { fileShape, type Held, type Value } from './values.ts';

/** One node that is being read. */
export class NodeContext {
  readonly node: NodeProto;
  readonly attributes: Attributes;
  readonly build: ModelBuilder;
  /** The operator set that the file was written for. */
  readonly opset: number;
  private readonly values: ReadonlyMap<string, Value>;
  /** What initializers and their like are called in the file. */
  private readonly constantNames: ReadonlyMap<Value, string>;
  private readonly uses: ReadonlyMap<string, number>;
  private readonly takersByName: ReadonlyMap<string, readonly NodeProto[]>;

  constructor(
    node: NodeProto,
    build: ModelBuilder,
    values: ReadonlyMap<string, Value>,
    constantNames: ReadonlyMap<Value, string>,
    opset: number,
    uses: ReadonlyMap<string, number>,
    takersByName: ReadonlyMap<string, readonly NodeProto[]>,
  ) {
    this.uses = uses;
    this.takersByName = takersByName;
    this.node = node;
    this.attributes = new Attributes(node);
    this.build = build;
    this.values = values;
    this.constantNames = constantNames;
    this.opset = opset;
  }

  /** An input that may be left out. */
  optional(index: number): Value | undefined {
    const name = this.node.input[index];
    return name === undefined || name === '' ? undefined : this.values.get(name);
  }

  value(index: number): Value {
    const found = this.optional(index);
    if (!found) throw new ReadProblem(`its input ${index} is missing`);
    return found;
  }

  get inputs(): readonly Value[] {
    return this.node.input.map((_, index) => this.value(index));
  }

  held(index: number): Held {
    const found = this.value(index);
    if (found.kind === 'tensor') return found;
    if (found.kind === 'stacked') return this.build.joined(found);
    throw new ReadProblem('it computes with constants alone, in a way that kmodel does not work out');
  }

  constant(index: number): Constant {
    const found = this.value(index);
    if (found.kind === 'constant') return found;
    throw new ReadProblem(`its input \`${this.node.input[index]!}\` is no constant`);
  }

  optionalConstant(index: number): Constant | undefined {
    return this.optional(index) === undefined ? undefined : this.constant(index);
  }

  /** The name of the layer that a weight belongs to: `layer1.0.conv1` of `layer1.0.conv1.weight`. */
  layerName(index: number): string | undefined {
    const name = this.constantNames.get(this.value(index));
    const found = name === undefined ? null : /^([A-Za-z][\w.]*)[./](weight|kernel|W)$/.exec(name);
    return found?.[1]!.replaceAll('.', '_');
  }

  /** Whole numbers of an attribute, or of an input where newer operator sets have them. */
  integers(name: string, index: number): readonly number[] | undefined {
    const attribute = this.attributes.integers(name);
    if (attribute) return attribute;
    const given = this.optional(index);
    if (given === undefined) return undefined;
    if (given.kind === 'constant') return [...given.data];
    if (given.kind === 'dims' && given.sizes.every((size) => typeof size === 'number'))
      return given.sizes as readonly number[];
    throw new ReadProblem(`its \`${name}\` is known only at run time`);
  }

  /** An axis counted from the front. */
  axis(axis: number, rank: number): number {
    const place = axis < 0 ? axis + rank : axis;
    if (!Number.isInteger(place) || place < 0 || place >= rank)
      throw new ReadProblem(`it has an axis ${axis}, where there are ${rank}`);
    return place;
  }

  /** True where something takes a result. */
  isTaken(index: number): boolean {
    return this.uses.has(this.node.output[index] ?? '');
  }

  /** The nodes that take a result, where no output of the file is one, too. */
  takers(index: number): readonly NodeProto[] {
    const name = this.node.output[index] ?? '';
    const takers = this.takersByName.get(name) ?? [];
    const places = takers.flatMap(({ input }) => input.filter((each) => each === name));
    return places.length === this.uses.get(name) ? takers : [];
  }

  /** The activations of a recurrent node, for its first direction. */
  activationNames(initial: readonly string[]): readonly string[] {
    return this.attributes.texts('activations') ?? initial;
  }

  refuse(reason: string): ReadProblem {
    return new ReadProblem(reason);
  }
}

/** True for tensors of the same sizes in the file. */
export function sameShape(a: Held, b: Held): boolean {
  const [left, right] = [fileShape(a), fileShape(b)];
  return left.length === right.length && left.every((size, axis) => sizesEqual(size, right[axis]!));
}
