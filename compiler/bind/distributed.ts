import type { CallExpression, Identifier } from '../../grammar/ast.ts';
import { findLayer } from '../layers/registry.ts';
import type { Environment } from './environment.ts';

/**
 * The stage that a wrapper sends every step of a sequence through, where its layer is a block, a model or a
 * shared name: `TimeDistributed(Tower())`, `TimeDistributed(tower)`. Undefined for a layer, which the wrapper
 * takes as an argument.
 */
export function distributedStage(
  call: CallExpression,
  environment: Environment,
  isShared: (name: Identifier) => boolean,
): CallExpression | Identifier | undefined {
  const [only, ...others] = call.arguments;
  if (!only || others.length > 0 || !findLayer(call.callee.key)?.distributesStages) return undefined;
  if (only.name && only.name.key !== 'layer') return undefined;
  const stage = only.value;
  if (stage.kind === 'Identifier') return isShared(stage) ? stage : undefined;
  if (stage.kind !== 'Call') return undefined;
  const meaning = environment.module.names.get(stage.callee.key);
  // A layer of one's own is an argument like those that come with kmodel.
  return meaning?.kind === 'definition' && meaning.declaration.kind !== 'Layer' ? stage : undefined;
}
