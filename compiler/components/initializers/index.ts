import type { ComponentDeclaration } from '../define-component.ts';
import { forgetGateOnes } from './forget-gate-ones.ts';
import { kerasInitializers } from './keras-initializers.ts';

/** Initializers in the order of the reference. */
export const initializers: readonly ComponentDeclaration[] = [...kerasInitializers, forgetGateOnes];
