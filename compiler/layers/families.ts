import type { AnyLayerDeclaration } from './define-layer.ts';

/** Every family's layers, in the order of the reference. */
export const families: readonly (readonly AnyLayerDeclaration[])[] = [];
