import { expect, it } from 'vitest';
import { declaredTypeText } from '../../../compiler/shapes/types.ts';
import { graphOf } from '../harness.ts';
import { errorsOf } from '../layers/families/uses.ts';

/** An expression and what it gives; several results have `and` between them. */
export type RightExpression = readonly [expression: string, results: string];

/** An expression, `CODE text-it-stands-at`, what is said, and the way out where one is told. */
export type WrongExpression = readonly [expression: string, found: string, message: string, help?: string];

/** One test for each right expression of tensors of these types: one type, or several with `and` between them. */
export function right(types: string, expressions: readonly RightExpression[]): void {
  it.each(expressions)(`%s of ${types} is %s`, (expression, results) => {
    const count = results.split(' and ').length;
    expect(resultsOf(modelOf(types, expression, count), count)).toBe(results);
  });
}

/** One test for each wrong expression of tensors of these types. */
export function wrong(types: string, expressions: readonly WrongExpression[]): void {
  const cases = expressions.map(([expression, ...said]) => [expression, said] as const);
  it.each(cases)(`%s of ${types} is wrong: %j`, (expression, said) => {
    const errors = errorsOf(modelOf(types, expression, 1));
    expect(errors.filter(([found]) => !found!.startsWith('KM4003'))).toEqual([said]);
  });
}

/** A model whose head is an expression of inputs `x`, `z`, `w` of these types; those that it does not name are left out. */
export function modelOf(types: string, expression: string, results: number): string {
  const inputs = types
    .split(' and ')
    .map((type, index) => ({ name: 'xzw'[index]!, type }))
    .filter(({ name }, _, { length }) => length === 1 || new RegExp(`\\b${name}\\b`).test(expression))
    .map(({ name, type }) => `  input ${name}: ${type}\n`);
  const names = Array.from({ length: results }, (_, index) => `r${index}`);
  const use =
    results === 1
      ? `  head result = ${expression}\n`
      : `  branch [${names.join(', ')}] = ${expression}\n  head result = r0\n`;
  return `model M {\n${inputs.join('')}${use}}\n`;
}

/** What the head of a model holds; of several results, all that the last call gives. */
export function resultsOf(text: string, results: number): string {
  const { calls, heads, tensors } = graphOf(text);
  const outputs = results === 1 ? [heads[0]!.tensor] : calls.at(-1)!.outputs;
  return outputs.map((output) => declaredTypeText(tensors[output]!)).join(' and ');
}
