import type { CallExpression, Expression } from '../../grammar/ast.ts';
import type { ComponentValue } from '../declarations/values.ts';
import { placeIn } from '../bind/module.ts';
import { findComponent } from '../components/registry.ts';
import type { Place } from '../diagnostics/place.ts';
import type { ModelRuleContext } from './context.ts';

/** A callback that `train` lists, with where it stands in the text. */
export interface DeclaredCallback {
  readonly callback: ComponentValue;
  /** Where an argument of it is written; else the callback, or the whole list where that comes from elsewhere. */
  readonly placeOf: (argument: string) => Place;
}

/** The callbacks of a model's `train`, in order. */
export function declaredCallbacks({ definition, training }: ModelRuleContext): readonly DeclaredCallback[] {
  const entry = definition.train?.member.settings.entries.find(({ name }) => name.key === 'callbacks');
  if (entry?.kind !== 'Entry') return [];
  const written = entry.value.kind === 'List' ? entry.value.items : [];
  const { module } = definition.train!;
  return training.settings.callbacks.map((callback, index) => {
    const expression = written[index];
    return {
      callback,
      placeOf: (argument) => {
        const value = argumentOf(expression, callback, argument);
        return placeIn(module, (value ?? expression ?? entry.value).span);
      },
    };
  });
}

/** The value of an argument in a call: by name, else by its place among the callback's arguments. */
function argumentOf(
  expression: Expression | undefined,
  callback: ComponentValue,
  argument: string,
): Expression | undefined {
  if (expression?.kind !== 'Call') return undefined;
  const call: CallExpression = expression;
  const named = call.arguments.find(({ name }) => name?.key === argument);
  if (named) return named.value;
  const place = Object.keys(findComponent('callback', callback.name)?.arguments ?? {}).indexOf(argument);
  const positional = call.arguments.filter(({ name }) => !name);
  return place < 0 ? undefined : positional[place]?.value;
}
