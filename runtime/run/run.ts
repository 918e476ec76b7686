import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createCallbacks } from '../callbacks/create.ts';
import { resumedProgress } from '../callbacks/callback.ts';
import { asCallback, type AnyCallback } from '../callbacks/tfjs.ts';
import { batchesOf } from '../data/batches.ts';
import type { BatchDataset } from '../data/dataset.ts';
import { fitSources, type FitSources } from '../data/fit-sources.ts';
import type { ModelData } from '../data/training-data.ts';
import { TrainingError } from '../errors.ts';
import { requireWritableFolder, writeFileAtomic } from '../files.ts';
import { requireWholeNumber } from '../options.ts';
import {
  callbackList,
  checkOptions,
  printMessage,
  trainOn,
  type FitOptions,
  type FitResult,
  type Progress,
} from '../training.ts';
import { evaluateSamples } from '../inspect/evaluation.ts';
import type { Model } from '../model.ts';
import {
  requireSameModel,
  restoreCheckpoint,
  readCheckpoint,
  saveCheckpoint,
  type Checkpoint,
} from '../weights/checkpoint.ts';
import { saveWeights } from '../weights/save.ts';
import { BestWeights } from './best-weights.ts';
import { EventLog } from './events.ts';
import {
  evaluationFile,
  histogramsFile,
  makeNumberedFolder,
  removeLeftovers,
  removeRun,
  runFiles,
} from './folder.ts';
import { Histograms } from './histograms.ts';
import { readRun } from './list.ts';
import { lockFolder } from './lock.ts';
import { writeModelText } from './model-text.ts';
import { beginRecord, bitsWarning, writeRecord, type RunRecord } from './record.ts';
import type { RunOptions, RunResult } from './options.ts';
import { differences, learningRateSetting, runSettings, type RunSettings, startSetting } from './settings.ts';

/**
 * Trains into a folder: with the model's callbacks, the best and the last weights, a checkpoint after every epoch,
 * the history and a record. What `kmodel train` does, and `fit` with `run`.
 * @throws KmodelError where the folder holds another run, is in use or cannot be written, or a checkpoint does not
 * fit; and what `fit` throws
 */
export async function trainInFolder(
  model: Model,
  data: ModelData | BatchDataset,
  options: FitOptions,
  run: RunOptions,
): Promise<RunResult> {
  checkOptions(options);
  requireWholeNumber('histograms', run.histograms, 1);
  if (run.folder === undefined && run.under === undefined) throw new TrainingError('The run has no folder.');
  // The seed orders the samples, so a resumed run's own comes before anything is made of the data.
  const resumed = run.resume ? requireCheckpoint(model, run.folder ?? '') : undefined;
  const backup = resumed ? undefined : backupOf(model, options, run);
  const sources = await fitSources(model, data, options);
  const folder = run.folder ?? makeNumberedFolder(run.under!);
  requireWritableFolder(folder);
  mkdirSync(folder, { recursive: true });
  const unlock = lockFolder(folder);
  try {
    return await new Run(model, options, run, sources, folder, resumed, backup).train();
  } finally {
    unlock();
  }
}

function requireCheckpoint(model: Model, folder: string): Checkpoint {
  const checkpoint = readCheckpoint(folder);
  if (!checkpoint) {
    throw new TrainingError(
      `There is no checkpoint in ${folder} to resume from.`,
      'Train without resuming first.',
    );
  }
  model.adoptSeed(checkpoint.seed);
  return checkpoint;
}

/** Where a callback finds that the same run was interrupted; a run that writes over another begins anew. */
function backupOf(model: Model, options: FitOptions, { folder, force }: RunOptions): Progress | undefined {
  if (folder === undefined || force) return undefined;
  const declared = createCallbacks(model.graph.training.callbacks, folder);
  return resumedProgress(model, [...declared, ...callbackList(options.callbacks).map(asCallback)]);
}

/** One training into a folder that is locked. */
class Run {
  private readonly model: Model;
  private readonly options: FitOptions;
  private readonly run: RunOptions;
  private readonly sources: FitSources;
  private readonly folder: string;
  private readonly resumed: Checkpoint | undefined;
  private readonly goesOn: Progress | undefined;
  private readonly best: BestWeights;
  private readonly callbacks: readonly AnyCallback[];
  private readonly settings: RunSettings;
  private readonly events: EventLog;
  private readonly began = performance.now();

  constructor(
    model: Model,
    options: FitOptions,
    run: RunOptions,
    sources: FitSources,
    folder: string,
    resumed: Checkpoint | undefined,
    backup: Progress | undefined,
  ) {
    this.resumed = resumed;
    this.goesOn = resumed?.progress ?? backup;
    this.model = model;
    this.options = options;
    this.run = run;
    this.sources = sources;
    this.folder = folder;
    const own = callbackList(options.callbacks);
    const path = join(folder, runFiles.best);
    const isDeclared = model.graph.training.callbacks.some(
      ({ args }) => typeof args.filepath === 'string' && join(folder, args.filepath) === path,
    );
    this.best = new BestWeights(path, !isDeclared);
    const before = this.goesOn ? readRun(folder)?.record.seconds : undefined;
    this.events = new EventLog(join(folder, runFiles.events), before ?? 0);
    // The states in a checkpoint are in the order of the callbacks: what is new comes last.
    this.callbacks = [
      ...createCallbacks(model.graph.training.callbacks, folder, run.allowedAddresses),
      this.best,
      ...own,
      this.events,
      ...(run.histograms ? [new Histograms(join(folder, histogramsFile), run.histograms)] : []),
    ];
    const begun = resumed ?? (backup && readCheckpoint(folder));
    this.settings = runSettings(begun?.settings, model, sources, options, own);
  }

