import { ownValue } from '../names/own-value.ts';
import type { Expression, Parameter } from '../../grammar/ast.ts';
import type { ArgumentType } from '../declarations/declare.ts';
import type { Collector } from '../diagnostics/collector.ts';
import { replacementFixes, suggestionFor } from '../diagnostics/suggest.ts';
import { findComponent } from '../components/registry.ts';
import { hasProblemWithin, placeIn, type Module } from './module.ts';

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
  if (!type) reportMissingType(parameter, module, collector);
  if (!type || type.name.key === '') return undefined;
  const found = parameterTypes.get(type.name.key);
  if (found) return type.list ? { kind: 'list', of: found } : found;
  const place = placeIn(module, type.name.span);
  const { text, closest } = suggestionFor(type.name.text, [...parameterTypes.keys()], 'There are');
  const common = ownValue(otherNames, type.name.key);
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

function reportMissingType(parameter: Parameter, module: Module, collector: Collector): void {
  const { name, span } = parameter;
  if (hasProblemWithin(module, span)) return;
  const type = likelyType(parameter.default);
  const behind = placeIn(module, { start: name.span.end, end: name.span.end });
  collector.report('KM3011', 'parameter', { name: name.text }, placeIn(module, name.span), {
    help: `for example \`${name.text}: ${type}\`.`,
    fixes: [{ title: `Insert \`: ${type}\``, edits: [{ place: behind, newText: `: ${type}` }] }],
  });
}

/** The type of which a default is, as far as its text tells. */
function likelyType(value: Expression | undefined): string {
  switch (value?.kind) {
    case 'Number':
      return value.integer ? 'int' : 'float';
    case 'Boolean':
      return 'bool';
    case 'String':
      return 'string';
    case 'List':
      return `${likelyType(value.items[0])}[]`;
    case 'Identifier': {
      const found = [...parameterTypes].find(
        ([, type]) => type.kind === 'option' && type.options.includes(value.key),
      );
      return found?.[0] ?? (isActivation(value.key) ? 'activation' : 'int');
    }
    case 'Unary':
      return value.operator === 'not' ? 'bool' : likelyType(value.operand);
    default:
      return 'int';
  }
}

const isActivation = (name: string): boolean => findComponent('activation', name) !== undefined;

/** What people call the types elsewhere. */
const otherNames = { integer: 'int', number: 'float', boolean: 'bool', str: 'string' };
