import { trains } from '../../compiler/graph/trains.ts';
import { longestArray } from '../memory-needs.ts';
import type { ModelGraph } from '../../compiler/graph/model-graph.ts';
import type { Engine } from '../engines/engine.ts';
import { KmodelError } from '../errors.ts';
import { isRecord, kindOf } from '../kind-of.ts';
import type { Model } from '../model.ts';
import { requireKnownOptions, requireWholeNumber } from '../options.ts';
import { requireModel } from '../require-model.ts';
import { makeBatch, type MadeBatch } from './batch.ts';
import { numbersOfSample, verifiedBatch } from './batch-size.ts';
import {
  compareStep,
  largerOf,
  nothingCompared,
  sizesWith,
  type Compared,
  type GradientSizes,
} from './compare.ts';
import {
  observed,
  observedTensors,
  type Observation,
  type ObservedEngine,
  type Observer,
  type Subject,
} from './observe.ts';
import { reportOf, type Findings, type Verification } from './report.ts';
import { measureRounding } from './rounding.ts';

/** Training steps on the batch. */
export const verifiedSteps = 3;

/** Engines round differently: sums over a thousand float32 differ by about this share of their size. */
export const defaultTolerance = 1e-4;

export interface VerifyOptions {
  /** The first is the one that the others are held against. */
  readonly engines: readonly (Engine | ObservedEngine)[];
  /** Samples in the batch; by default 8, or fewer where the outputs of all layers are large. */
  readonly batchSize?: number;
  /**
   * The largest difference that passes. By default it is 1e-4, or twice what the first engine's own result changes where
   * every weight and every float of an input moves by up to eight steps of float32, if that is more.
   */
  readonly tolerance?: number;
  /** Numbers for size variables, by name. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** Told when an engine begins a step of training, counted from 0. */
  readonly onStep?: (engine: string, step: number, steps: number) => void;
}

const verifyOptions: Readonly<Record<keyof VerifyOptions, true>> = {
  engines: true,
  batchSize: true,
  tolerance: true,
  sizes: true,
  onStep: true,
};

/** @throws KmodelError for a batch that no array holds */
function requireRoom(graph: ModelGraph, { batchSize = 1, sizes = {} }: VerifyOptions): void {
  const numbers = numbersOfSample(graph, sizes) * batchSize;
  if (numbers <= longestArray) return;
  throw new KmodelError(
    `The outputs of all layers are ${numbers.toLocaleString('en-US')} numbers for this batch, more than can be compared.`,
    'Take a smaller batch, or smaller sizes.',
  );
}

/** @throws KmodelError for what is no list of engines */
function requireEngines(engines: unknown): void {
  const wrong: unknown = Array.isArray(engines) ? engines.find((engine) => !isRecord(engine)) : engines;
  if (Array.isArray(engines) && engines.every(isRecord)) return;
  throw new KmodelError(`\`engines\` of \`verifyModel\` is no list of engines: ${kindOf(wrong)} was given.`);
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
  requireModel('verifyModel', model);
  requireKnownOptions('verifyModel', options, verifyOptions);
  const { sizes = {}, onStep } = options;
  const tolerance = options.tolerance ?? defaultTolerance;
  if (options.batchSize !== undefined) requireWholeNumber('batchSize', options.batchSize, 1);
  requireEngines(options.engines);
  requireRoom(model.graph, options);
  const engines = options.engines.map((engine) => ('open' in engine ? engine : observed(engine)));
  if (engines.length < 2)
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
  const subject = { graph, state: model.getState(), trains: trains(graph) };
  const steps = subject.trains ? verifiedSteps : 0;
  const found = await runAll(engines, subject, { batch, steps, tolerance, onStep });
  const settings = { batchSize, tolerance, steps };
  return reportOf({ graph, engines, settings, ...found, excuses: options.tolerance === undefined });
}

interface Run extends Pick<VerifyOptions, 'onStep'> {
  readonly batch: MadeBatch;
  readonly steps: number;
  readonly tolerance: number;
}

type Found = Pick<Findings, 'compared' | 'rounding'>;

/** Opens the model on all engines, and closes it. */
async function runAll(engines: readonly ObservedEngine[], subject: Subject, run: Run): Promise<Found> {
  const observers: Observer[] = [];
  try {
    for (const engine of engines) observers.push(await engine.open(subject));
    return await runSteps(engines, observers, subject, run);
  } finally {
    for (const observer of observers) await observer.close();
  }
}

/** All engines take a step before the next one: what large models give is held for one step alone. */
async function runSteps(
  engines: readonly ObservedEngine[],
  observers: readonly Observer[],
  { graph, state }: Subject,
  { batch, steps, tolerance, onStep }: Run,
): Promise<Found> {
  const compared = new Map<string, Compared>();
  let rounding: Compared | undefined;
  let sizes: GradientSizes = new Map();
  let from = state;
  for (let step = 0; step < Math.max(1, steps); step++) {
    const observe = (place: number): Promise<Observation> => {
      if (steps > 0) onStep?.(engines[place]!.name, step, steps);
      return observers[place]!.observe(from, batch, true);
    };
    const expected = await observe(0);
    sizes = sizesWith(sizes, expected);
    const next = step + 1 < steps ? observers[0]!.state() : from;
    const differences: Compared[] = [];
    for (const place of engines.keys()) {
      if (place === 0) continue;
      const found = await observe(place);
      const change = compareStep(graph, { before: from, expected, found, tolerance, outputs: true, sizes });
      differences.push(change);
      const { name } = engines[place]!;
      compared.set(name, largerOf(compared.get(name) ?? nothingCompared, change));
    }
    const reference = observers[0]!;
    const rounded = { graph, reference, from, batch, expected, tolerance, step, sizes };
    rounding = await measureRounding(rounded, differences, rounding);
    from = next;
  }
  return { compared, rounding };
}

function inputsOf<T>(graph: ModelGraph, batch: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(graph.inputs.map(({ name }) => [name, batch[name]!]));
}
