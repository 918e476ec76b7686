import type { ComponentDeclaration } from '../define-component.ts';
import { sgd } from './sgd.ts';
import { rmsprop } from './rmsprop.ts';
import { adam, adamW } from './adam.ts';

/** Optimizers in the order of the reference. */
export const optimizers: readonly ComponentDeclaration[] = [sgd, rmsprop, adam, adamW];
