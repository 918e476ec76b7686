import type { CallExpression, Expression } from '../../grammar/ast.ts';
import type { Definition } from './definitions.ts';
import { constantFunctions } from './functions.ts';

/** `mask(x)` in a layer: the mask of one of its inputs. */
export function isMaskCall(definition: Definition, { callee }: CallExpression): boolean {
  return definition.kind === 'layer' && callee.key === 'mask';
}

/** Whether an expression is made of layers alone, with nothing that flows into them. */
export function isLayerValue(value: Expression): boolean {
  if (value.kind === 'Call') return !constantFunctions.has(value.callee.key);
  return value.kind === 'Pipeline' && (value.source === undefined || isLayerValue(value.source));
}
