import { isAbsolute, join, relative, resolve } from 'node:path';
import type { Arguments, ComponentValue } from '../../compiler/declarations/values.ts';
import { TrainingError } from '../errors.ts';
import type { Callback } from './callback.ts';
import { BackupAndRestore } from './backup-and-restore.ts';
import { CSVLogger } from './csv-logger.ts';
import { EarlyStopping } from './early-stopping.ts';
import { LearningRateScheduler } from './learning-rate-scheduler.ts';
import { ModelCheckpoint } from './model-checkpoint.ts';
import type { MonitorMode } from './monitor.ts';
import { ReduceLROnPlateau } from './reduce-lr-on-plateau.ts';
import { RemoteMonitor } from './remote-monitor.ts';
import { scheduleOfEpochs } from './schedule-of-epochs.ts';
import { SwapEMAWeights } from './swap-ema-weights.ts';
import { TensorBoard } from './tensor-board.ts';
import { TerminateOnNaN } from './terminate-on-nan.ts';

/**
 * The callbacks that a model's `train` declares.
 * @param folder where their files go; they cannot leave it
 * @param allowedAddresses where they may send something, such as `http://localhost:9000`; nowhere by default
 */
export function createCallbacks(
  declared: readonly ComponentValue[],
  folder: string,
  allowedAddresses: readonly string[] = [],
): readonly Callback[] {
  return declared.map(({ name, args }) => factories[name]!(args, folder, allowedAddresses));
}

type Factory = (args: Arguments, folder: string, allowedAddresses: readonly string[]) => Callback;

const factories: Readonly<Record<string, Factory>> = {
  EarlyStopping: (args) =>
    new EarlyStopping({
      monitor: args.monitor as string,
      minDelta: args.min_delta as number,
      patience: args.patience as number,
      verbose: args.verbose as number,
      mode: args.mode as MonitorMode,
      baseline: args.baseline as number | null,
      restoreBestWeights: args.restore_best_weights as boolean,
      startFromEpoch: args.start_from_epoch as number,
    }),
  ReduceLROnPlateau: (args) =>
    new ReduceLROnPlateau({
      monitor: args.monitor as string,
      factor: args.factor as number,
      patience: args.patience as number,
      verbose: args.verbose as number,
      mode: args.mode as MonitorMode,
      minDelta: args.min_delta as number,
      cooldown: args.cooldown as number,
      minLr: args.min_lr as number,
    }),
  ModelCheckpoint: (args, folder) =>
    new ModelCheckpoint(inside(folder, args.filepath as string), {
      monitor: args.monitor as string,
      verbose: args.verbose as number,
      saveBestOnly: args.save_best_only as boolean,
      mode: args.mode as MonitorMode,
      saveFreq: args.save_freq as 'epoch' | number,
      initialValueThreshold: args.initial_value_threshold as number | null,
    }),
  CSVLogger: (args, folder) =>
    new CSVLogger(inside(folder, args.filename as string), {
      separator: args.separator as string,
      append: args.append as boolean,
    }),
  TensorBoard: (args, folder) =>
    new TensorBoard(inside(folder, args.log_dir as string), {
      histogramFreq: args.histogram_freq as number,
      writeGraph: args.write_graph as boolean,
      writeImages: args.write_images as boolean,
      writeStepsPerSecond: args.write_steps_per_second as boolean,
      updateFreq: args.update_freq as 'epoch' | 'batch' | number,
      embeddingsFreq: args.embeddings_freq as number,
      embeddingsMetadata: args.embeddings_metadata as string | null,
    }),
  BackupAndRestore: (args, folder) =>
    new BackupAndRestore(inside(folder, args.backup_dir as string), {
      saveFreq: args.save_freq as 'epoch' | number,
      doubleCheckpoint: args.double_checkpoint as boolean,
      deleteCheckpoint: args.delete_checkpoint as boolean,
    }),
  LearningRateScheduler: (args) =>
    new LearningRateScheduler(scheduleOfEpochs(args.schedule as ComponentValue<'schedule'>), {
      verbose: args.verbose as number,
    }),
  RemoteMonitor: (args, _, allowed) =>
    new RemoteMonitor({
      isAllowed: isAmong(args.root as string, allowed),
      root: args.root as string,
      path: args.path as string,
      field: args.field as string,
      headers: headersOf(args.headers as readonly string[] | null),
      sendAsJson: args.send_as_json as boolean,
    }),
  SwapEMAWeights: (args) => new SwapEMAWeights({ swapOnEpoch: args.swap_on_epoch as boolean }),
  TerminateOnNaN: (args) => new TerminateOnNaN({ raiseError: args.raise_error as boolean }),
};

/** Whether an address is on a host, by its scheme and at a port, that is allowed. */
function isAmong(address: string, allowed: readonly string[]): boolean {
  const originOf = (text: string): string | undefined =>
    URL.canParse(text) ? new URL(text).origin : undefined;
  const origin = originOf(address);
  return origin !== undefined && allowed.some((each) => originOf(each) === origin);
}

/** Lines `Name: value` by their names. */
function headersOf(lines: readonly string[] | null): Readonly<Record<string, string>> {
  const entries = (lines ?? []).map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
  });
  return Object.fromEntries(entries);
}

/** @throws TrainingError for a path that leaves the folder */
function inside(folder: string, path: string): string {
  const full = resolve(folder, path);
  const way = relative(resolve(folder), full);
  if (way.startsWith('..') || isAbsolute(way)) {
    throw new TrainingError(
      `\`${path}\` leaves the output folder ${folder}.`,
      'Files that callbacks write stay inside it.',
    );
  }
  return join(folder, way);
}
