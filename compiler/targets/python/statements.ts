import { flat, withNumbers, type NumberLeaf, type PythonExpression } from './expressions.ts';
import { layout } from './layout.ts';

/** A statement before it is laid out: `before`, the expression, and `after`, as in `kernel = …` or `for step in …:`. */
export interface Statement {
  readonly indent: string;
  readonly before: string;
  readonly expression: PythonExpression;
  readonly after: string;
}

/** `    kernel = expression` */
export function statement(before: string, expression: PythonExpression, after = '', indent = ''): Statement {
  return { indent, before, expression, after };
}

/** Statements as lines. */
export function linesOf(statements: readonly Statement[]): readonly string[] {
  const lines: string[] = [];
  // One by one: the numbers of a constant may fill more lines than a call takes arguments.
  for (const { indent, before, expression, after } of statements)
    for (const line of layout(before, expression, after, indent)) lines.push(line);
  return lines;
}

/** Statements with others in the places of their numbers. */
export function withStatementNumbers(
  statements: readonly Statement[],
  replace: (leaf: NumberLeaf) => PythonExpression,
): readonly Statement[] {
  return statements.map((each) => ({ ...each, expression: withNumbers(each.expression, replace) }));
}

/** What statements say beside their numbers: equal for those that differ in numbers alone. */
export function skeletonOf(statements: readonly Statement[]): string {
  return textOf(withStatementNumbers(statements, () => '#'));
}

/** The numbers of statements, in the order in which they stand. */
export function numbersIn(statements: readonly Statement[]): readonly NumberLeaf[] {
  const found: NumberLeaf[] = [];
  withStatementNumbers(statements, (leaf) => {
    found.push(leaf);
    return leaf;
  });
  return found;
}

/** What statements say, whatever their layout is. */
export function textOf(statements: readonly Statement[]): string {
  return statements
    .map(({ indent, before, expression, after }) => `${indent}${before}${flat(expression)}${after}`)
    .join('\n');
}
