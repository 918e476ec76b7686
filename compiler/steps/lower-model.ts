import type { Size } from '../shapes/size.ts';
import type { ScopedOps } from '../ops/builder.ts';
import type { Tensor } from '../ops/types.ts';
import { hostPart, type HostPart } from '../graph/host-part.ts';
import type { LayerInstance, ModelGraph, TensorIndex } from '../graph/model-graph.ts';
import { maskBehaviour, type LoweringContext } from '../declarations/define-layer.ts';
import {
  batchSize,
  isBatched,
  numericDType,
  sampleType,
  type DType,
  type ElementType,
  type TensorType,
} from '../shapes/types.ts';
import { RandomKeys } from './random-keys.ts';
import { inDeclaredSizes } from './tensor-arguments.ts';

/** A model's layers as ops, with what a training step needs besides the heads. */
export interface LoweredModel {
  readonly tensors: readonly (Tensor | undefined)[];
  readonly masks: readonly (Tensor | undefined)[];
  /** By full name, `LAYER/kernel`: the values before the step. */
  readonly weights: ReadonlyMap<string, Tensor>;
  /** Moving statistics and the like after the step. */
  readonly updatedWeights: ReadonlyMap<string, Tensor>;
  /** What stateful layers keep between batches, by full name: as it was, and as it is after the step. */
  readonly carried: ReadonlyMap<string, { readonly before: Tensor; readonly after: Tensor }>;
  /** Scalars to add to the total loss (activity regularization). */
  readonly losses: readonly Tensor[];
}

export interface LowerOptions {
  readonly training: boolean;
  /** int32 scalar that differs between steps and follows from the run's seed, or from the given one. */
  readonly stepKey?: (seed?: number) => Tensor;
  /** Only what these tensors need is lowered; all results by default. */
  readonly targets?: readonly TensorIndex[];
}

/** What engines feed for a declared dtype: images as floats, integers as int32, floats as float32. */
export function feedDType(dtype: ElementType): DType {
  if (dtype === 'uint8' || dtype === 'float16') return 'float32';
  return dtype === 'int64' ? 'int32' : numericDType(dtype);
}

/** The full name of a weight. */
export function weightName(layer: LayerInstance, weight: string): string {
  return `${layer.name}/${weight}`;
}

/** The input that takes what a layer has kept, by its full name. */
export function carriedName(name: string): string {
  return `carried:${name}`;
}

