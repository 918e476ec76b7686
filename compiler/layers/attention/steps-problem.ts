import { shapeProblem, type LayerShapeCall, type ShapeProblem } from '../../declarations/define-layer.ts';
import { sizesEqual } from '../../shapes/size.ts';
import { mayBeEqual } from '../../shapes/may-be-equal.ts';

/** Keras computes attention in blocks without dropout alone. */
export function flashProblem(args: {
  readonly flash_attention: boolean | null;
  readonly dropout: number;
}): ShapeProblem | undefined {
  if (args.flash_attention !== true || args.dropout === 0) return undefined;
  const message = '`flash_attention: true` and `dropout` exclude each other.';
  return shapeProblem('KM2004', message, { argument: 'dropout' });
}

/** Why keys do not belong to values: there must be one for each. */
export function stepsProblem({ inputs, requireEqual }: LayerShapeCall<unknown>) {
  const [, value, key] = inputs;
  if (!key || sizesEqual(value!.shape[0]!, key.shape[0]!)) return undefined;
  if (mayBeEqual(value!.shape[0]!, key.shape[0]!)) {
    requireEqual(value!.shape[0]!, key.shape[0]!);
    return undefined;
  }
  return shapeProblem(
    'KM3002',
    '{layer} needs as many keys as values, but {input1} and {input2} differ in steps.',
  );
}
