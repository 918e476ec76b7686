import type { AnyLayerDeclaration } from '../define-layer.ts';
import { arithmetic } from './arithmetic.ts';
import { divide } from './divide.ts';

/** The operator layers, in the order of the reference. */
export const operatorFamily: readonly AnyLayerDeclaration[] = [divide, arithmetic];
