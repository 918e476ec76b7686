import type { ArgumentValue, Arguments } from '../../../declarations/values.ts';
import { isShapeProblem, type LayerDeclaration } from '../../../declarations/define-layer.ts';
import { findFunction } from '../../../functions/registry.ts';
import type { TensorFunction } from '../../../functions/define-function.ts';
import { findLayer } from '../../../layers/registry.ts';
import { snakeCase } from '../../../names/snake-case.ts';
import { unknownSize, type Size } from '../../../shapes/size.ts';
import type { TensorType } from '../../../shapes/types.ts';
import { ReadProblem, type SourceCall, type SourceLayer } from '../../read/source.ts';
import { withSharedLayers, type WeightedLayer } from './shared-layers.ts';
import { fileShape, plainForm, type Held, type Place, type ReadWeight, type Stacked } from './values.ts';

/** A layer that is being read: what follows may still become a part of it. */
export interface OpenLayer {
  readonly name: string;
  readonly declaration: LayerDeclaration;
  args: Arguments;
  /** In the order of the layer's weights. */
  weights: readonly ReadWeight[];
}

/** Tensors that stand among the arguments of a call. */
type TensorsByName = Readonly<Record<string, readonly Held[]>>;

/** What a new layer has beside its arguments and inputs. */
interface LayerOptions {
  readonly weights?: readonly ReadWeight[];
  readonly name?: string | undefined;
  readonly tensorArguments?: TensorsByName;
}

type OpenOperation = Extract<SourceLayer, { readonly kind: 'operation' }>;

/** Makes the layers and calls of a model, one after another, and knows the type of each tensor. */
export class ModelBuilder {
  readonly calls: SourceCall[] = [];
  private readonly made: (OpenLayer | OpenOperation)[] = [];
  private readonly makers = new Map<number, OpenLayer>();
  private readonly counts = new Map<string, number>();
  private readonly names = new Set<string>();
  private tensors = 0;

  /** A new tensor. */
  tensor(): number {
    return this.tensors++;
  }

  /** The layers with their calls, and the weights by the names of their layers and their places: `conv2d/0`. */
  finished(): {
    readonly layers: readonly SourceLayer[];
    readonly calls: readonly SourceCall[];
    readonly weights: readonly (ReadWeight & { readonly name: string })[];
  } {
    const all = this.made.map((layer): WeightedLayer => {
      if ('kind' in layer) return { layer, weights: [] };
      const { name, declaration, args, weights } = layer;
      return { layer: { kind: 'layer', name, declaration, args, trainable: true }, weights };
    });
    const { made, calls } = withSharedLayers(all, this.calls);
    return {
      layers: made.map(({ layer }) => layer),
      calls,
      weights: made.flatMap(({ layer, weights }) =>
        weights.map((weight, index) => ({ name: `${layer.name}/${index}`, ...weight })),
      ),
    };
  }

  /** The layer that made a tensor, where one did. */
  makerOf({ tensor }: Held): OpenLayer | undefined {
    return this.makers.get(tensor);
  }

  /** The tensor that the layer which made one took; undefined for what no layer made of one alone. */
  inputOf({ tensor }: Held): number | undefined {
    const call = this.calls.find(({ outputs }) => outputs[0] === tensor);
    return call?.inputs.length === 1 ? call.inputs[0] : undefined;
  }

  /**
   * Calls a new layer on tensors whose axes are kmodel's.
   * @param wanted the name that the file has for it, where it has one
   * @throws ReadProblem where the layer does not take them
   */
  layer(
    kind: string,
    args: Readonly<Record<string, ArgumentValue>>,
    inputs: readonly Held[],
    options: LayerOptions = {},
  ): Held {
    return this.layerResults(kind, args, inputs, options)[0]!;
  }

