import type { Expression } from '../../../../grammar/ast.ts';
import type { Definition } from '../../../bind/definitions.ts';
import { namesIn } from './constant-text.ts';
import type { StructuredContext } from './context.ts';
import { givenParameters } from '../../program/given-parameters.ts';
import type { Site } from './site.ts';

/** What these expressions come to must not change: the model's parameters behind them keep their values. */
export function pin(site: Site, expressions: readonly Expression[]): void {
  for (const name of expressions.flatMap(namesIn)) {
    if (site.loops.some((loop) => loop.has(name.key))) continue;
    if (site.parameters.some(({ key }) => key === name.key))
      pinParameter(site.context, site.info.definition, name.key);
  }
}

/** Pins every parameter of the model: a class is written for one set of them. */
export function pinAll({ pins }: StructuredContext): void {
  pins.add('*');
}

export function isPinned({ pins }: StructuredContext, key: string): boolean {
  return pins.has('*') || pins.has(key);
}

/** A parameter of a block stands for what its uses give, and so on out to the model. */
function pinParameter(context: StructuredContext, definition: Definition, key: string): void {
  if (definition === context.origin.definition) {
    context.pins.add(key);
    return;
  }
  for (const { definition: outer, uses } of context.infos.values()) {
    for (const { call, used } of uses) {
      if (used !== definition) continue;
      const given = givenParameters(call, definition).get(key);
      if (!given) continue;
      for (const name of namesIn(given)) {
        if (outer.parameters.some(({ parameter }) => parameter.name.key === name.key)) {
          pinParameter(context, outer, name.key);
        }
      }
    }
  }
}
