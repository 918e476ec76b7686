import type { ArgumentType } from '../../declarations/declare.ts';
import { articleFor, categoryText, componentCategories } from '../../declarations/categories.ts';
import type { Fix } from '../../diagnostics/diagnostic.ts';
import { replacementFix } from '../../diagnostics/suggest.ts';
import { findComponent } from '../../components/registry.ts';
import { cellOf } from '../../layers/recurrent/base-cell.ts';
import { recurrenceOf } from '../../layers/recurrent/base-recurrent.ts';
import { findLayer } from '../../layers/registry.ts';
import { placeIn } from '../module.ts';
import { valueDescription, valueText, type Value } from '../values.ts';

/** The value with what it is, for messages: "`LSTM(…)` is a layer", "`Adam(…)` is an optimizer". */
export function describeValue(value: Value): string {
  if (value.kind === 'component') return `\`${valueText(value)}\` is ${withArticle(value.value.category)}`;
  if (value.kind !== 'object') return valueDescription(value);
  const { key } = value.call.callee;
  const layer = findLayer(key);
  if (layer) return `\`${valueText(value)}\` is ${cellOf(layer) ? 'a recurrent cell' : 'a layer'}`;
  const category = componentCategories.find((each) => findComponent(each, key));
  return category ? `\`${valueText(value)}\` is ${withArticle(category)}` : valueDescription(value);
}

function withArticle(category: (typeof componentCategories)[number]): string {
  const word = categoryText(category);
  return `${articleFor(word)} ${word}`;
}

/** What to write where a recurrent layer stands for its cell, or a cell for the layer. */
export function otherRecurrence(
  value: Value,
  type: ArgumentType,
): { readonly help: string; readonly fixes: readonly Fix[] } | undefined {
  if (value.kind !== 'object') return undefined;
  const { call, environment } = value;
  const name = call.callee.key;
  const wanted = type.kind === 'anyOf' ? type.of : [type];
  const takes = (what: 'cell' | 'recurrent'): boolean =>
    wanted.some((each) => each.kind === 'layer' && each[what] === true);
  const meant = takes('cell') ? `${name}Cell` : name.replace(/Cell$/, '');
  const declaration = meant === name ? undefined : findLayer(meant);
  const fits =
    declaration && (takes('cell') ? cellOf(declaration) : takes('recurrent') && recurrenceOf(declaration));
  if (!fits) return undefined;
  const written = valueText(value).replace(name, meant);
  return {
    help: takes('cell') ? `\`${written}\` is its cell.` : `\`${written}\` is the layer of this cell.`,
    fixes: [replacementFix(placeIn(environment.module, call.callee.span), meant)],
  };
}
