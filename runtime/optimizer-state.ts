import type { ComponentValue } from '../compiler/declarations/values.ts';
import type { ModelGraph } from '../compiler/graph/model-graph.ts';
import { eachOptimizer } from '../compiler/graph/optimizers.ts';
import { modelWeights, weightState } from '../compiler/steps/build-steps.ts';
import { averageState, iterationState, learningRateName, ownStateName } from '../compiler/steps/optimizer.ts';
import type { EngineState } from './engines/engine.ts';
import { TrainingError } from './errors.ts';
import { kindOf } from './kind-of.ts';

/** What the optimizers of a model keep in its state, of which programs ask: learning rates, and averages of weights. */
export class OptimizerState {
  private readonly graph: ModelGraph;
  private readonly state: EngineState;
  /** True while averages of the weights stand in their place. */
  averagesInPlace = false;

  constructor(graph: ModelGraph, state: EngineState) {
    this.graph = graph;
    this.state = state;
  }

  /**
   * The optimizer's learning rate. Where steps or parts of the model have optimizers of their own it is that of the
   * first, and when it is set, the others keep their proportion to it.
   * @throws TrainingError where the model's optimizer has a schedule
   */
  get learningRate(): number {
    const [first] = this.learningRateNames();
    return this.state.has(first!) ? Number(this.state.read(first!).data[0]!) : this.fixedLearningRate();
  }

  set learningRate(rate: number) {
    if (typeof rate !== 'number' || Number.isNaN(rate))
      throw new TrainingError(`The learning rate is set to ${kindOf(rate)}, where a number is needed.`);
    const first = this.fixedLearningRate();
    this.learningRateNames().forEach((name, index) => {
      const stated = this.statedRates()[index] as number;
      const own = first === 0 ? rate : rate * (stated / first);
      this.state.write(name, { dtype: 'float32', shape: [], data: Float32Array.of(own) });
    });
  }

  /** The learning rate; null where a schedule makes it anew at every step. */
  get fixedRate(): number | null {
    return this.statedRates().every((rate) => typeof rate === 'number') ? this.learningRate : null;
  }

  /** The optimizers of the training, by the names of the step and the part of the model that they are for. */
  private each(): readonly {
    readonly owners: readonly string[];
    readonly optimizer: ComponentValue<'optimizer'>;
  }[] {
    const { training } = this.graph;
    const steps = training.steps?.map((step) => ({ own: [step.name], optimizers: step }));
    return (steps ?? [{ own: [], optimizers: training }]).flatMap(({ own, optimizers }) =>
      eachOptimizer(optimizers).map(({ optimizer, part }) => ({
        owners: part === undefined ? own : [...own, part],
        optimizer,
      })),
    );
  }

  private learningRateNames(): readonly string[] {
    return this.each().map(({ owners }) => stateNameIn(owners, learningRateName));
  }

  /** Whether an optimizer keeps averages of the weights. */
  get keepsAverages(): boolean {
    return this.each().some(({ optimizer }) => optimizer.args.use_ema === true);
  }

  /** Puts the averages in the place of the weights, or back. */
  swapAverages(): void {
    for (const { weight, average } of this.averagedStates()) {
      const own = this.state.read(weight);
      this.state.write(weight, this.state.read(average));
      this.state.write(average, own);
    }
    this.averagesInPlace = !this.averagesInPlace;
  }

  /**
   * What Keras's `finalize_variable_values` does at the end of `fit`: where an optimizer with `use_ema` has
   * made steps, its averages take the place of the weights.
   */
  useAverages(): void {
    for (const { weight, average } of this.averagedStates()) {
      if (this.averagesInPlace) this.state.write(average, this.state.read(weight));
      else this.state.write(weight, this.state.read(average));
    }
    this.averagesInPlace = false;
  }

  /** The names of weights in the state, each with that of its average, where there is one after a step. */
  private averagedStates(): readonly { readonly weight: string; readonly average: string }[] {
    const { state } = this;
    return this.each().flatMap(({ owners, optimizer }) => {
      const iteration = stateNameIn(owners, iterationState.name);
      if (optimizer.args.use_ema !== true || !state.has(iteration) || state.read(iteration).data[0] === 0)
        return [];
      return modelWeights(this.graph).flatMap(({ name, weight }) => {
        const average = stateNameIn(owners, averageState(name, weight.shape).name);
        return state.has(average) ? [{ weight: weightState(name, weight).name, average }] : [];
      });
    });
  }

  private statedRates(): readonly unknown[] {
    return this.each().map(({ optimizer }) => optimizer.args.learning_rate);
  }

  private fixedLearningRate(): number {
    const rates = this.statedRates();
    const [first] = rates;
    if (rates.every((rate) => typeof rate === 'number')) return first as number;
    throw new TrainingError(
      `The learning rate of \`${this.graph.name}\` follows a schedule: it cannot be read or set.`,
    );
  }
}

/** The name of an optimizer's state: that of a step or a part which has one of its own bears their names. */
function stateNameIn(owners: readonly string[], state: string): string {
  return owners.reduceRight((name, owner) => ownStateName(owner, name), state);
}
