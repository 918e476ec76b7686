import { hostPart } from '../../compiler/graph/host-part.ts';
import type { ModelGraph, TensorIndex } from '../../compiler/graph/model-graph.ts';
import { modelWeights, weightState } from '../../compiler/steps/build-steps.ts';
import type { Engine, HostTensor } from '../engines/engine.ts';
import { Model } from '../model.ts';
import type { MadeBatch } from './batch.ts';

/** What is looked at on every engine. */
export interface Subject {
  readonly graph: ModelGraph;
  /** Weights and what was learned from data, by the names of `Model.getState`. */
  readonly state: ModelState;
  /** Whether something is trained; else there are outputs alone. */
  readonly trains: boolean;
}

/** Weights, what the optimizer keeps, and what was learned, by the names of `Model.getState`. */
export type ModelState = Readonly<Record<string, HostTensor>>;

/** What an engine makes of a batch before a step of training, and in it. */
export interface Observation {
  /** The tensors of the graph as they are outside of training, by their numbers; absent where nobody asks for them. */
  readonly outputs?: ReadonlyMap<TensorIndex, HostTensor>;
  /** The gradients by which the step goes, by the names of the weights; absent where nothing is trained. */
  readonly gradients?: Readonly<Record<string, HostTensor>>;
  /** The total loss in training; absent where nothing is trained. */
  readonly loss?: number;
  /** The weights after the step, by the names of the state; absent where nothing is trained. */
  readonly after?: ModelState;
}

/** Something that runs models, whichever way, and says what comes out of every layer. */
export interface ObservedEngine {
  readonly name: string;
  readonly description: string;
  open(subject: Subject): Promise<Observer>;
}

/** A model on an engine, which takes one step of training at a time, from a state that is given. */
export interface Observer {
  /** @param outputs whether the outputs of layers are looked at */
  observe(from: ModelState, batch: MadeBatch, outputs: boolean): Promise<Observation>;
  /** Everything that the last step has left: what the next one begins with. */
  state(): ModelState;
  close(): Promise<void>;
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
    open: ({ graph, state, trains }) => {
      const model = new Model(graph, engine, { seed: 0, state });
      const tensors = observedTensors(graph);
      return Promise.resolve({
        observe: async (from, batch, outputs) => {
          // The first step begins with a state that has no optimizer's values yet.
          model.resetStates();
          model.resetOptimizers();
          model.setState(from);
          return {
            ...(outputs && { outputs: await model.tensorValues(batch, tensors) }),
            ...(trains && (await stepOf(model, batch))),
          };
        },
        state: () => model.getState(),
        close: () => model.dispose(),
      });
    },
  };
}

/** One pass gives the loss, the gradients, and what the step makes of them. */
async function stepOf(model: Model, batch: MadeBatch): Promise<Observation> {
  const { logs, gradients } = await model.trainWithGradients(batch);
  return { gradients, loss: logs.loss as number, after: weightsOf(model) };
}

/** The weights of a model, by the names of its state. */
function weightsOf(model: Model): ModelState {
  const weights = model.getWeights();
  return Object.fromEntries(
    modelWeights(model.graph).map(({ name, weight }) => [weightState(name, weight).name, weights[name]!]),
  );
}
