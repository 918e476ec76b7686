import { trains } from '../../compiler/graph/trains.ts';
import { weightState } from '../../compiler/steps/build-steps.ts';
import { weightName } from '../../compiler/steps/lower-model.ts';
import type { LayerInstance, ModelGraph } from '../../compiler/graph/model-graph.ts';
import type { Engine, HostTensor } from '../engines/engine.ts';
import { KmodelError } from '../errors.ts';
import { requireWholeNumber } from '../options.ts';
import type { Model } from '../model.ts';
import { makeBatch } from './batch.ts';
import { verifiedBatch } from './batch-size.ts';
import { difference, larger, updateDifference } from './difference.ts';
import { nudgedInputs, nudgedWeights } from './nudge.ts';
import { observed, observedTensors, type Observation, type ObservedEngine, type Subject } from './observe.ts';

/** Training steps on the batch. */
export const verifiedSteps = 3;

/** Engines round differently: sums over a thousand float32 differ by about this share of their size. */
export const defaultTolerance = 1e-4;

/**
 * Engines round at every operation, and in sums once for each summand; weights and inputs moved by one step of float32
 * are rounded once. So differences of this many times what those steps change are still rounding.
 */
export const roundingMargin = 10;

export interface VerifyOptions {
  /** The first is the one that the others are held against. */
  readonly engines: readonly (Engine | ObservedEngine)[];
  /** Samples in the batch; by default 8, or fewer where the outputs of all layers are large. */
  readonly batchSize?: number;
  /**
   * The largest difference that passes. By default it is 1e-4, or ten times what the first engine's own result changes
   * where every weight and every float of an input moves by one step of float32, if that is more.
   */
  readonly tolerance?: number;
  /** Numbers for size variables, by name. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** Told when an engine begins a step of training, counted from 0. */
  readonly onStep?: (engine: string, step: number, steps: number) => void;
}

/** Differences from the first engine by the names of the others: null where there is nothing to compare, NaN where a number is none. */
export type Differences = Readonly<Record<string, number | null>>;

/**
 * How much the results of the first engine change where every weight and every float of an input moves by one step of
 * float32: null where there is nothing to compare.
 */
export interface Rounding {
  readonly output: number | null;
  readonly gradient: number | null;
  readonly update: number | null;
}

export interface VerifiedLayer {
  readonly name: string;
  readonly class: string;
  /** Of all that it gives, outside of training, before each step. */
  readonly output: Differences;
  /** Of the gradients of its weights, in each step. */
  readonly gradient: Differences;
  /**
   * Of what each step makes of its weights, as a share of the largest change; entries whose gradient is rounding alone,
   * of which an optimizer such as Adam makes whole steps, are left out.
   */
  readonly update: Differences;
  /** Measured where a difference is above the tolerance, else absent. */
  readonly rounding?: Rounding;
}

export interface Verification {
  readonly model: string;
  readonly batchSize: number;
  /** 0 where nothing of the model is trained: outputs alone were compared. */
  readonly steps: number;
  readonly tolerance: number;
  readonly engines: readonly { readonly name: string; readonly description: string }[];
  readonly layers: readonly VerifiedLayer[];
  /** Of the total loss. */
  readonly loss: Differences;
  /** What one step of float32 changes of the total loss; measured where a difference is above the tolerance. */
  readonly lossRounding?: number | null;
  /** The largest of all; NaN where a number is none. */
  readonly largest: number;
  /** The most that rounding makes of any layer; measured where a difference is above the tolerance. */
  readonly largestRounding?: number;
  /** Whether every difference passes: none above the tolerance, or, without a given one, above what rounding makes. */
  readonly agrees: boolean;
}

/**
 * Runs a model on several engines, from its weights, on one batch that is made from the types of its inputs: three
 * training steps, and before each the outputs of all layers. Each step begins everywhere with what the first engine has
 * by then. {@link difference} says how differences are measured.
 * @throws KmodelError where fewer than two engines are given, no layer runs on them, or no batch can be made for the
 *   model
 *
 * @example
 * const report = await verifyModel(model, { engines: [await createOnnxEngine(), await createTfjsEngine()] });
 */
