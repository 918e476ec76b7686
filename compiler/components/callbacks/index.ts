import type { CallbackDeclaration } from '../../declarations/define-component.ts';
import { csvLogger } from './csv-logger.ts';
import { earlyStopping } from './early-stopping.ts';
import { modelCheckpoint } from './model-checkpoint.ts';
import { reduceLROnPlateau } from './reduce-lr-on-plateau.ts';
import { tensorBoard } from './tensor-board.ts';
import { terminateOnNaN } from './terminate-on-nan.ts';

/** Callbacks in the order of the reference. */
export const callbacks: readonly CallbackDeclaration[] = [
  earlyStopping,
  modelCheckpoint,
  reduceLROnPlateau,
  csvLogger,
  tensorBoard,
  terminateOnNaN,
];
