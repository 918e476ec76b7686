import type { ISerializedGast } from 'chevrotain';
import { ModelParser } from '../../grammar/parser.ts';
import * as t from '../../grammar/tokens.ts';

/** Tokens that are classes of words or signs, by the names that the reference gives them. */
const classes: ReadonlyMap<string, string> = new Map([
  [t.Name.name, 'NAME'],
  [t.ArgumentName.name, 'NAME'],
  [t.Number.name, 'NUMBER'],
  [t.Text.name, 'STRING'],
  [t.BooleanWord.name, 'BOOLEAN'],
  [t.BinaryOperatorToken.name, 'OPERATOR'],
  [t.PrefixOperator.name, 'SIGN'],
  [t.LineEnd.name, 'LINE_END'],
]);

/** One piece of a rule, as Chevrotain writes it out. */
interface Production extends ISerializedGast {
  readonly name?: string;
  readonly label?: string;
  readonly definition?: Production[];
  readonly separator?: Production;
}

/**
 * The grammar of the language, written out from the rules of the parser itself: one production a line, `[…]` for
 * what may be left out, `{…}` for what may stand any number of times.
 */
export function referenceGrammar(): string {
  const rules = fromFileDown(new ModelParser().getSerializedGastProductions());
  const width = Math.max(...rules.map(({ name = '' }) => name.length));
  return rules
    .map(
      ({ name = '', definition = [] }) => `${ruleName(name).padEnd(width)} = ${sequence(definition, true)}`,
    )
    .join('\n');
}

/** The first rule of each file of rules, from the file down; in the parser each stands behind those that it needs. */
const firstRules = ['file', 'member', 'expression', 'operation', 'name'];

function fromFileDown(rules: readonly Production[]): readonly Production[] {
  const starts = firstRules.map((first) => rules.findIndex(({ name }) => name === first));
  return starts.flatMap((start) => {
    const next = Math.min(...starts.filter((other) => other > start), rules.length);
    return rules.slice(start, next);
  });
}

function ruleName(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function sequence(items: readonly Production[], outermost = false): string {
  return items.map((item) => production(item, outermost && items.length === 1)).join(' ');
}

function production(item: Production, alone: boolean): string {
  const inner = item.definition ?? [];
  switch (item.type) {
    case 'NonTerminal':
      return ruleName(item.name!);
    case 'Terminal':
      return terminal(item);
    case 'Alternation': {
      const choices = inner.map((choice) => sequence(choice.definition ?? [])).join(' | ');
      return alone ? choices : `(${choices})`;
    }
    case 'Option':
      return `[${sequence(inner)}]`;
    case 'Repetition':
      return `{${sequence(inner)}}`;
    case 'RepetitionMandatory':
      return `${sequence(inner)} {${sequence(inner)}}`;
    case 'RepetitionWithSeparator':
      return `[${sequence(inner)} {${terminal(item.separator!)} ${sequence(inner)}}]`;
    default:
      return sequence(inner);
  }
}

function terminal({ name = '', label }: Production): string {
  return classes.get(name) ?? `"${label ?? name}"`;
}
