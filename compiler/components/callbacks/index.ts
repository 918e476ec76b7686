import type { CallbackDeclaration } from '../../declarations/define-component.ts';
import { backupAndRestore } from './backup-and-restore.ts';
import { csvLogger } from './csv-logger.ts';
import { earlyStopping } from './early-stopping.ts';
import { learningRateScheduler } from './learning-rate-scheduler.ts';
import { modelCheckpoint } from './model-checkpoint.ts';
import { reduceLROnPlateau } from './reduce-lr-on-plateau.ts';
import { remoteMonitor } from './remote-monitor.ts';
import { swapEMAWeights } from './swap-ema-weights.ts';
import { tensorBoard } from './tensor-board.ts';
import { terminateOnNaN } from './terminate-on-nan.ts';

/** Callbacks in the order of the reference. */
export const callbacks: readonly CallbackDeclaration[] = [
  earlyStopping,
  modelCheckpoint,
  backupAndRestore,
  reduceLROnPlateau,
  learningRateScheduler,
  swapEMAWeights,
  csvLogger,
  remoteMonitor,
  tensorBoard,
  terminateOnNaN,
];