  /** The same for a layer that gives several tensors, or takes tensors among its arguments. */
  layerResults(
    kind: string,
    args: Readonly<Record<string, ArgumentValue>>,
    inputs: readonly Held[],
    { weights = [], name, tensorArguments = {} }: LayerOptions = {},
  ): readonly Held[] {
    const declaration = findLayer(kind)!;
    const all = Object.fromEntries(
      Object.entries(declaration.arguments).map(([key, argument]) => [
        key,
        Object.hasOwn(args, key) ? args[key]! : (argument.default as ArgumentValue),
      ]),
    );
    const open: OpenLayer = {
      name: this.freeName(name ?? snakeCase(kind), name !== undefined),
      declaration,
      args: all,
      weights,
    };
    this.made.push(open);
    const results = this.callFor(declaration, all, inputs, tensorArguments);
    this.makers.set(results[0]!.tensor, open);
    return results;
  }

  /** An operator or function; numbers stand among the operands. */
  operation(
    operation: OpenOperation['operation'],
    operands: readonly (number | Held)[],
    args: Arguments = {},
  ): Held {
    const inputs = operands.filter((each): each is Held => typeof each !== 'number');
    const name = typeof operation === 'string' ? 'operation' : operation.name;
    this.made.push({
      kind: 'operation',
      name: this.freeName(name, false),
      operation,
      operands: operands.map((each) => (typeof each === 'number' ? each : 'input')),
      args,
    });
    return typeof operation === 'string'
      ? this.arithmetic(inputs)
      : this.call(operation.layer, { ...args, ...numbersOf(operation, operands) }, inputs);
  }

  private arithmetic(inputs: readonly Held[]): Held {
    if (inputs.length > 1) return this.call(findLayer('Add')!, {}, inputs);
    return this.result(inputs, inputs[0]!.type);
  }

  private call(declaration: LayerDeclaration, args: Arguments, inputs: readonly Held[]): Held {
    return this.callFor(declaration, args, inputs)[0]!;
  }

  private callFor(
    declaration: LayerDeclaration,
    args: Arguments,
    inputs: readonly Held[],
    tensorArguments: TensorsByName = {},
  ): readonly Held[] {
    const type = declaration.output({
      args,
      inputs: inputs.map((each) => each.type),
      tensorArguments: mapTensors(tensorArguments, (each) => each.type),
      requireEqual: () => undefined,
      requireDivisible: () => undefined,
      freshSize: (): Size => unknownSize(`onnx ${this.tensors}`),
    });
    if (isShapeProblem(type)) {
      const message = type.message
        .replace(/\{(layer)\}/g, declaration.name)
        .replace(/\{(input|bare)\d*\}/g, 'its input');
      throw new ReadProblem(message);
    }
    const types = Array.isArray(type) ? (type as readonly TensorType[]) : [type as TensorType];
    return this.results(inputs, types, tensorArguments);
  }

  private result(inputs: readonly Held[], type: TensorType): Held {
    return this.results(inputs, [type])[0]!;
  }

  private results(
    inputs: readonly Held[],
    types: readonly TensorType[],
    tensorArguments: TensorsByName = {},
  ): readonly Held[] {
    const made = types.map((type): Held => ({
      kind: 'tensor',
      tensor: this.tensor(),
      type,
      form: plainForm(type.shape.length + 1),
      sole: false,
      nonNegative: false,
    }));
    this.calls.push({
      layer: this.made.length - 1,
      inputs: inputs.map((each) => each.tensor),
      tensorArguments: mapTensors(tensorArguments, (each) => each.tensor),
      outputs: made.map((each) => each.tensor),
    });
    return made;
  }

  private freeName(wanted: string, isStated: boolean): string {
    const count = this.counts.get(wanted) ?? 0;
    this.counts.set(wanted, count + 1);
    const name = count === 0 ? wanted : `${wanted}_${count}`;
    if (isStated && !this.names.has(name)) {
      this.names.add(name);
      return name;
    }
    return this.names.has(name) ? this.freeName(wanted, false) : (this.names.add(name), name);
  }

