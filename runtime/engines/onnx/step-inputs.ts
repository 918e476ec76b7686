import type { StepGraph } from '../../../compiler/steps/step-graph.ts';
import type { Feeds } from '../engine.ts';
import { SizeReader, type FoundSizes } from '../sizes.ts';

/** The names of what a step reads: the state that an engine keeps, and what each run brings along. */
export class StepInputs {
  readonly state: readonly string[];
  readonly fed: readonly string[];
  private readonly sizes: SizeReader;

  constructor({ inputs }: StepGraph) {
    const fed = inputs.filter(({ role }) => role !== 'state');
    this.state = inputs.flatMap(({ role, name }) => (role === 'state' ? [name] : []));
    this.fed = fed.map(({ name }) => name);
    this.sizes = new SizeReader(fed);
  }

  /**
   * The open sizes of a run.
   * @throws Error where something that the step needs was not given
   */
  sizesOf(feeds: Feeds): FoundSizes {
    const missing = this.fed.find((name) => !feeds[name]);
    if (missing !== undefined) throw new Error(`The step needs ${missing}, which was not given.`);
    return this.sizes.read(feeds);
  }
}
