import { describe, expect, it } from 'vitest';
import { preparationText } from '../../cli/preparation-note.ts';
import { createMemoryHost } from '../../compiler/bind/host.ts';
import { compileModel } from '../../compiler/check/compile.ts';

const noteOf = (body: string, hasLearned = false): string | undefined => {
  const text = `model M {\n${body}\n}`;
  const { graph } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  return preparationText(graph!, hasLearned);
};

describe('what is said of a module of Keras', () => {
  it.each([
    ['input x: float32[4]\nhead y = x -> Dense(1) { loss: mse }', undefined],
    [
      'input x: float32[4]\nhead y = x -> Normalization() -> Dense(1) { loss: mse }',
      'The module builds the model, and has no script that trains it: layers learn by `adapt` there.',
    ],
    [
      'input x: float32[4]\nhead y = x -> Normalization() -> Dense(1)',
      'The module builds the model: layers learn by `adapt` there.',
    ],
    [
      'input x: float32[4]\nhead y = x -> Dense(2, activation: softmax) { loss: sparse_categorical_crossentropy, classes: ["a", "b"] }',
      'The module builds the model, and has no script that trains it: names of classes in the data are prepared by hand.',
    ],
    [
      'input word: string\ninput x: float32[2] { missing: 0 }\nhead y = [word -> StringLookup(vocabulary: ["a"], output_mode: one_hot), x] -> Concatenate() -> Dense(1) { loss: mse }',
      'The module builds the model, and has no script that trains it: words and gaps in the data are prepared by hand.',
    ],
  ])('is what holds for the model: %s', (body, expected) => expect(noteOf(body)).toBe(expected));

  it('is another thing where layers have learned already', () => {
    const body = 'input x: float32[4]\nhead y = x -> Normalization() -> Dense(1) { loss: mse }';
    expect(noteOf(body, true)).toContain(': on other data, layers learn anew by `adapt`.');
  });
});
