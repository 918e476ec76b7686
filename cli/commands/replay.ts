import { addQuietOption } from '../configured.ts';
import { Command } from 'commander';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KmodelError } from '../../runtime/errors.ts';
import { isFile } from '../../runtime/files.ts';
import { readEvents, type EpochEvent } from '../../runtime/run/events.ts';
import { runFiles } from '../../runtime/run/folder.ts';
import { findRun, readRun, type RunEntry } from '../../runtime/run/list.ts';
import { ExitCode } from '../exit-codes.ts';
import { collect, loadGraph } from '../model-options.ts';
import { note, printJson } from '../report.ts';
import type { DefineCommand } from './index.ts';
import { defineTrain, train } from './train.ts';
import type { TrainOptions } from './train-options.ts';

interface ReplayOptions {
  readonly folder: string;
  readonly data: readonly string[];
  readonly validation: readonly string[];
  readonly keep?: string;
  readonly json?: boolean;
}

export const defineReplay: DefineCommand = (command, finish) => {
  command
    .argument('<run>', 'the run, by its path or its name below the folder of runs')
    .option('--folder <dir>', 'the folder below which runs are looked for', 'runs')
    .option('--data <path>', 'training data, where it lies elsewhere now; may be repeated', collect, [])
    .option('--validation <path>', 'validation data, where it lies elsewhere now', collect, [])
    .option('--keep <dir>', 'keep the new run in this folder')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  kmodel replay Digits/1\n')
    .action(async (name: string, options: ReplayOptions) => finish(await replay(name, options)));
};

async function replay(name: string, options: ReplayOptions): Promise<number> {
  const run = findRun(name, options.folder);
  const file = join(run.path, runFiles.text);
  if (!isFile(file))
    throw new KmodelError(
      `The text of the model is not in ${run.path}.`,
      'Only runs made from a file can be repeated.',
    );
  const { record } = run;
  const epochs = epochsOf(run).length;
  if (epochs === 0)
    throw new KmodelError(`The run in ${run.path} has no whole epoch to compare with.`, 'Resume it first.');
  const { file: trained, options: asked } = askedOf(run);
  const data = options.data.length > 0 ? options.data : asked.data;
  const set = Object.entries(record.parameters).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  if (data.length === 0 && !loadGraph(file, { model: record.model, set }).data)
    throw new KmodelError('The run does not say which data it was trained on.', 'Name it with `--data`.');
  if (options.keep !== undefined) refuseAnotherRun(options.keep);
  const output = options.keep ?? mkdtempSync(join(tmpdir(), 'kmodel-replay-'));
  try {
    const code = await train(file, {
      ...asked,
      data,
      validation: options.validation.length > 0 ? options.validation : asked.validation,
      model: record.model,
      set,
      dataFrom: trained,
      output,
      seed: record.seed,
      threads: record.threads ?? undefined,
      onGpu: record.onGpu === true,
      engine: record.engine.startsWith('onnx') ? 'onnx' : record.engine === 'torch' ? 'torch' : asked.engine,
      epochs: (asked.initialEpoch ?? 0) + epochs,
      resume: false,
      force: false,
      command: record.command,
      json: false,
      quiet: options.json ?? false,
      isTrial: options.keep === undefined,
    });
    if (code !== ExitCode.done) return code;
    return report(run, readRun(output)!, options);
  } finally {
    if (options.keep === undefined) rmSync(output, { recursive: true, force: true });
  }
}

/** A kept run has a folder of its own: no other one is lost for it, the run that is repeated least of all. */
function refuseAnotherRun(folder: string): void {
  if (!readRun(folder)) return;
  throw new KmodelError(`${folder} holds a run.`, 'Keep the new one in another folder.');
}

/** What the command line of the run asked for, as the command itself reads it. */
function askedOf({ record }: RunEntry): { readonly file: string; readonly options: TrainOptions } {
  const command = new Command().exitOverride();
  defineTrain(command, () => undefined, []);
  // What every command has, and the run needs no more.
  addQuietOption(command);
  let asked: { readonly file: string; readonly options: TrainOptions } | undefined;
  command.action((file: string, options: TrainOptions) => void (asked = { file, options }));
  const [name, ...args] = record.command ?? [];
  command.parse(name === 'train' ? args : ['none'], { from: 'user' });
  return asked!;
}

function epochsOf({ path }: RunEntry): readonly EpochEvent[] {
  return readEvents(join(path, runFiles.events)).filter((event) => event.event === 'epoch');
}

/** Says where the two runs first differ; exit code 1 if they do. */
function report(before: RunEntry, now: RunEntry, { json }: ReplayOptions): number {
  const found = firstDifference(epochsOf(before), epochsOf(now));
  const sameData = before.record.data?.training === now.record.data.training;
  if (json)
    printJson({
      run: before.name,
      same: found === undefined,
      data: sameData ? 'same' : 'other',
      difference: found ?? null,
    });
  else if (!found) note(`${before.name} comes to the same values in all of its ${before.epochs} epochs.`);
  else {
    const { epoch, name, was, is } = found;
    note(`In epoch ${epoch}, \`${name}\` was ${was} in ${before.name} and is ${is} now.`);
    if (!sameData) note('The training data is another than then.');
    if (before.record.device !== now.record.device)
      note(`The run was made on ${before.record.device}; this is ${now.record.device}.`);
  }
  return found ? ExitCode.failed : ExitCode.done;
}

interface Difference {
  readonly epoch: number;
  readonly name: string;
  readonly was: string;
  readonly is: string;
}

function firstDifference(before: readonly EpochEvent[], now: readonly EpochEvent[]): Difference | undefined {
  for (const [index, { epoch, logs }] of before.entries()) {
    const other = now[index]?.logs ?? {};
    for (const name of new Set([...Object.keys(logs), ...Object.keys(other)])) {
      const [was, is] = [logs[name], other[name]].map((value) => JSON.stringify(value) ?? 'not logged');
      if (was !== is) return { epoch, name, was: was!, is: is! };
    }
  }
  return undefined;
}
