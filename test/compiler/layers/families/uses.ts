import { expect, it } from 'vitest';
import { declaredTypeText } from '../../../../compiler/shapes/types.ts';
import { checkText, graphOf } from '../../harness.ts';

/** A use of a layer, what comes out, and its weights: `name [shape]`, `fixed` where training leaves it as it is. */
export type RightUse = readonly [stage: string, results: string, weights?: string];

/** A use of a layer, `CODE text-it-stands-at`, what is said, and the way out where one is told. */
export type WrongUse = readonly [stage: string, found: string, message: string, help?: string];

/** One test for each right use of a layer on inputs: one type, or several with `and` between them. */
export function right(types: string, uses: readonly RightUse[]): void {
  const cases = uses.map(([stage, results, weights = '']) => [stage, results, weights] as const);
  it.each(cases)(`%s on ${types} gives %s`, (stage, results, weights) => {
    expect(useOf(modelOf(types, stage, results.split(' and ').length))).toEqual({ results, weights });
  });
}

/** One test for each wrong use of a layer on inputs. */
export function wrong(types: string, uses: readonly WrongUse[]): void {
  const cases = uses.map(([stage, ...said]) => [stage, said] as const);
  it.each(cases)(`%s on ${types} is wrong: %j`, (stage, said) => {
    expect(errorsOf(modelOf(types, stage, 1))).toEqual([said]);
  });
}

/** A model of one stage, on inputs `x`, `z`, `w` of these types. */
export function modelOf(types: string, stage: string, results: number): string {
  const inputs = types.split(' and ').map((type, index) => ({ name: 'xzw'[index]!, type }));
  const from = inputs.length === 1 ? 'x' : `[${inputs.map(({ name }) => name).join(', ')}]`;
  const declared = inputs.map(({ name, type }) => `  input ${name}: ${type}\n`).join('');
  const use =
    results === 1
      ? `  head y = ${from} -> ${stage}\n`
      : `  branch [${Array.from({ length: results }, (_, index) => `r${index}`).join(', ')}] = ${from} -> ${stage}\n  head y = r0\n`;
  return `model M {\n${declared}${use}}\n`;
}

/** What comes out of the one layer of a model, and its weights. */
export function useOf(text: string): { readonly results: string; readonly weights: string } {
  const { calls, layers, tensors } = graphOf(text);
  const { layer, outputs } = calls.at(-1)!;
  const weights = layers[layer]!.weights.map(
    ({ name, shape, trainable }) => `${name} [${shape.join(', ')}]${trainable === false ? ' fixed' : ''}`,
  );
  return {
    results: outputs.map((output) => declaredTypeText(tensors[output]!)).join(' and '),
    weights: weights.join(', '),
  };
}

/** Every error of a text: where, what, and the way out. */
export function errorsOf(text: string): readonly (readonly string[])[] {
  const { diagnostics, files } = checkText(text);
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ code, message, help, place: { file, span } }) => {
      const found = `${code} ${files.get(file)!.text.slice(span.start, span.end)}`;
      return help ? [found, message, help] : [found, message];
    });
}
