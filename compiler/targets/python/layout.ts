/** A Python expression, as far as its layout needs to know it. */
export type PythonExpression =
  | string
  | {
      readonly kind: 'brackets';
      /** What stands before the bracket: `layers.Dense`, or another call. */
      readonly head: PythonExpression;
      readonly open: '(' | '[' | '{';
      readonly items: readonly PythonExpression[];
    }
  /** `name=value` or `key: value`. */
  | { readonly kind: 'pair'; readonly name: string; readonly value: PythonExpression };

export function call(head: PythonExpression, items: readonly PythonExpression[]): PythonExpression {
  return { kind: 'brackets', head, open: '(', items };
}

export function list(items: readonly PythonExpression[]): PythonExpression {
  return { kind: 'brackets', head: '', open: '[', items };
}

export function dictionary(entries: readonly (readonly [string, PythonExpression])[]): PythonExpression {
  const items = entries.map(
    ([key, value]) => ({ kind: 'pair', name: `${stringText(key)}: `, value }) as const,
  );
  return { kind: 'brackets', head: '', open: '{', items };
}

export function keyword(name: string, value: PythonExpression): PythonExpression {
  return { kind: 'pair', name: `${name}=`, value };
}

/** A tuple; of one entry it ends in a comma. */
export function tuple(items: readonly PythonExpression[]): PythonExpression {
  return items.length === 1 ? `(${flat(items[0]!)},)` : { kind: 'brackets', head: '', open: '(', items };
}

/** A string as Python writes it, with double quotes. */
export function stringText(text: string): string {
  return JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

/** A number as Python writes it. */
export function numberText(value: number, isFloat: boolean): string {
  if (!Number.isFinite(value)) return `float("${value < 0 ? '-inf' : Number.isNaN(value) ? 'nan' : 'inf'}")`;
  const text = String(value).replace('e+', 'e');
  return isFloat && !/[.e]/.test(text) ? `${text}.0` : text;
}

const closing = { '(': ')', '[': ']', '{': '}' } as const;

/** The expression on one line. */
export function flat(expression: PythonExpression): string {
  if (typeof expression === 'string') return expression;
  if (expression.kind === 'pair') return `${expression.name}${flat(expression.value)}`;
  const { head, open, items } = expression;
  return `${flat(head)}${open}${items.map(flat).join(', ')}${closing[open]}`;
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
  const chosen = breaks.find(({ first }) => fits(indent + first)) ?? breaks[0];
  if (!chosen) return [whole];
  const { first, items, last, isDictionary } = chosen;
  const inner = indent + step;
  const together = `${inner}${items.map(flat).join(', ')}`;
  const body =
    !isDictionary && fits(together)
      ? [together]
      : items.flatMap((item) => layout('', item, items.length > 1 ? ',' : '', inner));
  return [indent + first, ...body, indent + last];
}

interface Break {
  readonly first: string;
  readonly items: readonly PythonExpression[];
  readonly last: string;
  /** Entries of a dictionary stand each on a line of its own. */
  readonly isDictionary: boolean;
}

/** Where a line can be broken: the last bracket first. */
function breaksOf(prefix: string, expression: PythonExpression, suffix: string): readonly Break[] {
  if (typeof expression === 'string') return [];
  if (expression.kind === 'pair') return breaksOf(prefix + expression.name, expression.value, suffix);
  const { head, open, items } = expression;
  const rest = `${open}${items.map(flat).join(', ')}${closing[open]}`;
  const own: Break = {
    first: `${prefix}${flat(head)}${open}`,
    items,
    last: `${closing[open]}${suffix}`,
    isDictionary: open === '{',
  };
  const outer = breaksOf(prefix, head, rest + suffix);
  return items.length === 0 ? outer : [own, ...outer];
}

function fits(line: string): boolean {
  return [...line].length <= lineWidth;
}
