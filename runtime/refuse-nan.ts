import type { ModelGraph } from '../compiler/index.ts';
import type { Feeds } from './engines/engine.ts';
import { TrainingError } from './errors.ts';
import { findPaddingSample } from './padding-samples.ts';
import type { StepResult } from './step-results.ts';

/** What helps where weights become NaN or infinite. */
export const spoiltHelp =
  'Lower the learning rate, clip gradients (`clipnorm: 1`), or look for extreme values in the data.';

/** What a step was. */
interface StepPlace {
  readonly epoch: number;
  readonly step: number;
  readonly graph: ModelGraph;
  readonly feeds: Feeds;
}

/**
 * A loss that is not a number spoils every weight: the run ends at once and says where.
 * @throws TrainingError
 */
export function refuseNaN({ batchLosses }: StepResult, { epoch, step, graph, feeds }: StepPlace): void {
  if (Number.isFinite(batchLosses[''])) return;
  const heads = Object.entries(batchLosses).filter(([name, value]) => name !== '' && !Number.isFinite(value));
  const where = heads.map(([name, value]) => `the loss of \`${name}\` is ${value}`).join(', ');
  const what = `In epoch ${epoch + 1}, step ${step + 1}, ${where || `the total loss is ${batchLosses['']}`}`;
  const padding = findPaddingSample(graph, feeds);
  if (!padding) throw new TrainingError(`${what}.`, spoiltHelp);
  throw new TrainingError(
    `${what}: sample ${padding.sample} of its batch has nothing but padding (${padding.padding}) in \`${padding.input}\`, and a mean over no steps is not a number.`,
    'Leave such samples out of the data, or keep one step of each.',
  );
}
