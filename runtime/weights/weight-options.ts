import type { UnpackLimits } from '../files/limits.ts';
import type { MatchOptions } from './match.ts';

/** How weights are read from a file: what `loadWeights` takes. */
export type WeightOptions = UnpackLimits & MatchOptions;

/** The names of these options. */
export const weightOptionNames: Readonly<Record<keyof WeightOptions, true>> = {
  maxUnpacked: true,
  skipMismatch: true,
  byOrder: true,
};

/** What of wider options `loadWeights` takes. */
export function weightOptions(options: WeightOptions): WeightOptions {
  const names = Object.keys(weightOptionNames) as (keyof WeightOptions)[];
  return Object.fromEntries(
    names.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])),
  );
}
