import { maskBehaviour, type LoweringContext } from '../../declarations/define-layer.ts';
import type { LayerCall, LayerInstance, ModelGraph, TensorIndex } from '../../graph/model-graph.ts';
import { createOps, type ScopedOps } from '../../ops/builder.ts';
import { expandComposites } from '../../ops/expand-composites.ts';
import { GraphScope } from '../../ops/scope.ts';
import type { NamedTensor, OpGraph, OpNodeOf, Tensor } from '../../ops/types.ts';
import type { LoweredModel } from '../../steps/lower-model.ts';
import { inDeclaredSizes } from '../../steps/tensor-arguments.ts';
import { sizesEqual, variable, type Size } from '../../shapes/size.ts';
import { openSizes } from '../../shapes/open-sizes.ts';
import { batchSize, isBatched, sampleType, type TensorType } from '../../shapes/types.ts';
import { maskKey, type ModelFlow } from './flow.ts';
import { outputTypesOf } from './output-types.ts';

/** What one tensor or mask that a layer takes is called in its op graph. */
export interface TakenValue {
  /** Its key in the flow of the model. */
  readonly key: string;
  readonly shape: readonly Size[];
  readonly dtype: Tensor['dtype'];
}

/**
 * One call of a layer as ops. Inputs of the graph are the keys of what it takes, `weight:NAME`, `key:SEED`, and
 * `carried:NAME` for what the layer has kept from the batch before.
 */
export interface LoweredCall {
  readonly graph: OpGraph;
  readonly taken: readonly TakenValue[];
  /** The keys of what the model reads of it, in the order of the graph's first outputs. */
  readonly given: readonly string[];
  /** Weights that training changes, in the order of the outputs behind. */
  readonly updates: readonly string[];
  /** What the layer keeps for the next batch, in the order of the outputs behind those. */
  readonly carried: readonly string[];
  /** How many samples there are. */
  readonly batch: Size;
  /** Size variables, each with the input and axis that tell it; the others are the model's own. */
  readonly sizes: ReadonlyMap<string, { readonly key: string; readonly axis: number }>;
}

/** Names of sizes, the same for equal sizes of all that a call takes. */
class CallSizes {
  readonly known = new Map<string, { readonly key: string; readonly axis: number }>();
  private readonly byKey = new Map<string, Size>();
  private readonly plain: Set<string>;

  constructor(shapes: readonly (readonly Size[])[]) {
    this.plain = new Set(
      shapes.flat().flatMap((size) => {
        const [only, ...others] = openSizes(size);
        return typeof size !== 'number' && others.length === 0 && size.key === only ? [only!] : [];
      }),
    );
  }

  take(size: Size, key: string, axis: number): Size {
    if (typeof size === 'number') return size;
    const open = openSizes(size);
    const isPlain = open.size === 1 && open.has(size.key);
    if (!isPlain && [...open].every((name) => this.plain.has(name))) return size;
    const found = this.byKey.get(size.key);
    if (found) return found;
    const name = isPlain ? size.key : `size ${this.byKey.size}`;
    const made = isPlain ? size : variable(name);
    this.byKey.set(size.key, made);
    this.known.set(name, { key, axis });
    return made;
  }
}

/** What of a lowering somebody else decides. */
export interface CallLowering {
  /** An empty scope, in which it is written. */
  readonly ops?: ScopedOps;
  /** Further results that stay, asked for once the layer is lowered. */
  readonly kept?: () => readonly NamedTensor[];
}

/**
 * Lowers one call as the layer's declaration says.
 * @param flow what the model reads of each call
 */
