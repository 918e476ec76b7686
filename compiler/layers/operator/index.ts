import type { LayerDeclaration } from '../../declarations/define-layer.ts';
import { divide } from './divide.ts';
import { foldSteps, unfoldSteps } from './steps.ts';
import { addNumber, divideNumber, multiplyNumber, subtractNumber } from './with-number.ts';

/** The layers that only operators make. */
export const operatorFamily: readonly LayerDeclaration[] = [
  divide,
  addNumber,
  subtractNumber,
  multiplyNumber,
  divideNumber,
  foldSteps,
  unfoldSteps,
];
