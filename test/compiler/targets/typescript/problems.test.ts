import { describe, expect, it } from 'vitest';
import { emitTypeScript } from '../../../../compiler/targets/typescript/emit.ts';
import { subjectFrom } from '../../../support/subjects.ts';

/** What is said of a model that tfjs cannot have. */
async function problemsOf(text: string): Promise<readonly string[]> {
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
    const text = `model Test {\n  input x: float32[4, 3]\n  head y = x -> ${layer} -> Dense(1) { loss: mse }\n}`;
    expect(await problemsOf(text)).toEqual([
      expect.stringMatching(
        /^KM6001 tfjs has no counterpart for `y_\w+`.*activity penalty cannot be composed/,
      ),
    ]);
  });

  it('names that fall together in ASCII are an error: tfjs tells layers apart by them', async () => {
    const text = `model Test {
  input ä: float32[2]
  input u00e4: float32[2]
  branch ö = ä + u00e4 -> Dense(2)
  branch u00f6 = ö -> Dense(2)
  head y = u00f6 -> Dense(1) { loss: mse }
}`;
    expect(await problemsOf(text)).toEqual([
      'KM6001 tfjs has no counterpart for `u00e4`, and none can be composed: its name would be `u00e4` there, as that of `ä`.',
      'KM6001 tfjs has no counterpart for `u00f6_dense`, and none can be composed: its name would be `u00f6_dense` there, as that of `ö_dense`.',
    ]);
  });
});