export function lowerCall(
  graph: ModelGraph,
  whole: LoweredModel,
  flow: ModelFlow,
  call: LayerCall,
  training: boolean,
  { ops = createOps(), kept = () => [] }: CallLowering = {},
): LoweredCall {
  const layer = graph.layers[call.layer]!;
  const { declaration } = layer;
  const given = [...call.inputs, ...Object.values(call.tensorArguments).flat()];
  const sizes = new CallSizes(given.map((tensor) => whole.tensors[tensor]!.shape));
  const taken = new Map<string, { readonly value: TakenValue; readonly tensor: Tensor }>();
  const take = (key: string, { dtype, shape }: Tensor): Tensor => {
    const known = taken.get(key);
    if (known) return known.tensor;
    const own = shape.map((size, axis) => sizes.take(size, key, axis));
    const tensor = ops.scope.input(key, dtype, own);
    taken.set(key, { value: { key, shape: own, dtype }, tensor });
    return tensor;
  };
  const tensorOf = (tensor: TensorIndex): Tensor => take(`t${tensor}`, whole.tensors[tensor]!);
  given.forEach(tensorOf);
  const masks = call.inputs.map((tensor) => {
    const key = flow.masks.get(tensor);
    return key === undefined ? undefined : take(key, whole.masks[tensor]!);
  });
  const { inputs, batch } = batched(ops, graph, layer, call, tensorOf);
  const collected = createContext(ops, layer, { training, batch });
  const type = (tensor: TensorIndex): TensorType => typeOf(graph, layer, tensor, tensorOf(tensor));
  const inputTypes = call.inputs.map(type);
  const result = declaration.lower(collected.context, {
    args: layer.args,
    inputs,
    inputTypes,
    outputTypes: outputTypesOf(
      layer,
      call,
      inputTypes,
      call.outputs.map((tensor) => typeOfOutput(graph, layer, tensor)),
    ),
    tensorArguments: Object.fromEntries(
      Object.entries(call.tensorArguments).map(([name, list]) => [
        name,
        list.map((tensor, place) =>
          inDeclaredSizes(
            ops,
            declaration,
            { args: layer.args, inputs: inputTypes },
            name,
            place,
            tensorOf(tensor),
          ),
        ),
      ]),
    ),
    masks,
    trainable: layer.trainable,
  });
  const results = Array.isArray(result) ? (result as readonly Tensor[]) : [result as Tensor];
  const outputs = outputsOf(ops, layer, call, { flow, results, masks, ...collected });
  const updates = [...collected.updated].filter(
    ([name, tensor]) => tensor.id !== collected.weights.get(name)!.id,
  );
  const carried = [...collected.carried];
  return {
    graph: expandComposites(
      ops.scope.build([
        ...outputs,
        ...updates.map(([name, tensor]) => ({ name: `update:${name}`, tensor })),
        ...carried.map(([name, tensor]) => ({ name: `next:${name}`, tensor })),
        ...kept(),
      ]),
      new GraphScope(undefined, { keepsNumbers: ops.scope.keepsNumbers }),
    ),
    taken: [...taken.values()].map(({ value }) => value),
    given: outputs.map(({ name }) => name),
    updates: updates.map(([name]) => name),
    carried: carried.map(([name]) => name),
    batch,
    sizes: sizes.known,
  };
}

/** Inputs as layers want them: what is the same for all samples is repeated for each, but for functions. */
function batched(
  ops: ScopedOps,
  graph: ModelGraph,
  { declaration }: LayerInstance,
  call: LayerCall,
  tensorOf: (tensor: TensorIndex) => Tensor,
): { readonly inputs: readonly Tensor[]; readonly batch: Size } {
  const isWhole = (tensor: TensorIndex): boolean => {
    const type = graph.tensors[tensor]!;
    return type.whole === true && !isBatched(type);
  };
  const ofSamples = call.inputs.filter((tensor) => !isWhole(tensor));
  // Folded steps are samples, too: how many of those there are, the sequence knows, which comes last.
  const first = declaration.name === 'UnfoldSteps' ? ofSamples.at(-1) : ofSamples[0];
  const batch = (first === undefined ? undefined : tensorOf(first).shape[0]) ?? batchSize;
  const inputs = call.inputs.map((tensor) => {
    const own = tensorOf(tensor);
    return isWhole(tensor) && declaration.family !== 'function'
      ? ops.expand(own, [batch, ...own.shape])
      : own;
  });
  return { inputs, batch };
}

/** The type that a layer sees, in the sizes of its graph. */
function typeOf(
  graph: ModelGraph,
  { declaration }: LayerInstance,
  tensor: TensorIndex,
  { shape }: Tensor,
): TensorType {
  const { dtype, shape: declared, whole } = graph.tensors[tensor]!;
  if (declaration.family === 'function') {
    if (!whole) return { dtype, shape: shape.slice(1) };
    return {
      dtype,
      shape: shape.map((size, axis) => (sizesEqual(declared[axis]!, batchSize) ? batchSize : size)),
      whole,
    };
  }
  const sample = sampleType({ dtype, shape: declared, ...(whole ? { whole } : {}) });
  const skipped = shape.length - sample.shape.length;
  return { dtype, shape: shape.slice(skipped) };
}

