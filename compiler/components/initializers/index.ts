import type { Initializer } from '../../declarations/define-component.ts';
import { forgetGateOnes } from './forget-gate-ones.ts';
import { squareRoot } from './square-root.ts';
import { kerasInitializers } from './keras-initializers.ts';

/** Initializers in the order of the reference. */
export const initializers: readonly Initializer[] = [...kerasInitializers, forgetGateOnes, squareRoot];
