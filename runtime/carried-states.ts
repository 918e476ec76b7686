import { evaluateSize, type Size } from '../compiler/shapes/size.ts';
import type { EngineState, Feeds, HostTensor, LoadedStep } from './engines/engine.ts';
import { SizeReader } from './engines/sizes.ts';
import { TrainingError } from './errors.ts';

/** In front of the names of states in a checkpoint. */
const prefix = 'carried:';

type Results = Readonly<Record<string, HostTensor>>;

/** What layers with `stateful: true` remember from one batch to the next: the states of each sample, by name. */
export class CarriedStates {
  private readonly values = new Map<string, HostTensor>();

  /** The next batch begins with zeros. */
  reset(): void {
    this.values.clear();
  }

  /** @returns the states as a checkpoint keeps them */
  toState(): Results {
    return Object.fromEntries(this.values);
  }

  /** Takes states out of a checkpoint; true for a name that is one of them. */
  take(name: string, tensor: HostTensor): boolean {
    if (!name.startsWith(prefix)) return false;
    this.values.set(name, tensor);
    return true;
  }

  /**
   * Runs a step with the states as they are.
   * @param keeps whether the states that it leaves are those of the next batch
   * @throws TrainingError where a batch has another number of samples than the one before
   */
  async run(loaded: LoadedStep, state: EngineState, feeds: Feeds, keeps: boolean): Promise<Results> {
    const { step } = loaded;
    const carried = step.inputs.filter(({ role }) => role === 'carried');
    if (carried.length === 0) return loaded.run(state, feeds);
    const { values: sizes } = new SizeReader(step.inputs.filter(({ name }) => feeds[name])).read(feeds);
    const states = carried.map(({ name, shape }) => [name, this.stateOf(name, shape, sizes)] as const);
    const results: Record<string, HostTensor> = {
      ...(await loaded.run(state, { ...feeds, ...Object.fromEntries(states) })),
    };
    for (const output of step.outputs) {
      if (output.role !== 'carried') continue;
      if (keeps) this.values.set(prefix + output.of, results[output.name]!);
      delete results[output.name];
    }
    return results;
  }

  /** Does something that begins with states of zeros, and takes up the present ones afterwards. */
  async apart<T>(work: () => Promise<T>): Promise<T> {
    const present = [...this.values];
    this.values.clear();
    try {
      return await work();
    } finally {
      this.values.clear();
      for (const [name, value] of present) this.values.set(name, value);
    }
  }

  private stateOf(name: string, shape: readonly Size[], sizes: ReadonlyMap<string, number>): HostTensor {
    const wanted = shape.map((size) => evaluateSize(size, sizes)!);
    const kept = this.values.get(name);
    if (!kept) {
      const count = wanted.reduce((product, size) => product * size, 1);
      return { dtype: 'float32', shape: wanted, data: new Float32Array(count) };
    }
    if (kept.shape.join() === wanted.join()) return kept;
    throw new TrainingError(
      `\`${name.slice(prefix.length)}\` is kept for ${kept.shape[0]} samples, but this batch has ${wanted[0]}: with \`stateful: true\`, all batches have the same number.`,
      'Choose a batch size that divides the samples, or begin anew with `resetStates()`.',
    );
  }
}
