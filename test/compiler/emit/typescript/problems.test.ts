import { describe, expect, it } from 'vitest';
import { emitTypeScript } from '../../../../compiler/emit/typescript/emit.ts';
import { subjectFrom } from '../../../support/subjects.ts';

/** What is said of a model with such a layer, which tfjs cannot have. */
async function problemsOf(layer: string): Promise<readonly string[]> {
  const text = `model Test {\n  input x: float32[4, 3]\n  head y = x -> ${layer} -> Dense(1) { loss: mse }\n}`;
  const { graph, origin } = subjectFrom({ 'test.kmodel': text }, 'test.kmodel');
  const { text: code, diagnostics } = await emitTypeScript(graph, origin, 'test.kmodel');
  expect(code).toBeUndefined();
  return diagnostics.map(({ code, message }) => `${code} ${message}`);
}

describe('what TypeScript for tfjs cannot have', () => {
  it.each([
    ['a regularizer of results that tfjs lacks', 'Dense(3, activity_regularizer: OrthogonalRegularizer())'],
    ['a penalty inside a wrapper', 'TimeDistributed(Dense(3, activity_regularizer: L2(0.5)))'],
    ['a penalty inside a layer that is derived', 'Bidirectional(GRU(3, activity_regularizer: L2(0.5)))'],
  ])('%s is an error: training would go another way', async (_, layer) => {
    expect(await problemsOf(layer)).toEqual([
      expect.stringMatching(
        /^KM6001 tfjs has no counterpart for `y_\w+`.*activity penalty cannot be composed/,
      ),
    ]);
  });
});