  /**
   * The tensor with its axes in an order: its axis j is the file's axis `order[j]`.
   * @throws ReadProblem where the batch would not come first
   */
  inOrder(held: Held, order: readonly number[]): Held {
    const plain = this.withoutParts(held);
    const { form } = plain;
    if (order.every((axis, place) => form[axis] === place)) return { ...plain, form: inverse(order) };
    if (form[order[0]!] !== 0)
      throw new ReadProblem('It moves the batch, and kmodel computes each sample by itself.');
    const dims = order.slice(1).map((axis) => form[axis] as number);
    const moved = this.layer('Permute', { dims }, [plain]);
    return { ...moved, form: inverse(order), sole: held.sole, nonNegative: held.nonNegative };
  }

  /** The tensor with the file's own axes. */
  plain(held: Held): Held {
    return this.inOrder(held, plainForm(held.form.length));
  }

  /** Tensors side by side along the first axis of the file, as one. */
  joined({ parts }: Stacked): Held {
    const [first, ...others] = parts.map((part) => this.plain(part)) as [Held, ...Held[]];
    if (others.length === 0) return { ...first, form: ['one', ...first.form] };
    const made = this.operation(findFunction('stack')!, [first, ...others], { axis: 1 });
    return { ...made, form: [1, 0, ...plainForm(made.form.length).slice(2)] };
  }

  /** The tensor with channels last, where the file has them behind the batch. */
  channelsLast(held: Held): Held {
    const rank = held.form.length;
    return this.inOrder(held, [0, ...plainForm(rank).slice(2), 1]);
  }

  /** The tensor with every axis of the file as an axis of its own. */
  private withoutParts(held: Held): Held {
    if (held.form.every((place) => typeof place === 'number')) return held;
    const merged = held.form.findIndex((place) => typeof place === 'object' && 'merged' in place);
    if (merged >= 0 && held.form.length === 2 && merged === 1) return this.flattened(held);
    const axes = held.form.filter((place): place is number => typeof place === 'number');
    if (axes.length + held.form.filter((place) => place === 'one').length < held.form.length)
      throw new ReadProblem('It takes a tensor apart in a way that kmodel cannot say.');
    const base: Held = { ...held, form: axes };
    const order = this.plain({ ...base, form: axes });
    const sizes = fileShape({ ...held, form: held.form }).slice(1);
    if (held.form[0] !== 0) throw new ReadProblem('It puts an axis before the batch.');
    const shape = targetShape(sizes);
    const made = this.layer('Reshape', { target_shape: shape }, [order]);
    return { ...made, sole: held.sole, nonNegative: held.nonNegative };
  }

  /** What the file flattens, flattened in the file's order. */
  private flattened(held: Held): Held {
    const place = held.form[1] as Extract<Place, { readonly merged: readonly number[] }>;
    const source = this.plain({ ...held, form: [0, ...place.merged] });
    const made = source.type.shape.length === 1 ? source : this.layer('Flatten', {}, [source]);
    return { ...made, sole: held.sole, nonNegative: held.nonNegative };
  }
}

/** Sizes for a Reshape: −1 for the one that is not known. */
export function targetShape(sizes: readonly Size[]): readonly number[] {
  const shape = sizes.map((size) => (typeof size === 'number' ? size : -1));
  if (shape.filter((size) => size === -1).length > 1)
    throw new ReadProblem('It gives a tensor a shape with more than one size that is not known.');
  return shape;
}

function mapTensors<T>(
  tensors: TensorsByName,
  change: (held: Held) => T,
): Readonly<Record<string, readonly T[]>> {
  return Object.fromEntries(Object.entries(tensors).map(([name, all]) => [name, all.map(change)]));
}

/** For each axis of the file its place in the order. */
function inverse(order: readonly number[]): readonly number[] {
  return plainForm(order.length).map((axis) => order.indexOf(axis));
}

/** Numbers in the place of tensors, as the arguments that a function's node has for them. */
function numbersOf({ operands: declared }: TensorFunction, operands: readonly (number | Held)[]): Arguments {
  const names = Object.keys(declared);
  return Object.fromEntries(
    operands.flatMap((each, index) => (typeof each === 'number' ? [[names[index]!, each]] : [])),
  );
}
