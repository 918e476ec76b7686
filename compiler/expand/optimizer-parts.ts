import type { RecordExpression } from '../../grammar/ast.ts';
import { resolveValue } from '../bind/arguments/resolve.ts';
import type { CheckContext } from '../bind/context.ts';
import type { Environment } from '../bind/environment.ts';
import { placeIn } from '../bind/module.ts';
import { requiredComponent } from '../declarations/declare.ts';
import { isComponent, type ComponentValue } from '../declarations/values.ts';
import type { CheckedPart } from './checked-terms.ts';
import { isTrained, layersMadeBy, makerOf } from './layers-made-by.ts';
import type { Frame } from './site.ts';

/** Stands for all that no other entry names. */
const restName = 'rest';

const declaration = requiredComponent('optimizer', 'How the weights of the part follow their gradients.');

interface CheckedOptimizers {
  /** The optimizer of all that no part has. */
  readonly rest: ComponentValue<'optimizer'> | null;
  readonly parts: readonly CheckedPart[];
}

/**
 * The optimizers of `{features: Adam(0.0001), rest: SGD(0.1)}`. Reports names that make nothing to train, and layers
 * that no entry is for. Where nothing is left for a rest, the last part takes its place.
 */
export function checkOptimizers(
  context: CheckContext,
  environment: Environment,
  frame: Frame,
  { entries, span }: RecordExpression,
): CheckedOptimizers {
  const parts: CheckedPart[] = [];
  const seen = new Set<string>();
  let rest: ComponentValue<'optimizer'> | null | undefined;
  for (const { name, value } of entries) {
    if (name.key === '') continue;
    if (seen.has(name.key)) {
      context.report('KM1002', 'entry', { name: name.text }, placeIn(environment.module, name.span));
      continue;
    }
    seen.add(name.key);
    const found = resolveValue(context, environment, value, name.key, declaration, '`optimizer`');
    const optimizer = isComponent(found, 'optimizer') ? found : null;
    if (optimizer?.name === 'LossScaleOptimizer') {
      const message =
        'A loss has one scale for all weights, so no part has a `LossScaleOptimizer` of its own.';
      const help = 'name the optimizer alone; `precision: mixed_float16` scales the loss of all parts.';
      context.report('KM2004', 'given', { message }, placeIn(environment.module, value.span), { help });
      continue;
    }
    if (name.key === restName && !frame.definition.names.has(restName)) {
      rest = optimizer;
      continue;
    }
    const { own } = layersMadeBy({ context, environment, frame }, name, [restName]);
    if (optimizer && own.length > 0) parts.push({ name: name.key, layers: own, optimizer });
  }
  if (rest !== undefined) return { rest, parts };
  const left = frame.builder.layers.find((layer) => isTrained(layer) && !seen.has(makerOf(layer) ?? ''));
  if (left) {
    const name = makerOf(left) ?? left.declaration.name;
    context.report('KM5008', 'noOptimizer', { name }, placeIn(environment.module, span));
  }
  return { rest: parts.at(-1)?.optimizer ?? null, parts: parts.slice(0, -1) };
}
