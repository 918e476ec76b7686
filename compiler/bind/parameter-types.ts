import type { Parameter } from '../../grammar/ast.ts';
import type { ArgumentType } from '../declarations/declare.ts';
import type { Collector } from '../diagnostics/collector.ts';
import { replacementFixes, suggestionFor } from '../diagnostics/suggest.ts';
import { placeIn, type Module } from './module.ts';

/** The types that parameters can have; all but the last four also as lists, `int[]`. */
export const parameterTypes: ReadonlyMap<string, ArgumentType> = new Map<string, ArgumentType>([
  ['int', { kind: 'integer' }],
  ['float', { kind: 'number' }],
  ['bool', { kind: 'boolean' }],
  ['string', { kind: 'string' }],
  ['activation', { kind: 'component', category: 'activation' }],
  ['padding', { kind: 'option', options: ['valid', 'same', 'causal'] }],
  ['initializer', { kind: 'component', category: 'initializer' }],
  ['regularizer', { kind: 'component', category: 'regularizer' }],
  ['constraint', { kind: 'component', category: 'constraint' }],
]);

/** The type that a parameter states; undefined, after a report, where there is no such type. */
export function parameterTypeOf(
  parameter: Parameter,
  module: Module,
  collector: Collector,
): ArgumentType | undefined {
  const { type } = parameter;
  if (!type || type.name.key === '') return undefined;
  const found = parameterTypes.get(type.name.key);
  if (found) return type.list ? { kind: 'list', of: found } : found;
  const place = placeIn(module, type.name.span);
  const { text, closest } = suggestionFor(type.name.text, [...parameterTypes.keys()], 'There are');
  const common = { integer: 'int', number: 'float', boolean: 'bool', str: 'string' }[type.name.key];
  const names = common ? [common] : closest;
  collector.report('KM1001', 'parameterType', { name: type.name.text }, place, {
    suggestion: common
      ? `Did you mean \`${common}\`?`
      : (text ??
        'Parameters are `int`, `float`, `bool`, `string` and lists of them, or `activation`, `padding`, `initializer`, `regularizer`, `constraint`.'),
    fixes: replacementFixes(place, names),
  });
  return undefined;
}