interface Collected {
  readonly context: LoweringContext;
  readonly weights: ReadonlyMap<string, Tensor>;
  readonly updated: Map<string, Tensor>;
  /** By name: the states as they are after the call. */
  readonly carried: Map<string, Tensor>;
  readonly penalties: Tensor[];
  readonly made: Map<number, Tensor>;
}

function createContext(
  ops: ScopedOps,
  layer: LayerInstance,
  { training, batch }: { readonly training: boolean; readonly batch: Size },
): Collected {
  const weights = new Map(
    layer.weights.map(({ name, dtype, shape }) => [name, ops.scope.input(`weight:${name}`, dtype, shape)]),
  );
  const updated = new Map<string, Tensor>();
  const carried = new Map<string, Tensor>();
  const penalties: Tensor[] = [];
  const made = new Map<number, Tensor>();
  let drawn = 0;
  const contextFor = (prefix: string): LoweringContext => ({
    ops,
    training,
    batch,
    weight: (name) => weights.get(prefix + name)!,
    updatedWeight: (name) => updated.get(prefix + name) ?? weights.get(prefix + name)!,
    updateWeight: (name, value) => void updated.set(prefix + name, value),
    randomKey: (seed) => ops.scope.input(`key:${drawn++}:${seed ?? ''}:${layer.name}/${prefix}`, 'int32', []),
    addLoss: (value) => void penalties.push(value),
    setMask: (mask, output = 0) => void made.set(output, mask),
    carried: (name, shape) => {
      const known = carried.get(prefix + name);
      if (known) return known;
      const before = ops.scope.input(`carried:${prefix}${name}`, 'float32', shape);
      carried.set(prefix + name, before);
      return before;
    },
    carry: (name, value) => void carried.set(prefix + name, value),
    scope: (inner) => contextFor(`${prefix}${inner}/`),
  });
  return { context: contextFor(''), weights, updated, carried, penalties, made };
}

/** Results, masks, penalties, and what a last softmax or sigmoid was made of, as far as the model reads them. */
function outputsOf(
  ops: ScopedOps,
  layer: LayerInstance,
  call: LayerCall,
  found: Pick<Collected, 'penalties' | 'made'> & {
    readonly flow: ModelFlow;
    readonly results: readonly Tensor[];
    readonly masks: readonly (Tensor | undefined)[];
  },
): readonly NamedTensor[] {
  const { flow, results, masks, penalties, made } = found;
  const outputs: NamedTensor[] = results.flatMap((tensor, place) => {
    const index = call.outputs[place]!;
    const before = flow.scored.has(index) ? beforeActivation(ops, tensor) : undefined;
    return [{ name: `t${index}`, tensor }, ...(before ? [{ name: `l${index}`, tensor: before }] : [])];
  });
  const passes = maskBehaviour(layer.declaration, layer.args) === 'pass';
  call.outputs.forEach((index, place) => {
    const key = flow.masks.get(index);
    if (key !== maskKey(index)) return;
    const mask = passes ? (masks as Tensor[]).reduce((both, each) => ops.and(both, each)) : made.get(place)!;
    outputs.push({ name: key, tensor: mask });
  });
  if (penalties.length > 0) {
    const tensor = penalties.reduce((sum, each) => ops.add(sum, each));
    outputs.push({ name: `p${flow.places.get(call)!}`, tensor });
  }
  return outputs;
}

/** What stands before a last softmax over the last axis, or a sigmoid: losses are computed from it. */
export function beforeActivation(ops: ScopedOps, tensor: Tensor): Tensor | undefined {
  const node = ops.scope.producer(tensor);
  if (node?.op === 'sigmoid') return node.inputs[0];
  if (node?.op !== 'softmax') return undefined;
  const { axis } = (node as OpNodeOf<'softmax'>).attributes;
  return axis === tensor.shape.length - 1 ? node.inputs[0] : undefined;
}

function typeOfOutput(graph: ModelGraph, { declaration }: LayerInstance, tensor: TensorIndex): TensorType {
  const { dtype, shape, whole } = graph.tensors[tensor]!;
  const type = { dtype, shape, ...(whole ? { whole } : {}) };
  return declaration.family === 'function' ? type : sampleType(type);
}
