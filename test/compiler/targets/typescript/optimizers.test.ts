import { describe, expect, it } from 'vitest';
import { emitTypeScript } from '../../../../compiler/targets/typescript/emit.ts';
import { checkText } from '../../harness.ts';

const textWith = (optimizer: string): string =>
  `model A {\n  input x: float32[8]\n  head y = x -> Dense(1) { loss: mse }\n  train { optimizer: ${optimizer} }\n}\n`;

describe('the TypeScript code of optimizers', () => {
  it.each(['Muon()', 'Adafactor()'])(
    'refuses %s, whose steps differ with the shape of a weight',
    async (optimizer) => {
      const { models } = checkText(textWith(optimizer));
      const { text, diagnostics } = await emitTypeScript(models[0]!.graph!, undefined, 'a.kmodel');
      expect(text).toBeUndefined();
      expect(diagnostics.map(({ code }) => code)).toEqual(['KM6001']);
      expect(diagnostics[0]!.message).toContain(optimizer.slice(0, -2));
    },
  );

  it('leaves steps out around the optimizer where the text scales the loss', async () => {
    const { models } = checkText(textWith('LossScaleOptimizer(Adam(0.1), initial_scale: 16)'));
    const { text } = await emitTypeScript(models[0]!.graph!, undefined, 'a.kmodel');
    expect(text).toContain('optimizer: new LossScaleOptimizer(tf.train.adam(0.1), 16, 2000)');
  });

  it('brings ScheduleFreeAdamW along as a class', async () => {
    const { models } = checkText(textWith('ScheduleFreeAdamW()'));
    const { text } = await emitTypeScript(models[0]!.graph!, undefined, 'a.kmodel');
    expect(text).toContain('class ScheduleFreeAdamW extends tf.Optimizer');
  });
});