  async train(): Promise<RunResult> {
    const { model, folder, run, resumed } = this;
    if (resumed) this.resume(resumed);
    else this.refuseOtherRun();
    removeLeftovers(folder);
    if (run.learningRate !== undefined) model.learningRate = run.learningRate;
    const before = this.goesOn && readRun(folder)?.record;
    const record = beginRecord(model, before, run.command, this.settings);
    const warning = bitsWarning(before, record);
    run.onBegin?.(folder);
    writeRecord(folder, record);
    if (model.text) writeModelText(folder, model.text);
    writeFileAtomic(join(folder, runFiles.settings), `${JSON.stringify(this.settings, null, 2)}\n`);
    try {
      const result = await trainOn(model, this.sources, {
        ...this.options,
        callbacks: this.callbacks,
        resume: this.goesOn,
        warnings: warning === undefined ? [] : [warning],
        onMessage: (kind, text) => {
          this.events.message(kind, text);
          (this.options.onMessage ?? printMessage)(kind, text);
        },
        onCheckpoint: async (progress) => {
          saveCheckpoint(folder, model, progress, this.settings);
          await this.options.onCheckpoint?.(progress);
        },
      });
      const paths = await this.save(result);
      if (run.histograms) await this.evaluate();
      this.endRecord(record, result.end === 'stopped' ? 'done' : result.end);
      return { ...result, ...paths, folder };
    } catch (error) {
      this.endRecord(record, 'failed');
      throw error;
    }
  }

  private resume(checkpoint: Checkpoint): void {
    const { model, folder, settings, run } = this;
    requireSameModel(model, checkpoint);
    const except = run.learningRate === undefined ? [] : [learningRateSetting];
    const [first] = checkpoint.settings ? differences(checkpoint.settings, settings, except) : [];
    if (first !== undefined) {
      throw new TrainingError(
        `The run in ${folder} cannot go on like this: ${first}.`,
        first.startsWith(learningRateSetting)
          ? 'Go on with another learning rate by `--learning-rate` (`learningRate`), or train into another folder.'
          : 'Give what the run began with, or train into another folder.',
      );
    }
    restoreCheckpoint(model, checkpoint);
  }

  /** The same run may be repeated: it comes to the same bits. Another one would lose its weights. */
  private refuseOtherRun(): void {
    const { folder, run, settings, model } = this;
    if (run.force) return removeRun(folder);
    const there = readCheckpoint(folder);
    if (!there) return;
    const epochs = this.options.epochs ?? model.graph.training.epochs;
    const [found] = there.settings ? differences(there.settings, settings) : ['it is of an earlier version'];
    const first = found?.startsWith(startSetting)
      ? `it began with other weights, those of seed ${there.settings!['the seed']}`
      : found;
    const further =
      there.progress.epoch > epochs
        ? `it has ${there.progress.epoch} epochs behind it, and this one asks for ${epochs}`
        : undefined;
    const reason = first ?? further;
    if (reason === undefined && run.learningRate === undefined) return;
    throw new TrainingError(
      `${folder} holds another run${reason === undefined ? '' : `: ${reason}`}.`,
      'Take another folder, go on with that run (`--resume`), or write over it (`--force`).',
    );
  }

  private async save(result: FitResult): Promise<{ readonly last: string; readonly best: string | null }> {
    const { model, folder } = this;
    const bad = model.findBadWeight();
    if (bad) {
      throw new TrainingError(
        `The run ends with weights that are no numbers: \`${bad.name}\` holds ${bad.value}. They are not saved.`,
        'Lower the learning rate, clip gradients (`clipnorm: 1`), or look for extreme values in the data.',
      );
    }
    const last = join(folder, runFiles.last);
    await saveWeights(model, last);
    // After a whole epoch the checkpoint is there already, from before a callback put back better weights.
    if (result.end === 'interrupted') saveCheckpoint(folder, model, result.progress, this.settings);
    writeFileAtomic(join(folder, runFiles.history), `${JSON.stringify(result.history, null, 2)}\n`);
    return { last, best: this.best.saved };
  }

  /** Where a run is looked into, what it comes to is kept sample by sample. */
  private async evaluate(): Promise<void> {
    const { model, sources, folder } = this;
    const { samples, validation } = sources;
    // A dataset may come another way the second time.
    if (!samples || !model.graph.heads.some(({ loss, target }) => loss && target)) return;
    const source =
      validation ?? batchesOf(samples, sources.training.batchSize ?? model.graph.training.batchSize);
    const found = await evaluateSamples(model, source, validation ? 'validation' : 'training');
    writeFileAtomic(join(folder, evaluationFile), `${JSON.stringify(found)}\n`);
  }

  private endRecord(record: RunRecord, state: RunRecord['state']): void {
    try {
      this.events.end(state);
    } catch (error) {
      // What made the run fail is the error to tell.
      if (state !== 'failed') throw error;
    }
    const seconds = record.seconds + (performance.now() - this.began) / 1000;
    writeRecord(this.folder, {
      ...record,
      state,
      end: new Date().toISOString(),
      seconds: Math.round(seconds * 1000) / 1000,
    });
  }
}
