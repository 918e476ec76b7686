import { shapeProblem, type LayerShapeCall } from '../../declarations/define-layer.ts';
import { mayBeEqual, sizesEqual } from '../../shapes/size.ts';

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
