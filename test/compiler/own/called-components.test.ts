import { describe, expect, it } from 'vitest';
import { helpOf, told } from '../told.ts';

describe('a formula that calls', () => {
  const squares = 'mean(square(y_true - y_pred), axis: -1)';
  const crossentropy = 'mean(-y_true * log(y_pred + 1e-7) - (1 - y_true) * log(1 - y_pred + 1e-7), axis: -1)';

  it.each([
    ['loss', 'mse', squares],
    ['loss', 'mean_absolute_error', 'mean(abs(y_true - y_pred), axis: -1)'],
    ['loss', 'binary_crossentropy', crossentropy],
    ['metric', 'BinaryCrossentropy', crossentropy],
    ['loss', 'categorical_crossentropy', 'sum(-y_true * log(y_pred + 1e-7), axis: -1)'],
    ['loss', 'poisson', 'mean(y_pred - y_true * log(y_pred + 1e-7), axis: -1)'],
    ['metric', 'kl_divergence', 'sum(y_true * log((y_true + 1e-7) / (y_pred + 1e-7)), axis: -1)'],
  ])('in a %s the loss %s is told what that computes', (kind, name, formula) => {
    const textOf = (value: string): string =>
      `${kind} own(y_true, y_pred) = ${value} + 0.1 * mean(abs(y_pred), axis: -1)\n` +
      `model A {\n  input x: float32[4]\n  head y = x -> Dense(3) { ${kind === 'loss' ? 'loss: own' : 'loss: mse, metrics: [own]'} }\n}\n`;
    const text = textOf(`${name}(y_true, y_pred)`);
    expect(told(text)).toEqual([`${name}: \`${name}\` is a loss, which a formula cannot call.`]);
    expect(helpOf(text)).toBe(`write what it computes: \`${formula}\`.`);
    expect(told(textOf(formula))).toEqual([]);
  });

  it('a loss without a short formula, a metric or a regularizer is told how one is written', () => {
    const loss = 'loss own(y_true, y_pred) = huber(y_true, y_pred)\n';
    expect(told(loss)).toEqual(['huber: `huber` is a loss, which a formula cannot call.']);
    expect(helpOf(loss)).toBe(`write what it computes in functions, as in \`${squares}\`.`);
    const metric = 'metric own(y_true, y_pred) = binary_accuracy(y_true, y_pred)\n';
    expect(told(metric)).toEqual([
      'binary_accuracy: `binary_accuracy` is a metric, which a formula cannot call.',
    ]);
    const regularizer = 'regularizer own(w) = L2(w)\n';
    expect(told(regularizer)).toEqual(['L2: `L2` is a regularizer, which a formula cannot call.']);
    expect(helpOf(regularizer)).toBe('write what it computes in functions, as in `0.01 * sum(square(w))`.');
  });

  it('a loss of the text is told how both can share what they compute', () => {
    const text =
      'loss first(y_true, y_pred) = mean(square(y_true - y_pred), axis: -1)\n' +
      'loss own(y_true, y_pred) = first(y_true, y_pred) * 2\n';
    expect(told(text)).toEqual(['first: `first` is a loss, which a formula cannot call.']);
    expect(helpOf(text)).toBe(
      'write its formula here as well; an `activation`, such as `activation squares(x) = x * x`, is a function that both may call.',
    );
  });

  it('a loss in a model is told what computes the same of its tensors', () => {
    const text =
      'model A {\n  input x: float32[4]\n  branch a = x -> Dense(4)\n  head y = x -> Dense(4) { loss: mse }\n  objective near = mse(x, a)\n}\n';
    expect(told(text)).toEqual(['mse: `mse` is a loss, which a formula cannot call.']);
    expect(helpOf(text)).toBe('write what it computes: `mean(square(x - a), axis: -1)`.');
  });

  it('a loss behind an arrow is told where it stands', () => {
    const text = 'model A {\n  input x: float32[4]\n  head y = x -> Dense(4) -> mse()\n}\n';
    expect(told(text)).toEqual(['mse: `mse` is a loss and stands as an argument, not in a pipeline.']);
    expect(helpOf(text)).toBe('a head names its loss: `head y = … { loss: mse }`.');
  });
});
