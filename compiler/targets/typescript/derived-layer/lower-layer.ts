import type { LayerInstance, ModelGraph, TensorIndex } from '../../../graph/model-graph.ts';
import type { LoweringContext } from '../../../declarations/define-layer.ts';
import { createOps, type Ops } from '../../../ops/builder.ts';
import { expandComposites } from '../../../ops/expand-composites.ts';
import type { OpGraph, Tensor } from '../../../ops/types.ts';
import { isSymbolicSize, multiplySizes, substituteSize, variable, type Size } from '../../../shapes/size.ts';
import { openSizes } from '../../../shapes/open-sizes.ts';
import { numericDType, type TensorType } from '../../../shapes/types.ts';
import { outputTypesOf } from '../../op-code/output-types.ts';
import { UnwritableOp } from '../ops/unwritable-op.ts';
import type { Site } from './site.ts';

/** A layer as ops: what comes in and its weights, `weight:kernel`, are inputs; its results come first of the outputs. */
export interface LoweredLayer {
  readonly graph: OpGraph;
  /** The weights that training changes, in the order of the outputs that follow the results. */
  readonly updates: readonly string[];
  /** Whether what the layer adds to the loss comes last. */
  readonly hasLoss: boolean;
}

/**
 * Lowers a layer as its declaration says, with the batch size as the variable `batch`.
 * @throws UnwritableOp for penalties and masks that the class could not hand on
 */
export function lowerLayer(
  model: ModelGraph,
  layer: LayerInstance,
  site: Site,
  training: boolean,
): LoweredLayer {
  const ops = createOps();
  const batch = variable('batch');
  const { declaration } = layer;
  const tensors = site.inputNames.map((name, index) => {
    const { shape, whole } = site.inputTypes[index]!;
    const dtype = numericDType(site.inputTypes[index]!.dtype);
    const isFolded = layer.class === 'UnfoldSteps' && index === 0;
    const samples = isFolded ? multiplySizes(batch, site.inputTypes[1]!.shape[0]!) : batch;
    const all = whole ? shape : [samples, ...shape];
    if (!site.comesAsFloat[index]) return ops.scope.input(name, dtype, all);
    return ops.cast(ops.scope.input(name, 'float32', all), dtype);
  });
  const given = site.places.map((place, index) =>
    place < 0 ? valueOf(model, site.given[index]!, contextOfValues(ops), site.sizes) : tensors[place]!,
  );
  const inputs = given.slice(0, site.call.inputs.length);
  const masked = site.masks.findIndex(Boolean);
  const mask = masked < 0 ? undefined : ops.scope.input('mask', 'bool', inputs[masked]!.shape.slice(0, 2));
  const weights = new Map(
    layer.weights.map(({ name, dtype, shape }) => [name, ops.scope.input(`weight:${name}`, dtype, shape)]),
  );
  const updated = new Map<string, Tensor>();
  const losses: Tensor[] = [];
  const contextFor = (prefix: string): LoweringContext => ({
    ops,
    training,
    batch,
    weight: (name) => weights.get(prefix + name)!,
    updatedWeight: (name) => updated.get(prefix + name) ?? weights.get(prefix + name)!,
    updateWeight: (name, value) => void updated.set(prefix + name, value),
    randomKey: () => ops.scope.input('key', 'int32', []),
    addLoss: (value) => {
      // tfjs asks a layer for its losses once, however often it is used.
      if (site.uses > 1) throw new UnwritableOp('loss in several uses');
      losses.push(value);
    },
    carried: () => {
      throw new UnwritableOp('state between batches');
    },
    carry: () => undefined,
    setMask: () => {
      if (mask && (declaration.mask === 'make' || declaration.mask === 'combine'))
        throw new UnwritableOp('mask of a merge');
    },
    scope: (inner) => contextFor(`${prefix}${inner}/`),
  });
  const inputTypes = site.places
    .slice(0, inputs.length)
    .map((place, index) => (place < 0 ? model.tensors[site.given[index]!]! : site.inputTypes[place]!));
  const result = declaration.lower(contextFor(''), {
    args: layer.args,
    inputs,
    inputTypes,
    outputTypes: outputTypesOf(layer, site.call, inputTypes, site.outputTypes),
    tensorArguments: tensorArgumentsOf(site, given),
    masks: site.masks.map((has) => (has ? mask : undefined)),
    trainable: layer.trainable,
  });
  const results = 'shape' in result ? [result] : result;
  const updates = [...updated].filter(([name, tensor]) => tensor.id !== weights.get(name)!.id);
  const [loss] = losses.length > 0 ? [losses.reduce((sum, value) => ops.add(sum, value))] : [];
  return {
    graph: expandComposites(
      ops.scope.build([
        ...results.map((tensor, index) => ({ name: `output${index}`, tensor })),
        ...updates.map(([name, tensor]) => ({ name, tensor })),
        ...(loss ? [{ name: 'loss', tensor: loss }] : []),
      ]),
    ),
    updates: updates.map(([name]) => name),
    hasLoss: loss !== undefined,
  };
}

/**
 * A value without a batch, by the functions that make it: numbers of the text, and what is computed from them.
 * @param sizes what the size variables of the model are called in the code
 * @throws UnwritableOp where it is made of samples, or of sizes that the code has no names for
 */
function valueOf(
  model: ModelGraph,
  tensor: TensorIndex,
  context: LoweringContext,
  sizes: ReadonlyMap<string, Size>,
): Tensor {
  const call = model.calls.find(({ outputs }) => outputs.includes(tensor));
  const layer = call && model.layers[call.layer]!;
  if (!layer) throw new UnwritableOp('values without a batch');
  const named = (size: Size): Size => {
    if ([...openSizes(size)].some((name) => !sizes.has(name)))
      throw new UnwritableOp('values without a batch');
    return substituteSize(size, sizes);
  };
  const namedType = (index: TensorIndex): TensorType => {
    const type = model.tensors[index]!;
    return { ...type, shape: type.shape.map(named) };
  };
  const result = layer.declaration.lower(context, {
    args: Object.fromEntries(
      Object.entries(layer.args).map(([name, value]) => [name, isSymbolicSize(value) ? named(value) : value]),
    ),
    inputs: call.inputs.map((input) => valueOf(model, input, context, sizes)),
    inputTypes: call.inputs.map(namedType),
    outputTypes: call.outputs.map(namedType),
    tensorArguments: {},
    masks: call.inputs.map(() => undefined),
    trainable: false,
  });
  return 'shape' in result ? result : result[call.outputs.indexOf(tensor)]!;
}

/** What functions of numbers may ask for: they have no weights and no masks, and draw nothing. */
function contextOfValues(ops: Ops): LoweringContext {
  const refuse = (): never => {
    throw new UnwritableOp('values without a batch');
  };
  return {
    ops,
    training: false,
    batch: 1,
    weight: refuse,
    updatedWeight: refuse,
    updateWeight: refuse,
    randomKey: refuse,
    addLoss: refuse,
    setMask: () => undefined,
    carried: (_, shape) => ops.fill(0, shape),
    carry: () => undefined,
    scope: () => contextOfValues(ops),
  };
}

/** Tensors given as arguments, which follow the inputs. */
function tensorArgumentsOf(
  { call }: Site,
  given: readonly Tensor[],
): Readonly<Record<string, readonly Tensor[]>> {
  let next = call.inputs.length;
  return Object.fromEntries(
    Object.entries(call.tensorArguments).map(([name, { length }]) => {
      next += length;
      return [name, given.slice(next - length, next)];
    }),
  );
}
