import type { AnyLayerDeclaration } from '../define-layer.ts';
import { createBidirectional } from './bidirectional.ts';
import type { LayerFinder } from './inner-layer.ts';
import { createTimeDistributed } from './time-distributed.ts';

/** The layers that take layers. */
export function createWrapperFamily(find: LayerFinder): readonly AnyLayerDeclaration[] {
  return [createBidirectional(find), createTimeDistributed(find)];
}
