import { trains } from '../compiler/graph/trains.ts';
import type { ModelGraph } from '../compiler/graph/model-graph.ts';
import type { SizeValues } from '../compiler/ops/bind-sizes.ts';
import { peakBytes, tensorBytes } from '../compiler/ops/peak-memory.ts';
import type { OpGraph, OpNode, OpNodeOf } from '../compiler/ops/types.ts';
import { evaluateSize, sizeText, type Size } from '../compiler/shapes/size.ts';
import { hasUnknown, openSizes } from '../compiler/shapes/open-sizes.ts';
import { batchSize } from '../compiler/shapes/types.ts';
import { buildPredictStep, buildTrainStep } from '../compiler/steps/build-steps.ts';
import { replacedState, type StepGraph } from '../compiler/steps/step-graph.ts';
import { inChangedRows } from '../compiler/targets/onnx/changed-rows.ts';
import { writesInPlace } from '../compiler/targets/onnx/in-place.ts';
import { kindOfKernelGradient } from '../compiler/targets/onnx/blocked/kernel-gradient.ts';
import { fewChannels } from '../compiler/targets/onnx/convolutions.ts';
import { findFused } from '../compiler/targets/onnx/fused-nodes.ts';
import { hasWideRows } from '../compiler/targets/onnx/scatter-add.ts';
import { largestBlock, runPasses } from '../compiler/targets/onnx/passes.ts';

/** What a step needs, in bytes. */
export interface StepMemory {
  /** A model in which no head has a loss only predicts. */
  readonly step: 'train' | 'predict';
  readonly weights: number;
  /** What the optimizer and the metrics keep. */
  readonly optimizer: number;
  /** Inputs and targets of a batch. */
  readonly data: number;
  /** What layers and their gradients make, at the time when it is most. */
  readonly tensors: number;
  /** What the engine keeps for itself, and the place for the next weights while the old ones are read. */
  readonly engine: number;
  readonly total: number;
}

/**
 * What was found by measuring trainings of fifteen models on onnxruntime, a fraction of a megabyte to half a gigabyte,
 * with results kept and made again, of which nearly all are met within a fifth (`bench -- memory`, `-- recompute`): an
 * engine cuts its memory into pieces that do not quite fit, and keeps something for each node.
 */
const measured = { fit: 1.2, node: 22 * 2 ** 10, session: 12 * 2 ** 20 };

/**
 * What a training step of a model needs on the onnx engine, before anything is made; a prediction, where it has no loss.
 * @param batch samples of a batch
 * @param variables numbers for all size variables of the model
 * @throws where one is missing
 */
export function stepMemory(model: ModelGraph, batch: number, variables: SizeValues = new Map()): StepMemory {
  const sizes = new Map([...variables, ...[...openSizes(batchSize)].map((name) => [name, batch] as const)]);
  if (!trains(model)) {
    const heads = model.heads.map(({ name }) => name);
    return memoryOf(buildPredictStep(model, heads), sizes);
  }
  const turns = model.training.steps?.map((_, turn) => turn) ?? [undefined];
  const each = turns.map((turn) =>
    memoryOf(buildTrainStep(model, { weighted: [], ...(turn !== undefined && { turn }) }), sizes),
  );
  // Steps of a training in turns have the same weights, and do not run at the same time.
  return each.reduce((most, next) => (next.total > most.total ? next : most));
}

/** Names of sizes that a model leaves open, the batch aside. */
export function openSizeNames(model: ModelGraph): readonly string[] {
  const names = new Set<string>();
  for (const { shape } of model.inputs.map(({ tensor }) => model.tensors[tensor]!))
    for (const size of shape) openSizes(size, names);
  return [...names];
}

