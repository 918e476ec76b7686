import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { WeightsError } from '../errors.ts';
import type { Model } from '../model.ts';
import type { Progress } from '../training.ts';
import {
  checkpointPath,
  readCheckpoint,
  requireSameModel,
  restoreCheckpoint,
  saveCheckpoint,
  type Checkpoint,
} from '../weights/checkpoint.ts';
import type { Callback, CallbackContext } from './callback.ts';
import { requireCallbackOptions, requirePath } from './require-options.ts';

export interface BackupAndRestoreOptions {
  /** After every epoch, or after so many steps. */
  readonly saveFreq?: 'epoch' | number;
  /** Keeps the state before the last one, too. */
  readonly doubleCheckpoint?: boolean;
  /** Removes the state when the training has come to its end. */
  readonly deleteCheckpoint?: boolean;
}

/** Keeps the state of a training in a folder; `fit` goes on from it where it finds one there. */
export class BackupAndRestore implements Callback {
  private readonly folder: string;
  private readonly frequency: 'epoch' | number;
  private readonly keepsTwo: boolean;
  private readonly deletes: boolean;
  private context: CallbackContext | undefined;
  private steps = 0;

  /** @throws KmodelError for a number of steps that is none */
  constructor(folder: string, options: BackupAndRestoreOptions = {}) {
    requirePath('BackupAndRestore', folder, 'backup');
    requireCallbackOptions('BackupAndRestore', options);
    const { saveFreq = 'epoch', doubleCheckpoint = false, deleteCheckpoint = true } = options;
    this.folder = folder;
    this.frequency = saveFreq;
    this.keepsTwo = doubleCheckpoint;
    this.deletes = deleteCheckpoint;
  }

  /**
   * Brings a model into the state that an interrupted training has left.
   * @throws WeightsError where it is broken, and so is the one before, if that was kept; or of another model
   */
  resumeFrom(model: Model): Progress | undefined {
    const checkpoint = this.read();
    if (!checkpoint) return undefined;
    requireSameModel(model, checkpoint);
    model.adoptSeed(checkpoint.seed);
    restoreCheckpoint(model, checkpoint);
    return checkpoint.progress;
  }

  private read(): Checkpoint | undefined {
    try {
      return readCheckpoint(this.folder);
    } catch (error) {
      const before = error instanceof WeightsError ? readCheckpoint(this.before) : undefined;
      if (before) return before;
      throw error;
    }
  }

  onTrainBegin(context: CallbackContext): void {
    this.context = context;
  }

  onTrainBatchBegin(): void {
    if (this.frequency !== 'epoch' && this.steps >= this.frequency) this.save(this.context!.progress());
  }

  onTrainBatchEnd(): void {
    this.steps++;
  }

  onCheckpoint(progress: Progress): void {
    if (this.frequency === 'epoch' || this.steps >= this.frequency) this.save(progress);
  }

  onTrainEnd(): void {
    if (!this.deletes) return;
    for (const folder of [this.before, this.folder]) rmSync(checkpointPath(folder), { force: true });
    rmSync(this.before, { recursive: true, force: true });
  }

  private get before(): string {
    return join(this.folder, 'before');
  }

  private save(progress: Progress): void {
    this.steps = 0;
    mkdirSync(this.keepsTwo ? this.before : this.folder, { recursive: true });
    const path = checkpointPath(this.folder);
    if (this.keepsTwo && existsSync(path)) renameSync(path, checkpointPath(this.before));
    saveCheckpoint(this.folder, this.context!.model, progress);
  }
}
