import { withoutLossScale, type ScaledOptimizer } from '../components/optimizers/loss-scale-optimizer.ts';
import { classOf } from '../declarations/define-layer.ts';
import type { Arguments } from '../declarations/values.ts';
import {
  noTensorArguments,
  type BuiltCall,
  type BuiltLayer,
  type BuiltRound,
  type GraphBuilder,
  type Repeat,
} from './graph-builder.ts';
import type { FlowTensor } from './flow.ts';
import type { Frame } from './site.ts';
import type { CheckedHead, CheckedObjective } from './checked-terms.ts';
import type { CheckedData } from './data.ts';
import type { CheckedTraining } from './training.ts';
import type { Collector } from '../diagnostics/collector.ts';
import { settleConditions } from './settle-conditions.ts';
import { nameLayers } from './names.ts';
import type {
  GraphBranch,
  GraphHead,
  GraphInput,
  GraphObjective,
  GraphTensor,
  GroupName,
  LayerCall,
  LayerInstance,
  ModelGraph,
  Round,
  TrainingSettings,
} from '../graph/model-graph.ts';

/**
 * Names the layers of an expanded model and settles its conditions. Reports equal names and conditions that no data
 * can meet.
 * @returns the conditions that data have to meet
 */
export function settleModel({ builder }: Frame, collector: Collector): ModelGraph['conditions'] {
  nameLayers(
    builder.layers,
    builder.inputs.map((input) => input.name),
    collector,
  );
  return settleConditions(builder.conditions, collector);
}

/** What was checked beside the layers of a model. */
interface CheckedParts {
  readonly heads: readonly CheckedHead[];
  readonly objectives: readonly CheckedObjective[];
  readonly training: CheckedTraining;
  readonly data: CheckedData | undefined;
}

/**
 * A settled model as plain data; what reaches no head is left out.
 * @returns undefined where a head has no tensor because of an earlier error
 */
export function buildModelGraph(
  frame: Frame,
  { heads, objectives, training, data }: CheckedParts,
  parameters: Arguments,
  conditions: ModelGraph['conditions'],
): ModelGraph | undefined {
  const { builder, definition } = frame;
  const isWhole =
    heads.length + objectives.length > 0 &&
    [...heads, ...objectives].every((each) => (each.tensor?.index ?? -1) >= 0) &&
    !builder.exhausted;
  if (!isWhole) return undefined;

  const roots = [
    ...heads.flatMap(({ tensor, targetTensor }) => [tensor!, ...(targetTensor ? [targetTensor] : [])]),
    ...objectives.map(({ tensor }) => tensor!),
  ];
  const kept = reachCalls(builder, roots);
  const layers = [...new Set(kept.map((call) => call.layer))];
  const layerIndex = new Map(layers.map((layer, index) => [layer, index]));
  const tensors = numberTensors(builder, kept, frame);
  const at = (tensor: FlowTensor) => tensors.index[tensor.index]!;

  return {
    name: definition.declaration.name.key,
    ...(definition.declaration.doc === undefined ? {} : { doc: definition.declaration.doc }),
    parameters,
    inputs: builder.inputs.map((input) => withIndexRange(input, kept, tensors.index)),
    tensors: tensors.list,
    layers: layers.map(instances()),
    calls: kept.map((call): LayerCall => ({
      layer: layerIndex.get(call.layer)!,
      inputs: call.inputs.map(at),
      tensorArguments:
        call.tensorArguments === noTensorArguments
          ? noTensorArguments
          : mapEntries(call.tensorArguments, (given) => given.map(at)),
      outputs: call.outputs.map((output) => tensors.index[output]!),
      place: call.place,
    })),
    branches: branchesOf(frame, tensors.index),
    heads: heads.map((head) => headOf(head, at(head.tensor!), head.targetTensor && at(head.targetTensor))),
    ...(objectives.length > 0
      ? { objectives: objectives.map((each) => objectiveOf(each, at(each.tensor!))) }
      : {}),
    training: trainingOf(training),
    ...(data ? { data: data.settings } : {}),
    sizeVariables: [...definition.sizeVariables.keys()],
    conditions,
  };
}

function mapEntries<A, B>(record: Readonly<Record<string, A>>, map: (value: A) => B): Record<string, B> {
  const mapped: Record<string, B> = {};
  for (const name in record) mapped[name] = map(record[name]!);
  return mapped;
}

/** The calls that results are made from, in the order in which they were expanded. */
function reachCalls(builder: GraphBuilder, roots: readonly FlowTensor[]): readonly BuiltCall[] {
  const reached = new Set<BuiltCall>();
  const pending = roots.map((tensor) => tensor.index);
  for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
    const producer = builder.tensors[index]?.producer;
    if (!producer || reached.has(producer)) continue;
    reached.add(producer);
    producer.inputs.forEach((input) => pending.push(input.index));
    for (const name in producer.tensorArguments)
      producer.tensorArguments[name]!.forEach((tensor) => pending.push(tensor.index));
  }
  return builder.calls.filter((call) => reached.has(call));
}

