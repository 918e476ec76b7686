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
  /** What follows a bracket: `.permute` in `F.conv2d(x, kernel).permute(0, 2, 3, 1)`, ` @ b` in `f(a) @ b`. */
  | { readonly kind: 'member'; readonly of: PythonExpression; readonly name: string }
  /** `name=value` or `key: value`. */
  | { readonly kind: 'pair'; readonly name: string; readonly value: PythonExpression }
  /** Parts without a space between them: `-`, 0.5; `(`, 3, `,)`; a, ` + `, b. */
  | { readonly kind: 'joined'; readonly parts: readonly PythonExpression[] }
  | NumberLeaf;

/** A number in an expression: in code that differs from other code in it alone, it becomes a parameter. */
export interface NumberLeaf {
  readonly kind: 'number';
  readonly value: number;
  readonly text: string;
  /** What a parameter in its place is called: `in_channels`. */
  readonly name?: string;
}

/** `head(a, b)` */
export function call(head: PythonExpression, items: readonly PythonExpression[]): PythonExpression {
  return { kind: 'brackets', head, open: '(', items };
}

/** `[a, b]` */
export function list(items: readonly PythonExpression[]): PythonExpression {
  return { kind: 'brackets', head: '', open: '[', items };
}

/** `{"a": 1, "b": 2}`: keys are strings. */
export function dictionary(entries: readonly (readonly [string, PythonExpression])[]): PythonExpression {
  const items = entries.map(
    ([key, value]) => ({ kind: 'pair', name: `${stringText(key)}: `, value }) as const,
  );
  return { kind: 'brackets', head: '', open: '{', items };
}

/** `{0: a, 1: b}`: from 0, 1, 2, … to each of the values. */
export function numbered(values: readonly PythonExpression[]): PythonExpression {
  const items = values.map((value, index) => ({ kind: 'pair', name: `${index}: `, value }) as const);
  return { kind: 'brackets', head: '', open: '{', items };
}

/** `name=value` */
export function keyword(name: string, value: PythonExpression): PythonExpression {
  return { kind: 'pair', name: `${name}=`, value };
}

/** A tuple; of one entry it ends in a comma. */
export function tuple(items: readonly PythonExpression[]): PythonExpression {
  return items.length === 1 ? joined('(', items[0]!, ',)') : { kind: 'brackets', head: '', open: '(', items };
}

/** Parts one behind the other, with nothing between them: spaces belong to the parts. */
export function joined(...parts: readonly PythonExpression[]): PythonExpression {
  return { kind: 'joined', parts };
}

/** `a, b` */
export function sequence(items: readonly PythonExpression[]): PythonExpression {
  if (items.length === 1) return items[0]!;
  return joined(...items.flatMap((item, index) => (index > 0 ? [', ', item] : [item])));
}

/** A number that is written as it is, a whole one unless a text is given. */
export function number(value: number, text = String(value), name?: string): NumberLeaf {
  return { kind: 'number', value, text, ...(name === undefined ? {} : { name }) };
}

/** A string as Python writes it, with double quotes. */
export function stringText(text: string): string {
  return JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

/** A number as Python writes it; a whole one gets a point where it stands for a float. */
export function numberText(value: number, isFloat: boolean): string {
  if (!Number.isFinite(value)) return `float("${value < 0 ? '-inf' : Number.isNaN(value) ? 'nan' : 'inf'}")`;
  const text = String(value).replace('e+', 'e');
  return isFloat && !/[.e]/.test(text) ? `${text}.0` : text;
}

/** What closes each bracket. */
export const closing = { '(': ')', '[': ']', '{': '}' } as const;

/** The expression on one line. */
export function flat(expression: PythonExpression): string {
  if (typeof expression === 'string') return expression;
  if (expression.kind === 'pair') return `${expression.name}${flat(expression.value)}`;
  if (expression.kind === 'member') return `${flat(expression.of)}${expression.name}`;
  if (expression.kind === 'number') return expression.text;
  if (expression.kind === 'joined') return expression.parts.map(flat).join('');
  const { head, open, items } = expression;
  return `${flat(head)}${open}${items.map(flat).join(', ')}${closing[open]}`;
}

/** The names of what an expression calls, but for what stands in it as text. */
export function calledIn(expression: PythonExpression): readonly string[] {
  if (typeof expression === 'string' || expression.kind === 'number') return [];
  if (expression.kind === 'pair') return calledIn(expression.value);
  if (expression.kind === 'joined') return expression.parts.flatMap(calledIn);
  if (expression.kind === 'member') return calledIn(expression.of);
  const { head, open, items } = expression;
  const own = open === '(' && typeof head === 'string' && head !== '' ? [head] : calledIn(head);
  return [...own, ...items.flatMap(calledIn)];
}

/** An expression with others in the places of its numbers. */
export function withNumbers(
  expression: PythonExpression,
  replace: (leaf: NumberLeaf) => PythonExpression,
): PythonExpression {
  const each = (inner: PythonExpression): PythonExpression => withNumbers(inner, replace);
  if (typeof expression === 'string') return expression;
  switch (expression.kind) {
    case 'number':
      return replace(expression);
    case 'joined':
      return { ...expression, parts: expression.parts.map(each) };
    case 'pair':
      return { ...expression, value: each(expression.value) };
    case 'member':
      return { ...expression, of: each(expression.of) };
    case 'brackets':
      return { ...expression, head: each(expression.head), items: expression.items.map(each) };
  }
}
