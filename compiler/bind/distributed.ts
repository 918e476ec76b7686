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
  if (call.arguments.length !== 1) return undefined;
  const { name, value: stage } = call.arguments[0]!;
  if (stage.kind !== 'Identifier' && stage.kind !== 'Call') return undefined;
  if ((name && name.key !== 'layer') || !findLayer(call.callee.key)?.distributesStages) return undefined;
  if (stage.kind === 'Identifier') return isShared(stage) ? stage : undefined;
  const meaning = environment.module.names.get(stage.callee.key);
  // A layer of one's own is an argument like those that come with kmodel.
  return meaning?.kind === 'definition' && meaning.declaration.kind !== 'Layer' ? stage : undefined;
}