export async function verifyModel(model: Model, options: VerifyOptions): Promise<Verification> {
  const { sizes = {}, onStep } = options;
  const tolerance = options.tolerance ?? defaultTolerance;
  if (options.batchSize !== undefined) requireWholeNumber('batchSize', options.batchSize, 1);
  const engines = options.engines.map((engine) => ('observe' in engine ? engine : observed(engine)));
  const [reference, ...others] = engines;
  if (!reference || others.length === 0)
    throw new KmodelError('At least two engines are needed: the first is what others are held against.');
  const { graph } = model;
  if (observedTensors(graph).length === 0) {
    throw new KmodelError(
      `No layer of \`${graph.name}\` runs on an engine: all of its work is done before the graph. There is nothing to compare.`,
    );
  }
  const { batchSize = verifiedBatch(graph, sizes) } = options;
  const batch = makeBatch(graph, { count: batchSize, sizes, learned: model.describeLearned() });
  if (!model.hasLearned) await model.adapt(inputsOf(graph, batch));
  const subject = { graph, state: model.getState(), batch, steps: trains(graph) ? verifiedSteps : 0 };
  const tell = ({ name }: ObservedEngine): Pick<Subject, 'onStep'> => ({
    onStep: (step) => onStep?.(name, step, subject.steps),
  });
  const expected = await reference.observe({ ...subject, ...tell(reference) });
  const before = expected.map(({ before: state }) => state ?? subject.state);
  const compared = new Map<string, Compared>();
  for (const engine of others)
    compared.set(
      engine.name,
      compare(graph, expected, await engine.observe({ ...subject, before, ...tell(engine) }), tolerance),
    );
  const settings = { batchSize, tolerance, steps: subject.steps };
  const found = report(graph, engines, compared, settings);
  // What is not finite is no rounding, and a run more takes as long as one of the others.
  if (found.agrees || Number.isNaN(found.largest)) return found;
  const again = await reference.observe(nudged({ ...subject, ...tell(reference), before }));
  const rounding = compare(graph, expected, again, tolerance);
  return withRounding(found, graph, rounding, options.tolerance === undefined);
}

/** The same with weights and inputs moved by one step of float32. */
function nudged({ graph, state, batch, before, ...subject }: Subject): Subject {
  return {
    ...subject,
    graph,
    state: nudgedWeights(graph, state),
    batch: nudgedInputs(graph, batch),
    ...(before ? { before: before.map((each) => nudgedWeights(graph, each)) } : {}),
  };
}

function inputsOf<T>(graph: ModelGraph, batch: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(graph.inputs.map(({ name }) => [name, batch[name]!]));
}

/** What differs between two engines, by layer. */
interface Compared {
  readonly outputs: ReadonlyMap<LayerInstance, number>;
  readonly gradients: ReadonlyMap<LayerInstance, number>;
  readonly updates: ReadonlyMap<LayerInstance, number>;
  readonly loss: number | undefined;
}

function compare(
  graph: ModelGraph,
  expected: readonly Observation[],
  found: readonly Observation[],
  tolerance: number,
): Compared {
  const outputs = new Map<LayerInstance, number>();
  const gradients = new Map<LayerInstance, number>();
  const updates = new Map<LayerInstance, number>();
  const add = (into: Map<LayerInstance, number>, layer: LayerInstance, value: number): void =>
    void into.set(layer, larger(into.get(layer), value)!);
  const tensors = new Set(observedTensors(graph));
  let loss: number | undefined;
  expected.forEach((step, index) => {
    const other = found[index]!;
    for (const call of graph.calls) {
      for (const tensor of call.outputs.filter((each) => tensors.has(each)))
        add(outputs, graph.layers[call.layer]!, between(step.outputs.get(tensor), other.outputs.get(tensor)));
    }
    for (const layer of graph.layers) {
      for (const weight of layer.weights) {
        const full = weightName(layer, weight.name);
        const [one, two] = [step.gradients?.[full], other.gradients?.[full]];
        if (one || two) add(gradients, layer, between(one, two));
        const update = updateOf(
          weightState(full, weight).name,
          step,
          other,
          hasSameGradient(one, two, tolerance),
        );
        if (update !== undefined) add(updates, layer, update);
      }
    }
    if (step.loss !== undefined)
      loss = larger(loss, difference(scalar(step.loss), scalar(other.loss ?? NaN)));
  });
  return { outputs, gradients, updates, loss };
}

