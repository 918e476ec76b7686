import type { UnpackLimits } from '../files/limits.ts';
import type { MatchOptions } from './match.ts';

/** What of wider options `loadWeights` takes. */
export function weightOptions({
  maxUnpacked,
  skipMismatch,
  byOrder,
}: UnpackLimits & MatchOptions): UnpackLimits & MatchOptions {
  return {
    ...(maxUnpacked !== undefined && { maxUnpacked }),
    ...(skipMismatch !== undefined && { skipMismatch }),
    ...(byOrder !== undefined && { byOrder }),
  };
}