function memoryOf(step: StepGraph, given: SizeValues): StepMemory {
  const sizes = new Map([...unknownSizes(step), ...given]);
  const bytes = (tensor: Parameters<typeof tensorBytes>[0]): number =>
    tensorBytes({ ...tensor, shape: tensor.shape.map((size) => numberOf(size, sizes)) });
  const sum = (tensors: readonly Parameters<typeof tensorBytes>[0][]): number =>
    tensors.reduce((total, tensor) => total + bytes(tensor), 0);
  const isWeight = (input: StepGraph['inputs'][number]): boolean =>
    input.role === 'state' && input.state.kind === 'weight';
  const weights = sum(step.inputs.filter(isWeight));
  const optimizer = sum(step.inputs.filter((input) => input.role === 'state' && !isWeight(input)));
  const data = sum(step.inputs.filter(({ role }) => role !== 'state'));

  const graph = runPasses(step.graph, { sizes, block: largestBlock }, 'expand');
  const replaced = replacedState(step);
  const { fused, changed } = inChangedRows(graph, findFused(graph), replaced, new Set<string>());
  const inPlace = new Set(
    [...changed.values(), ...writesInPlace(graph, replaced)].map(({ output }) => output),
  );
  const outputs = step.outputs.filter(({ role, name }) => role === 'state' && !inPlace.has(name));
  // What takes the place of state is written where that is, or to memory that is counted as the engine's.
  const replacing = new Set(
    graph.outputs.flatMap(({ name, tensor }) => (replaced.has(name) ? [tensor.id] : [])),
  );
  const isElsewhere = (node: OpNode): boolean => node.outputs.some(({ id }) => replacing.has(id));
  const unmade = new Set([...fused.inside, ...graph.nodes.filter(isElsewhere)]);
  const tensors = Math.round(peakBytes(graph, { unmade, scratchOf }) * measured.fit);
  const engine = measured.session + measured.node * countNodes(graph) + sum(outputs);
  const kind = step.kind === 'train' ? 'train' : 'predict';
  return {
    step: kind,
    weights,
    optimizer,
    data,
    tensors,
    engine,
    total: weights + optimizer + data + tensors + engine,
  };
}

/** What nodes are written as takes memory of its own. */
function scratchOf(node: OpNode): number {
  switch (node.op) {
    case 'scatterAdd':
      // The rows of a table's gradient are sorted, summed in blocks, and taken out of these.
      return hasWideRows(node) ? 3 * tensorBytes(node.inputs[1]!) : 0;
    case 'convolutionKernelGradient':
      return kindOfKernelGradient(node, largestBlock) ? 0 : viewBytes(node);
    default:
      return 0;
  }
}

/** The input as each place of a window sees it: side by side where it has few channels, else one after the other. */
function viewBytes({ inputs, attributes }: OpNodeOf<'convolutionKernelGradient'>): number {
  const { kernelShape, groups } = attributes;
  if (groups !== 1) return 0;
  const [channels] = kernelShape.slice(-2) as [number, number];
  const view = tensorBytes({ ...inputs[1]!, shape: [...inputs[1]!.shape.slice(0, -1), channels] });
  const places = (kernelShape.slice(0, -2) as number[]).reduce((product, size) => product * size, 1);
  return 2 * view * (channels < fewChannels ? places : 1);
}

/** Nodes of a graph, those in its loops included. */
function countNodes({ nodes }: OpGraph): number {
  return nodes.reduce(
    (count, node) => count + (node.op === 'scan' ? countNodes(node.attributes.body) : 0),
    nodes.length,
  );
}

/** Targets of classes may be written with an axis of one entry behind, or without. */
export function unknownSizes({ inputs }: Pick<StepGraph, 'inputs'>): SizeValues {
  const names = inputs.flatMap(({ shape }) =>
    shape.filter(hasUnknown).flatMap((size) => [...openSizes(size)]),
  );
  return new Map(names.map((name) => [name, 1]));
}

function numberOf(size: Size, sizes: SizeValues): number {
  const value = evaluateSize(size, sizes);
  if (value === undefined) throw new Error(`The size ${sizeText(size)} has no number.`);
  return value;
}
