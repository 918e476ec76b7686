import type { LimitOption, MemoryOption } from '../data-options.ts';
import type { ModelCommandOptions, WeightOptions } from '../model-options.ts';
import type { TorchFlags } from '../torch-engine.ts';

/** What the command line gives. */
export interface TrainOptions
  extends ModelCommandOptions, LimitOption, MemoryOption, WeightOptions, TorchFlags {
  readonly data: readonly string[];
  readonly validation: readonly string[];
  readonly output?: string;
  /** What the record of the run says that it was started with, in the place of this command line. */
  readonly command?: readonly string[] | null;
  /** True where what it writes is removed afterwards. */
  readonly isTrial?: boolean;
  readonly weights?: string;
  readonly resume?: boolean;
  readonly force?: boolean;
  readonly learningRate?: number;
  readonly threads?: number;
  readonly epochs?: number;
  readonly initialEpoch?: number;
  readonly stepsPerEpoch?: number;
  readonly validationBatchSize?: number;
  readonly validationSteps?: number;
  readonly validationFreq?: number | readonly number[];
  readonly batchSize?: number;
  readonly seed?: number;
  readonly shuffle: boolean;
  readonly keepStates?: boolean;
  readonly allowAddress: readonly string[];
  readonly classWeight: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly plot?: boolean;
  readonly histograms?: number;
  readonly dryRun?: boolean;
  /** The model file from whose folder the paths of `data` count, where the text that is trained is a copy of it. */
  readonly dataFrom?: string;
  /** Where the run ran that this one repeats. */
  readonly onGpu?: boolean;
}
