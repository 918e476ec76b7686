import { hostPart } from '../../compiler/graph/host-part.ts';
import type { ModelGraph, TensorIndex } from '../../compiler/graph/model-graph.ts';
import { modelWeights, weightState } from '../../compiler/steps/build-steps.ts';
import type { Engine, HostTensor } from '../engines/engine.ts';
import { Model } from '../model.ts';
import type { MadeBatch } from './batch.ts';

/** What is run on every engine: the same model from the same state, on the same batch, over and over. */
export interface Subject {
  readonly graph: ModelGraph;
  /** Weights and what was learned from data, by the names of `Model.getState`. */
  readonly state: ModelState;
  readonly batch: MadeBatch;
  /** Steps of training; at 0, only the outputs are looked at. */
  readonly steps: number;
  /**
   * What each step begins with; absent for the first engine, whose own steps say it. So what one step made of rounding
   * goes into no other.
   */
  readonly before?: readonly ModelState[];
  /** Called when a step begins, counted from 0. */
  readonly onStep?: (step: number) => void;
}

/** Weights, what the optimizer keeps, and what was learned, by the names of `Model.getState`. */
export type ModelState = Readonly<Record<string, HostTensor>>;

/** What an engine makes of the batch before a step of training, and in it. */
export interface Observation {
  /** The tensors of the graph as they are outside of training, by their numbers. */
  readonly outputs: ReadonlyMap<TensorIndex, HostTensor>;
  /** The gradients of the total loss, by the names of the weights; absent where nothing is trained. */
  readonly gradients?: Readonly<Record<string, HostTensor>>;
  /** The total loss in training; absent where nothing is trained. */
  readonly loss?: number;
  /** All state before the step and after it; absent where nothing is trained. */
  readonly before?: ModelState;
  readonly after?: ModelState;
}

/** Something that runs models, whichever way, and says what comes out of every layer. */
export interface ObservedEngine {
  readonly name: string;
  readonly description: string;
  observe(subject: Subject): Promise<readonly Observation[]>;
}

/** What layers of a graph make on an engine: all but what comes before the graph. */
export function observedTensors(graph: ModelGraph): readonly TensorIndex[] {
  const { results } = hostPart(graph);
  return graph.calls.flatMap(({ outputs }) => outputs.filter((tensor) => !results.has(tensor)));
}

/** An engine of step graphs, looked at. */
export function observed(engine: Engine): ObservedEngine {
  return {
    name: engine.name,
    description: engine.description,
    observe: (subject) => observe(engine, subject),
  };
}

async function observe(
  engine: Engine,
  { graph, state, batch, steps, before: begins, onStep }: Subject,
): Promise<readonly Observation[]> {
  const model = new Model(graph, engine, { seed: 0, state });
  try {
    const tensors = observedTensors(graph);
    if (steps === 0) return [{ outputs: await model.tensorValues(batch, tensors) }];
    const observations: Observation[] = [];
    let before = state;
    for (let step = 0; step < steps; step++) {
      onStep?.(step);
      if (begins) {
        before = begins[step]!;
        model.setState(before);
      }
      const outputs = await model.tensorValues(batch, tensors);
      const gradients = await model.gradients(batch);
      // Both may set moving statistics and other states, which the step itself must find as they were.
      model.setState(withoutTrained(graph, before, gradients));
      const { loss } = await model.trainOnBatch(batch);
      // Large models are copied once a step: what comes next begins with it on the first engine alone.
      const after = begins ? weightsOf(model) : model.getState();
      observations.push({ outputs, gradients, loss: loss as number, before, after });
      before = after;
    }
    return observations;
  } finally {
    await model.dispose();
  }
}

/** The state but for what only a training step changes: the weights that have gradients, and what optimizers keep. */
function withoutTrained(
  graph: ModelGraph,
  state: ModelState,
  gradients: Readonly<Record<string, HostTensor>>,
): ModelState {
  const trained = new Set(
    modelWeights(graph).flatMap(({ name, weight }) =>
      Object.hasOwn(gradients, name) ? [weightState(name, weight).name] : [],
    ),
  );
  return Object.fromEntries(
    Object.entries(state).filter(([name]) => !trained.has(name) && !name.startsWith('optimizer:')),
  );
}

/** The weights of a model, by the names of its state. */
function weightsOf(model: Model): ModelState {
  const weights = model.getWeights();
  return Object.fromEntries(
    modelWeights(model.graph).map(({ name, weight }) => [weightState(name, weight).name, weights[name]!]),
  );
}
