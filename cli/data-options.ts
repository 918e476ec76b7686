import type { Command } from 'commander';
import { visibleText } from '../compiler/diagnostics/visible-text.ts';
import type { ModelDataOptions } from '../runtime/data/declared/model-data.ts';
import { UsageError } from './exit-codes.ts';
import { note } from './report.ts';

const gibibyte = 2 ** 30;

/** The option of every command that reads data or weights. */
export interface LimitOption {
  /** In bytes. */
  readonly maxUnpacked?: number;
}

export function addLimitOption(command: Command): Command {
  return command.option(
    '--max-unpacked <gib>',
    'how large one packed file may become when it is unpacked, in GiB (default: 2)',
    toBytes,
  );
}

/** @throws UsageError for anything but a number above 0 */
function toBytes(text: string): number {
  const gib = Number(text);
  if (!(gib > 0) || !Number.isFinite(gib))
    throw new UsageError(`\`--max-unpacked ${text}\` needs a number of GiB above 0.`);
  return gib * gibibyte;
}

/** How commands read data: within the limit, saying what is passed over. */
export function readingOptions(
  options: LimitOption & { readonly keep?: readonly string[] },
): ModelDataOptions {
  return {
    keep: options.keep ?? [],
    maxUnpacked: options.maxUnpacked,
    onNote: (text) => note(visibleText(text)),
  };
}
