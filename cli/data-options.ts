import { accessSync, constants } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { visibleText } from '../compiler/diagnostics/visible-text.ts';
import type { ModelDataOptions } from '../runtime/data/declared/read-for-model.ts';
import { defaultMemory, type StorageOptions } from '../runtime/data/declared/read-samples.ts';
import { isFolder, nearestPresent } from '../runtime/files.ts';
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

/** The option of commands that go over data more than once. */
export interface MemoryOption {
  /** In MiB. */
  readonly memory?: number;
}

const mebibyte = 2 ** 20;
const memoryVariable = 'KMODEL_MEMORY';

export function addMemoryOption(command: Command): Command {
  return command.option(
    '--memory <mib>',
    `how much memory the data may take, in MiB (default: ${defaultMemory / mebibyte}, or ${memoryVariable}); more of it is kept in a file while it is needed`,
    (text) => toMebibytes(text, `--memory ${text}`),
  );
}

/** @throws UsageError for anything but a number that is not below 0 */
function toMebibytes(text: string, given: string): number {
  const mib = Number(text);
  if (text.trim() !== '' && mib >= 0 && Number.isFinite(mib)) return mib;
  throw new UsageError(`\`${given}\` needs a number of MiB.`);
}

/**
 * How much of data stays in memory, and where the rest is kept.
 * @param folder where the results go
 */
export function storageOptions({ memory }: MemoryOption, folder: string): Required<StorageOptions> {
  const variable = process.env[memoryVariable];
  const mib =
    memory ?? (variable ? toMebibytes(variable, `${memoryVariable}=${variable}`) : defaultMemory / mebibyte);
  return { memory: mib * mebibyte, folder: writableFolder(folder) };
}

/** The folder, or what is nearest above it; that of the system for temporary files where nothing can be written. */
function writableFolder(folder: string): string {
  const there = nearestPresent(resolve(folder));
  try {
    accessSync(there, constants.W_OK);
    return isFolder(there) ? there : dirname(there);
  } catch {
    return tmpdir();
  }
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
