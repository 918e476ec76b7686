import type { TorchEmitters } from './code.ts';
import { elementwiseEmitters } from './elementwise.ts';
import { movementEmitters } from './movement.ts';
import { reductionEmitters } from './reductions.ts';
import { windowEmitters } from './windows.ts';

/** How every op is said in PyTorch; `tsc` refuses a missing one. Loops and `topK` are statements of the printer. */
export const opEmitters: TorchEmitters = {
  ...elementwiseEmitters,
  ...reductionEmitters,
  ...movementEmitters,
  ...windowEmitters,
};
