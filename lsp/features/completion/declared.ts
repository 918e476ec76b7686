import { componentOf } from '../../../compiler/bind/meanings/wanted.ts';
import type { ArgumentDeclarations } from '../../../compiler/declarations/declare.ts';
import { findLayer } from '../../../compiler/layers/registry.ts';

/** The arguments of a layer or component that a user may write. */
export function argumentsOf(callee: string): ArgumentDeclarations | undefined {
  const layer = findLayer(callee);
  if (layer && !layer.internal) return layer.arguments;
  return componentOf(callee, undefined)?.arguments;
}
