import type { Tensor } from '../ops/types.ts';
import { component, type ArgumentDeclarations } from './declare.ts';
import type { LayerDeclaration, LoweringContext } from './define-layer.ts';
import { isComponent, type Arguments, type ComponentValue } from './values.ts';

/** The argument of Keras's base layer, for those that have it among their own. */
export const activityRegularizer = component(
  'regularizer',
  null,
  'Penalty on the result, added to the loss.',
);

/** The same for all others: by its name alone. */
const byNameAlone = { ...activityRegularizer, byName: true };

/**
 * A layer that takes `activity_regularizer`, as Keras's base layer does: a penalty on each result, added to the loss.
 * Operators and functions are called, and take none.
 */
export function withActivityPenalty<D extends ArgumentDeclarations>(
  layer: LayerDeclaration<D>,
): LayerDeclaration<D> {
  const isCalled = layer.family === 'function' || layer.family === 'operator' || layer.family === 'own';
  const isOther = layer.penalty === 'none' || layer.penalty === 'inside';
  if (isCalled || layer.internal || isOther || layer.host?.only) return layer;
  const own = layer.arguments.activity_regularizer;
  return {
    ...layer,
    arguments: own ? layer.arguments : { ...layer.arguments, activity_regularizer: byNameAlone },
    lower: (context, call) => {
      const result = layer.lower(context, call);
      addPenalties(context, 'shape' in result ? [result] : result, call.args as Arguments);
      return result;
    },
  };
}

/** Adds the penalty that a layer has in its arguments, if any, on each result. */
export function addPenalties(context: LoweringContext, outputs: readonly Tensor[], args: Arguments): void {
  const value = args.activity_regularizer;
  if (!isComponent(value, 'regularizer')) return;
  for (const output of outputs) addPenalty(context, output, value);
}

/** Adds a penalty on a result to the loss, divided by the batch size as Keras does. */
export function addPenalty(
  context: LoweringContext,
  output: Tensor,
  { declaration, args }: ComponentValue<'regularizer'>,
): void {
  const { ops } = context;
  const numbers = output.dtype === 'float32' ? output : ops.cast(output, 'float32');
  context.addLoss(ops.divide(declaration.lower(ops, numbers, args), ops.size(context.batch)));
}
