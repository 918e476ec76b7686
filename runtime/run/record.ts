import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Arguments } from '../../compiler/declarations/values.ts';
import { writeFileAtomic } from '../files.ts';
import type { Model } from '../model.ts';
import { runFiles } from './folder.ts';
import { textFingerprint } from './model-text.ts';
import type { RunSettings } from './settings.ts';
import { commitOf, versionsOf, type Versions } from './versions.ts';

export type RunState = 'running' | 'done' | 'interrupted' | 'failed';

/** What `run.json` says of a run. Times are in ISO 8601. */
export interface RunRecord {
  readonly id: string;
  readonly model: string;
  /** A run whose process was killed stays `running`: nothing could write otherwise. */
  readonly state: RunState;
  readonly start: string;
  readonly end: string | null;
  /** Of all its parts together, where it was resumed. */
  readonly seconds: number;
  readonly seed: number;
  readonly parameters: Arguments;
  readonly engine: string;
  /** What runs underneath: `onnxruntime 1.30.0`. */
  readonly device: string;
  /** Whether it ran on a GPU of the onnx engine; those of earlier versions do not say. */
  readonly onGpu?: boolean;
  /** Threads within one op where they were set; results may differ by them. Else the engine takes the cores. */
  readonly threads: number | null;
  readonly cores: number;
  readonly versions: Versions;
  readonly command: readonly string[] | null;
  /** The commit of the repository in which it was started, if it was in one. */
  readonly commit: string | null;
  /** SHA-256 of the model's text, imports included; null where the model was not made from a file. */
  readonly text: string | null;
  /** SHA-256 of what was read of the data; null for datasets, and where there is none. */
  readonly data: { readonly training: string | null; readonly validation: string | null };
}

/** The record of a run that begins, or goes on. */
export function beginRecord(
  model: Model,
  before: RunRecord | undefined,
  command: readonly string[] | undefined,
  settings: RunSettings,
): RunRecord {
  return {
    id: before?.id ?? randomUUID(),
    model: model.graph.name,
    state: 'running',
    start: before?.start ?? new Date().toISOString(),
    end: null,
    seconds: before?.seconds ?? 0,
    seed: model.seed,
    parameters: model.graph.parameters,
    engine: model.engine.name,
    device: model.engine.description,
    onGpu: model.engine.onGpu === true,
    threads: model.engine.threads ?? null,
    cores: availableParallelism(),
    versions: versionsOf(model.engine.description),
    command: command ?? null,
    commit: commitOf('.'),
    text: model.text ? textFingerprint(model.text) : null,
    data: {
      training: hashIn(settings['the training data']),
      validation: hashIn(settings['the validation data']),
    },
  };
}

/** Settings say in words where there is no fingerprint. */
function hashIn(setting: string | undefined): string | null {
  return setting !== undefined && /^[0-9a-f]{64}$/.test(setting) ? setting : null;
}

/** @throws KmodelError where it cannot be written */
export function writeRecord(folder: string, record: RunRecord): void {
  writeFileAtomic(join(folder, runFiles.record), `${JSON.stringify(record, null, 2)}\n`);
}

/** Undefined where there is none, or one that something else has written. */
export function readRecord(folder: string): RunRecord | undefined {
  try {
    const record = JSON.parse(readFileSync(join(folder, runFiles.record), 'utf8')) as RunRecord | null;
    return typeof record?.id === 'string' && typeof record.seconds === 'number' ? record : undefined;
  } catch {
    return undefined;
  }
}

/** Why a resumed run may not come to the same bits, in a sentence; undefined where it does. */
export function bitsWarning(before: RunRecord | undefined, now: RunRecord): string | undefined {
  if (!before) return undefined;
  if (before.device !== now.device)
    return `The run began on ${before.device} and goes on on ${now.device}: bits may differ.`;
  const threads = ({ threads: set, cores }: RunRecord): string =>
    set === null ? `the threads of ${cores} cores` : `${set} thread${set === 1 ? '' : 's'}`;
  if (threads(before) === threads(now)) return undefined;
  return `The run began with ${threads(before)} and goes on with ${threads(now)}: bits may differ.`;
}