/** Adds a model's layers to a graph as ops; inputs and weights become the graph's inputs. */
export function lowerModel(ops: ScopedOps, model: ModelGraph, options: LowerOptions): LoweredModel {
  const before = hostPart(model);
  const needed = neededCalls(model, before, options.targets ?? resultTensors(model));
  const tensors: (Tensor | undefined)[] = [];
  const masks: (Tensor | undefined)[] = [];
  const weights = new Map<string, Tensor>();
  const updatedWeights = new Map<string, Tensor>();
  const carried = new Map<string, { before: Tensor; after: Tensor }>();
  const losses: Tensor[] = [];
  const keys = new RandomKeys(ops, options.stepKey);

  for (const input of model.inputs)
    if (before.graphInputs.has(input.tensor))
      tensors[input.tensor] = addInput(ops, model, input.name, input.tensor);
  for (const [tensor, name] of before.results) tensors[tensor] = addInput(ops, model, name, tensor);

  for (const index of needed) {
    const call = model.calls[index]!;
    const layer = model.layers[call.layer]!;
    const declaration = layer.declaration;
    for (const weight of layer.weights) {
      const name = weightName(layer, weight.name);
      if (!weights.has(name))
        weights.set(name, ops.scope.input(`weight:${name}`, weight.dtype, weight.shape));
    }
    const batch = batchOf(call.inputs);
    const inputs = call.inputs.map((tensor) =>
      isWithoutBatch(model.tensors[tensor]!) && declaration.family !== 'function'
        ? ops.expand(tensors[tensor]!, [batch, ...tensors[tensor]!.shape])
        : tensors[tensor]!,
    );
    const inputMasks = call.inputs.map((tensor) => masks[tensor]);
    const madeMasks = new Map<number, Tensor>();
    const context = contextFor('');

    function contextFor(prefix: string): LoweringContext {
      const fullName = (name: string): string => weightName(layer, prefix + name);
      return {
        ops,
        training: options.training,
        batch,
        weight: (name) => required(weights.get(fullName(name)), fullName(name)),
        updatedWeight: (name) =>
          required(updatedWeights.get(fullName(name)) ?? weights.get(fullName(name)), fullName(name)),
        updateWeight: (name, value) => void updatedWeights.set(fullName(name), value),
        randomKey: (seed) => keys.next(seed ?? undefined, fullName('')),
        addLoss: (value) => void losses.push(value),
        carried: (name, shape) => {
          const full = fullName(name);
          const known = carried.get(full);
          if (known) return known.after;
          const before = ops.scope.input(carriedName(full), 'float32', shape);
          carried.set(full, { before, after: before });
          return before;
        },
        carry: (name, value) => void (carried.get(fullName(name))!.after = value),
        setMask: (mask, output = 0) => void madeMasks.set(output, mask),
        scope: (inner) => contextFor(`${prefix}${inner}/`),
      };
    }

    const type = (tensor: TensorIndex): TensorType => {
      const { dtype, shape, whole } = model.tensors[tensor]!;
      if (declaration.family === 'function') return { dtype, shape, ...(whole ? { whole } : {}) };
      const sample = sampleType({ dtype, shape, ...(whole ? { whole } : {}) });
      return { dtype, shape: sample.shape };
    };
    const result = declaration.lower(context, {
      args: layer.args,
      inputs,
      inputTypes: call.inputs.map(type),
      outputTypes: call.outputs.map(type),
      tensorArguments: mapValues(call.tensorArguments, (list, name) =>
        list.map((tensor, place) =>
          inDeclaredSizes(
            ops,
            declaration,
            { args: layer.args, inputs: call.inputs.map(type) },
            name,
            place,
            tensors[tensor]!,
          ),
        ),
      ),
      masks: inputMasks,
      trainable: layer.trainable,
    });
    const outputs = Array.isArray(result) ? (result as readonly Tensor[]) : [result as Tensor];
    const behaviour = maskBehaviour(declaration, layer.args);
    call.outputs.forEach((tensor, position) => {
      tensors[tensor] = outputs[position]!;
      masks[tensor] = behaviour === 'pass' ? passedMask(ops, inputMasks) : madeMasks.get(position);
    });
  }
  return { tensors, masks, weights, updatedWeights, carried, losses };

  /** Inside a block for every step of a sequence, samples are steps. */
  function batchOf(inputs: readonly TensorIndex[]): Size {
    const ofSamples = inputs.find((tensor) => !isWithoutBatch(model.tensors[tensor]!));
    return (ofSamples === undefined ? undefined : tensors[ofSamples]?.shape[0]) ?? batchSize;
  }
}

/** Everything that a model computes: heads, the targets that it has itself, objectives. */
export function resultTensors({ heads, objectives = [] }: ModelGraph): readonly TensorIndex[] {
  const ofHeads = heads.flatMap(({ tensor, targetTensor }) =>
    targetTensor === undefined ? [tensor] : [tensor, targetTensor],
  );
  return [...ofHeads, ...objectives.map(({ tensor }) => tensor)];
}

/** True for a tensor that is the same for every sample. */
function isWithoutBatch(type: TensorType): boolean {
  return type.whole === true && !isBatched(type);
}

/** Layers with several inputs pass a mask on only where each input has one: what is valid in all of them. */
function passedMask(ops: ScopedOps, masks: readonly (Tensor | undefined)[]): Tensor | undefined {
  const [first, ...rest] = masks;
  if (first === undefined || rest.some((mask) => mask === undefined)) return undefined;
  return (rest as Tensor[]).reduce((combined, mask) => ops.and(combined, mask), first);
}

/** An input of the model, or what is made before the graph. */
function addInput(ops: ScopedOps, model: ModelGraph, name: string, tensor: TensorIndex): Tensor {
  const { dtype, shape } = model.tensors[tensor]!;
  return ops.scope.input(name, feedDType(dtype), [batchSize, ...shape]);
}

/** Indices of the calls in the graph that the targets depend on, in the model's order. */
function neededCalls(
  model: ModelGraph,
  { results }: HostPart,
  targets: readonly TensorIndex[],
): readonly number[] {
  const wanted = new Set(targets);
  const needed: number[] = [];
  for (let index = model.calls.length - 1; index >= 0; index--) {
    const call = model.calls[index]!;
    if (!call.outputs.some((tensor) => wanted.has(tensor) && !results.has(tensor))) continue;
    for (const tensor of [...call.inputs, ...Object.values(call.tensorArguments).flat()]) wanted.add(tensor);
    needed.push(index);
  }
  return needed.reverse();
}

function mapValues<A, B>(
  record: Readonly<Record<string, A>>,
  map: (value: A, key: string) => B,
): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}

function required<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`The model graph refers to ${name}, which does not exist.`);
  return value;
}
