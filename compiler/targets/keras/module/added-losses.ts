import type { ModelGraph } from '../../../graph/model-graph.ts';
import type { ModelProgram, Tensor } from '../../program/program.ts';
import { settledValue } from '../../program/values.ts';
import { call, flat, keyword, list, numberText, stringText } from '../../python/expressions.ts';
import { layout } from '../../python/layout.ts';
import { tensorText, type StatementContext } from './statements.ts';
import { valueText } from './values.ts';

/** Statements that add to the loss what `compile` has no words for, and what the model gives then. */
export interface AddedLosses {
  readonly lines: readonly string[];
  /** The expressions of the outputs, in the order of the heads. */
  readonly outputs: readonly string[];
  /** The names of the layers that make them. */
  readonly names: readonly string[];
  /** The layers that add to the loss, by what kmodel logs of them. */
  readonly terms: readonly (readonly [log: string, layer: string])[];
}

/**
 * Objectives, and losses whose target the model has itself, as layers that the outputs go through: Keras knows of
 * losses only what lies on the way to an output.
 * @param outputs the expressions of the heads
 * @param names the names of the layers that make them
 * @param isFirst false where the outputs are used again: results then have names of their own
 */
export function addedLosses(
  graph: ModelGraph,
  { added, heads }: ModelProgram,
  { outputs, names }: Pick<AddedLosses, 'outputs' | 'names'>,
  context: StatementContext,
  isFirst = true,
): AddedLosses {
  const taken = new Set([...graph.layers, ...graph.inputs].map(({ name }) => name));
  const claim = (wanted: string): string => {
    let name = wanted;
    for (let count = 1; taken.has(name); count++) name = `${wanted}_${count}`;
    taken.add(name);
    return name;
  };
  const lines: string[] = [];
  const given = [...outputs];
  const makers = [...names];
  const terms: (readonly [string, string])[] = [];
  /** Whether each output stands in a variable. */
  const isVariable = heads.map(({ value }) => value.kind === 'variable');
  const pass = (
    place: number,
    maker: string,
    items: Parameters<typeof call>[1],
    tensor: Tensor,
    name: string,
  ) => {
    const value = flat(tensorText(tensor, context));
    const through = given[place] ?? value;
    const isKept =
      (isVariable[place] ?? tensor.kind === 'variable') && (isFirst || through !== outputs[place]);
    const variable = isKept ? through : context.scope.claim('result');
    const made = call(context.customClass(maker), [...items, keyword('name', stringText(name))]);
    lines.push(...layout(`${variable} = `, call(made, [list([through, value])]), '', '    '));
    given[place] = variable;
    isVariable[place] = true;
    makers[place] = name;
  };
  for (const each of added) {
    const weight = each.kind === 'objective' ? each.objective.weight : each.head.weight;
    const weighted = weight === 1 ? [] : [keyword('weight', numberText(weight, true))];
    if (each.kind === 'objective') {
      const layer = claim(`${each.objective.name}_objective`);
      terms.push([each.objective.name, layer]);
      pass(0, 'Objective', weighted, each.value, layer);
    } else {
      const loss = valueText(settledValue(each.head.loss!, undefined), context);
      const place = graph.heads.indexOf(each.head);
      const layer = claim(`${each.head.name}_loss`);
      if (graph.heads.length > 1) terms.push([`${each.head.name}_loss`, layer]);
      pass(place, 'LossOf', [loss, ...weighted], each.value, layer);
    }
  }
  return { lines, outputs: given, names: makers, terms };
}
