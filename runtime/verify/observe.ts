import { hostPart } from '../../compiler/graph/host-part.ts';
import type { ModelGraph, TensorIndex } from '../../compiler/graph/model-graph.ts';
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
  { graph, state, batch, steps, before: begins }: Subject,
): Promise<readonly Observation[]> {
  const model = new Model(graph, engine, { seed: 0 });
  try {
    model.setState(state);
    const tensors = observedTensors(graph);
    const observations: Observation[] = [];
    for (let step = 0; step < Math.max(1, steps); step++) {
      if (begins) model.setState(begins[step]!);
      const outputs = await model.tensorValues(batch, tensors);
      if (steps === 0) {
        observations.push({ outputs });
        break;
      }
      // Gradients set moving statistics, which the step itself must find as they were.
      const before = model.getState();
      const gradients = await model.gradients(batch);
      model.setState(before);
      const { loss } = await model.trainOnBatch(batch);
      observations.push({ outputs, gradients, loss: loss as number, before, after: model.getState() });
    }
    return observations;
  } finally {
    await model.dispose();
  }
}
