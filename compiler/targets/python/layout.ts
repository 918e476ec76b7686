import { closing, flat, type PythonExpression } from './expressions.ts';
import { characters, operands, type Operand } from './operands.ts';

/** A function's `return` of a dictionary that a loop makes: `{entry loop}`, in as few lines as black takes for it. */
export function returnByLoop(entry: string, loop: string): string {
  const line = `    return {${entry} ${loop}}`;
  if (line.length <= lineWidth) return line;
  const inside = `        ${entry} ${loop}`;
  return `    return {\n${inside.length <= lineWidth ? inside : `        ${entry}\n        ${loop}`}\n    }`;
}

/** How long black lets a line be. */
export const lineWidth = 88;
const step = '    ';

/**
 * A statement on as few lines as black gives it: on one where it fits, else broken at the last bracket whose line
 * fits, its entries on one line or each on its own.
 */
export function layout(
  prefix: string,
  expression: PythonExpression,
  suffix = '',
  indent = '',
): readonly string[] {
  const whole = `${indent}${prefix}${flat(expression)}${suffix}`;
  if (fits(whole)) return [whole];
  const breaks = breaksOf(prefix, expression, suffix);
  const inner = indent + step;
  const text = flat(expression);
  const parts = operands(text);
  const fitting = breaks.find(({ first }) => fits(indent + first));
  // What follows `=` or `return` comes into brackets of its own where nothing else is a good place to break.
  if (/(= |return )$/.test(prefix) && suffix === '') {
    const endsInBrackets = /[)}]$/.test(text) && !/[([{][)\]}]$/.test(text);
    const isWrapped = !fitting || parts.length > 2 || (parts.length === 2 && !endsInBrackets);
    if (isWrapped && (breaks.length > 0 || parts.length > 1 || fits(`${inner}${text}`)))
      return [`${indent}${prefix}(`, ...bracketed(expression, parts, inner), `${indent})`];
  }
  // In brackets, each operand stands on a line of its own.
  if (/^([=!<>]=|[-+*/%@&|<>^]|\/\/|\*\*| )*$/.test(prefix) && parts.length > 1)
    return parts.flatMap(([operator, operand], index) =>
      layout(index === 0 ? prefix : operator, operand, index === parts.length - 1 ? suffix : '', indent),
    );
  const chosen = fitting ?? breaks[0];
  if (!chosen) return [whole];
  const { first, items, last, isLiteral } = chosen;
  const together = `${inner}${items.map(flat).join(', ')}`;
  const body =
    !isLiteral && fits(together)
      ? [together]
      : items.flatMap((item) => layout('', item, items.length > 1 ? ',' : '', inner));
  const { rest } = chosen;
  if (fits(indent + last) || typeof rest === 'string') return [indent + first, ...body, indent + last];
  return [indent + first, ...body, ...layout(last.slice(0, 1), rest, '', indent)];
}

interface Break {
  readonly first: string;
  readonly items: readonly PythonExpression[];
  readonly last: string;
  /** What follows the bracket on the last line. */
  readonly rest: PythonExpression;
  /** Entries of a list, a tuple or a dictionary stand each on a line of its own, those of a call where they must. */
  readonly isLiteral: boolean;
}

/** Where a line can be broken: the last bracket first. */
function breaksOf(prefix: string, expression: PythonExpression, suffix: string): readonly Break[] {
  if (typeof expression === 'string' || expression.kind === 'joined' || expression.kind === 'number') {
    const parsed = expressionOf(flat(expression));
    return typeof parsed === 'string' ? [] : breaksOf(prefix, parsed, suffix);
  }
  if (expression.kind === 'pair') return breaksOf(prefix + expression.name, expression.value, suffix);
  if (expression.kind === 'member') return breaksOf(prefix, expression.of, expression.name + suffix);
  const { head, open, items } = expression;
  const rest = `${open}${items.map(flat).join(', ')}${closing[open]}`;
  const own: Break = {
    first: `${prefix}${flat(head)}${open}`,
    items,
    last: `${closing[open]}${suffix}`,
    isLiteral: head === '' && items.length > 1 && !/[)\]}]$/.test(prefix),
    rest: suffix === '' ? '' : expressionOf(suffix),
  };
  const outer = breaksOf(prefix, head, rest + suffix);
  return items.length === 0 ? outer : [own, ...outer];
}

/** What stands in brackets of its own: the entries of a tuple on a line each. */
function bracketed(
  expression: PythonExpression,
  parts: readonly Operand[],
  indent: string,
): readonly string[] {
  if (parts[0]?.[2] !== ',') return layout('', expression, '', indent);
  return parts.flatMap(([, operand, comma]) => layout('', operand, comma, indent));
}

function fits(line: string): boolean {
  return [...line].length <= lineWidth;
}

/** Text as its layout needs to know it: the last bracket, and what stands in it. */
export function expressionOf(text: string): PythonExpression {
  const pair = /^(\w+=|"[^"]*": )(?!=)/.exec(text);
  if (pair) return { kind: 'pair', name: pair[0], value: expressionOf(text.slice(pair[0].length)) };
  // A tuple of one entry keeps its comma.
  if (text.endsWith(',)')) return text;
  const opened: number[] = [];
  let start = -1;
  let end = -1;
  const commas: (readonly [depth: number, at: number])[] = [];
  for (const { character, at, isText } of characters(text)) {
    if (isText) continue;
    if ('([{'.includes(character)) opened.push(at);
    else if (')]}'.includes(character)) {
      start = opened.pop() ?? -1;
      end = at;
    } else if (character === ',') commas.push([opened.length, at]);
  }
  if (start < 0) return text;
  if (end < text.length - 1)
    return { kind: 'member', of: expressionOf(text.slice(0, end + 1)), name: text.slice(end + 1) };
  const inside = commas.filter(([depth, at]) => depth === 1 && at > start).map(([, at]) => at);
  const ends = [...inside, text.length - 1];
  const items = ends.map((at, index) =>
    text.slice(index === 0 ? start + 1 : ends[index - 1]! + 1, at).trim(),
  );
  return {
    kind: 'brackets',
    head: expressionOf(text.slice(0, start)),
    open: text[start] as '(' | '[' | '{',
    items: items.filter((item) => item !== '').map(expressionOf),
  };
}
