import type { Command } from 'commander';
import { visibleText } from '../compiler/diagnostics/visible-text.ts';
import type { ModelGraph } from '../compiler/index.ts';
import { readDataAndKept, type DataWithKept } from '../runtime/data/read-data.ts';
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

/**
 * The data that a model needs; says what else there is and is passed over.
 * @param purpose `predict` needs no targets, and passes over those that are there without a word
 */
export async function readModelData(
  graph: ModelGraph,
  paths: readonly string[],
  purpose: 'train' | 'predict',
  options: LimitOption & { readonly keep?: readonly string[] },
): Promise<DataWithKept> {
  const inputs = graph.inputs.map(({ name }) => name);
  const targets = graph.heads.filter(({ loss, target }) => loss && target).map(({ name }) => name);
  return readDataAndKept(paths, purpose === 'train' ? [...inputs, ...targets] : inputs, {
    known: graph.heads.map(({ name }) => name),
    keep: options.keep ?? [],
    maxUnpacked: options.maxUnpacked,
    onNote: (text) => note(visibleText(text)),
  });
}
