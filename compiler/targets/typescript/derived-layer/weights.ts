import type { WeightSpecification } from '../../../declarations/define-layer.ts';
import { camelCase } from '../../tfjs/names.ts';
import { isMisfit, tfjsValue } from '../../tfjs/values.ts';
import { UnwritableOp } from '../ops/unwritable-op.ts';
import { stringText, valueText, type ValueContext } from '../values-text.ts';

/** The field that holds a weight. */
export function fieldName(weight: string): string {
  return camelCase(weight.replaceAll('/', '_'));
}

/** What makes a weight: `this.addWeight('kernel', [3, 4], …)` */
export function weightText(weight: WeightSpecification, context: ValueContext): string {
  const initializer = initializerText(weight, context);
  const optional = [weight.regularizer, weight.constraint].map((value) => {
    if (!value) return 'undefined';
    const converted = tfjsValue(value);
    if (isMisfit(converted)) throw new UnwritableOp(converted.reason);
    return valueText(converted, context);
  });
  const rest: string[] = [optional[0]!, String(weight.trainable), optional[1]!];
  while (rest.length > 0 && (rest.at(-1) === 'undefined' || rest.at(-1) === 'true')) rest.pop();
  const args = [
    stringText(weight.name.replaceAll('/', '_')),
    `[${weight.shape.join(', ')}]`,
    `'float32'`,
    initializer,
  ];
  return `this.addWeight(${[...args, ...rest].join(', ')})`;
}

function initializerText({ initializer }: WeightSpecification, context: ValueContext): string {
  const converted = tfjsValue(initializer);
  // Gates with a forget gate of ones, and other initializers of ours: zeros are Keras's for the rest of the bias.
  if (isMisfit(converted)) return 'tf.initializers.zeros()';
  if (typeof converted !== 'string') return valueText(converted, context);
  return converted === 'zeros' || converted === 'ones'
    ? `tf.initializers.${converted}()`
    : `tf.initializers.${converted}({})`;
}