/** Undefined where the step changes nothing of the weight. */
function updateOf(
  name: string,
  { before, after }: Observation,
  other: Observation,
  counts: (index: number) => boolean,
): number | undefined {
  const [old, one, two] = [before?.[name], after?.[name], other.after?.[name]];
  if (!old || !one) return undefined;
  return two ? updateDifference(old, one, two, counts) : NaN;
}

/** Tells the entries of a weight whose gradients agree but for a share of each: of others an update says nothing. */
function hasSameGradient(
  a: HostTensor | undefined,
  b: HostTensor | undefined,
  tolerance: number,
): (index: number) => boolean {
  if (!a || !b) return () => true;
  return (index) => Math.abs(a.data[index]! - b.data[index]!) <= tolerance * Math.abs(a.data[index]!);
}

/** What one engine has and the other has not differs as much as can be. */
function between(a: HostTensor | undefined, b: HostTensor | undefined): number {
  return a && b ? difference(a, b) : NaN;
}

function scalar(value: number): HostTensor {
  return { dtype: 'float32', shape: [], data: Float32Array.of(value) };
}

function report(
  graph: ModelGraph,
  engines: readonly ObservedEngine[],
  compared: ReadonlyMap<string, Compared>,
  settings: Pick<Verification, 'batchSize' | 'tolerance' | 'steps'>,
): Verification {
  const of = (get: (each: Compared) => number | undefined): Differences =>
    Object.fromEntries([...compared].map(([name, each]) => [name, get(each) ?? null]));
  const layers = graph.layers.map((layer) => ({
    name: layer.name,
    class: layer.class,
    output: of(({ outputs }) => outputs.get(layer)),
    gradient: of(({ gradients }) => gradients.get(layer)),
    update: of(({ updates }) => updates.get(layer)),
  }));
  const loss = of((each) => each.loss);
  const all = [...layers.flatMap(({ output, gradient, update }) => [output, gradient, update]), loss];
  const largest = all
    .flatMap((each) => Object.values(each))
    .reduce<number | undefined>((most, value) => larger(most, value ?? undefined), undefined);
  return {
    model: graph.name,
    ...settings,
    engines: engines.map(({ name, description }) => ({ name, description })),
    layers,
    loss,
    largest: largest ?? 0,
    agrees: (largest ?? 0) <= settings.tolerance,
  };
}

/**
 * The report with what rounding makes of each layer.
 * @param excuses whether a difference passes that rounding explains
 */
function withRounding(
  found: Verification,
  graph: ModelGraph,
  { outputs, gradients, updates, loss }: Compared,
  excuses: boolean,
): Verification {
  const layers = found.layers.map((layer, index) => {
    const of = (each: ReadonlyMap<LayerInstance, number>): number | null =>
      each.get(graph.layers[index]!) ?? null;
    return { ...layer, rounding: { output: of(outputs), gradient: of(gradients), update: of(updates) } };
  });
  const passes = (differences: Differences, rounding: number | null): boolean =>
    Object.values(differences).every(
      (each) => each === null || each <= Math.max(found.tolerance, roundingMargin * (rounding ?? 0)),
    );
  const isRounding =
    passes(found.loss, loss ?? null) &&
    layers.every(
      ({ output, gradient, update, rounding }) =>
        passes(output, rounding.output) &&
        passes(gradient, rounding.gradient) &&
        passes(update, rounding.update),
    );
  const all = [...layers.flatMap(({ rounding }) => Object.values(rounding) as (number | null)[]), loss];
  return {
    ...found,
    layers,
    lossRounding: loss ?? null,
    largestRounding: all.reduce<number>((most, each) => larger(most, each ?? undefined)!, 0),
    agrees: excuses && isRounding,
  };
}