function numberTensors(builder: GraphBuilder, kept: readonly BuiltCall[], frame: Frame) {
  const branchNames: (string | undefined)[] = Array(builder.tensors.length).fill(undefined);
  for (const [name, tensor] of frame.tensors) {
    if (tensor.index >= 0) branchNames[tensor.index] ??= name;
  }
  const list: GraphTensor[] = [];
  const index = new Int32Array(builder.tensors.length).fill(-1);
  const add = (old: number, fallback: string): void => {
    index[old] = list.length;
    const { type, masked } = builder.tensors[old]!;
    const name = branchNames[old] ?? fallback;
    const { dtype, shape, whole } = type;
    list.push({ name, dtype, shape, ...(whole ? { whole } : {}), ...(masked ? { masked } : {}) });
  };
  builder.inputs.forEach((input) => add(input.tensor, input.name));
  for (const call of kept) {
    const layer = call.layer.name;
    call.outputs.forEach((output) => add(output, layer));
  }
  return { list, index };
}

/** Layers as the graph holds them; every `repeat` gets a number when it is first met. */
function instances(): (layer: BuiltLayer) => LayerInstance {
  const repeats = new Map<Repeat, number>();
  const numberOf = (repeat: Repeat): number => {
    const known = repeats.get(repeat) ?? repeats.size;
    repeats.set(repeat, known);
    return known;
  };
  return (layer) => {
    const path: GroupName[] = [];
    const rounds: Round[] = [];
    const inside: (BuiltRound | undefined)[] = [layer.round];
    for (let group = layer.group; group; group = group.outer) {
      path.unshift({ kind: group.kind, name: group.name!, of: group.of, place: group.place });
      inside.unshift(group.round);
    }
    for (const [depth, innermost] of inside.entries())
      for (const { repeat, index } of outermostFirst(innermost))
        rounds.push({ repeat: numberOf(repeat), depth, index, count: repeat.count });
    return {
      name: layer.name,
      class: classOf(layer.declaration),
      declaration: layer.declaration,
      args: layer.args!,
      weights: layer.weights!,
      trainable: layer.trainable,
      shared: layer.shared,
      path,
      ...(rounds.length > 0 ? { rounds } : {}),
      place: layer.place,
    };
  };
}

function outermostFirst(innermost: BuiltRound | undefined): readonly BuiltRound[] {
  const rounds: BuiltRound[] = [];
  for (let round = innermost; round; round = round.outer) rounds.unshift(round);
  return rounds;
}

/** The narrowest range that a layer reading the input directly asks for. */
function withIndexRange(
  input: GraphBuilder['inputs'][number],
  kept: readonly BuiltCall[],
  index: Int32Array,
): GraphInput {
  let range: GraphInput['indexRange'];
  for (const { layer, inputs } of kept) {
    const { declaration } = layer;
    if (!declaration.indexRange || !inputs.some((tensor) => tensor.index === input.tensor)) continue;
    const below = declaration.indexRange(layer.args!);
    if (below !== undefined && (!range || below < range.below)) range = { below, layer: layer.name };
  }
  return { ...input, tensor: index[input.tensor]!, ...(range ? { indexRange: range } : {}) };
}

function branchesOf(frame: Frame, index: Int32Array): readonly GraphBranch[] {
  const branches: GraphBranch[] = [];
  for (const { member, module, names } of frame.definition.members) {
    if (member.kind === 'Shared') continue;
    for (const name of names) {
      const tensor = index[frame.tensors.get(name.key)?.index ?? -1] ?? -1;
      if (tensor < 0) continue;
      const { doc } = member;
      const place = { file: module.path, span: name.span };
      branches.push(
        doc === undefined ? { name: name.key, tensor, place } : { name: name.key, doc, tensor, place },
      );
    }
  }
  return branches;
}

function headOf(head: CheckedHead, tensor: number, targetTensor: number | undefined): GraphHead {
  const { member, module } = head.defined;
  return {
    name: member.name.key,
    ...(member.doc === undefined ? {} : { doc: member.doc }),
    tensor,
    loss: head.loss,
    ...(head.target && targetTensor === undefined ? { target: head.target } : {}),
    ...(targetTensor === undefined ? {} : { targetTensor }),
    ...(head.classes ? { classes: head.classes } : {}),
    ...(head.classWeight ? { classWeight: head.classWeight } : {}),
    weight: head.weight,
    metrics: head.metrics,
    place: { file: module.path, span: member.name.span },
  };
}

function objectiveOf({ defined, weight }: CheckedObjective, tensor: number): GraphObjective {
  const { member, module } = defined;
  return {
    name: member.name.key,
    ...(member.doc === undefined ? {} : { doc: member.doc }),
    tensor,
    weight,
    place: { file: module.path, span: member.name.span },
  };
}

/** What steps without an optimizer of their own follow. */
function trainOptimizer({ optimizer, lossScaling }: TrainingSettings): ScaledOptimizer {
  return { optimizer, ...(lossScaling ? { lossScaling } : {}) };
}

/** The settings of a training, with layers by the names that they have now. */
function trainingOf({ settings, parts: checked, steps }: CheckedTraining): TrainingSettings {
  const parts = checked.map(({ name, layers, optimizer }) => ({
    name,
    layers: layers.map((layer) => layer.name),
    optimizer,
  }));
  const optimizers = parts.length === 0 ? {} : { parts };
  if (steps.length === 0) return { ...settings, ...optimizers };
  return {
    ...settings,
    ...optimizers,
    steps: steps.map(({ name, minimize, update, optimizer, repeat, place }) => ({
      name,
      minimize,
      update: update && update.map((layer) => layer.name),
      ...(optimizer ? withoutLossScale(optimizer) : { ...trainOptimizer(settings), ...optimizers }),
      repeat,
      place,
    })),
  };
}
