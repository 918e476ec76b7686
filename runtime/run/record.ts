import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Arguments } from '../../compiler/declarations/values.ts';
import { writeFileAtomic } from '../files.ts';
import type { Model } from '../model.ts';
import { runFiles } from './folder.ts';

/** What `run.json` says of a run. Times are in ISO 8601. */
export interface RunRecord {
  readonly id: string;
  readonly model: string;
  /** A run whose process was killed stays `running`: nothing could write otherwise. */
  readonly state: 'running' | 'done' | 'stopped' | 'interrupted' | 'failed';
  readonly start: string;
  readonly end: string | null;
  /** Of all its parts together, where it was resumed. */
  readonly seconds: number;
  readonly seed: number;
  readonly parameters: Arguments;
  readonly engine: string;
  /** What runs underneath: `onnxruntime 1.30.0`. */
  readonly device: string;
  /** Threads within one op where they were set; results may differ by them. Else the engine takes the cores. */
  readonly threads: number | null;
  readonly cores: number;
  readonly node: string;
  readonly command: readonly string[] | null;
}

/** The record of a run that begins, or goes on. */
export function beginRecord(
  model: Model,
  before: RunRecord | undefined,
  command: readonly string[] | undefined,
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
    threads: model.engine.threads ?? null,
    cores: availableParallelism(),
    node: process.version,
    command: command ?? null,
  };
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
