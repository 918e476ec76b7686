import { describe, expect, it } from 'vitest';
import { check, createMemoryHost } from '../../../compiler/index.ts';

function find(text: string, code: string) {
  const { diagnostics } = check('sample.kmodel', createMemoryHost({ 'sample.kmodel': text }));
  const diagnostic = diagnostics.find((each) => each.code === code)!;
  const { start, end } = diagnostic.place.span;
  return { ...diagnostic, at: text.slice(start, end) };
}

/** The sentences that the style guide gives as models of all others, word for word. */
describe('the sample messages', () => {
  it('names the head and the way to what has no source', () => {
    const found = find(
      `model Digits {
  input image: float32[784]
  branch aux = Dense(64)
  branch mix = aux -> Dense(64)
  head digit = mix -> Dense(10)
}`,
      'KM4002',
    );
    expect(found.message).toBe(
      'Head `digit` is reached by no input: `mix` is made from `aux` alone, and `aux` has no source.',
    );
    expect(found.related.map((each) => each.message)).toEqual(['`aux` is declared here.']);
    expect(found.help).toBe('start `aux` with an input, for example `image -> …`.');
    expect(found.at).toBe('digit');
  });

  it('says what a layer takes and what it got', () => {
    const found = find(
      `model Digits {
  input image: float32[28, 28, 1]
  branch conv = image -> Conv2D(32, 3)
  head digit = conv -> LSTM(32)
}`,
      'KM3001',
    );
    expect(found.message).toBe(
      'LSTM takes a sequence, float32[batch, time, features], but `conv` is float32[batch, 26, 26, 32].',
    );
    expect(found.related.map((each) => each.message)).toEqual(['`conv` gets its shape here.']);
    expect(found.help).toBe('`Reshape([26, 832])` makes each row a step.');
    expect(found.at).toBe('LSTM(32)');
  });

  it('names every branch of a merge with its shape', () => {
    const found = find(
      `model Digits {
  input image: float32[28, 28, 1]
  branch main = image -> Conv2D(64, 3, padding: same)
  branch skip = image -> Conv2D(32, 3, padding: same)
  head digit = [main, skip] -> Add()
}`,
      'KM3003',
    );
    expect(found.message).toBe(
      'Add needs equal or broadcastable shapes, but `main` is float32[batch, 28, 28, 64] and `skip` is float32[batch, 28, 28, 32]: the last sizes are 64 and 32.',
    );
    expect(found.related).toHaveLength(2);
    expect(found.help).toBe('`skip -> Conv2D(64, 1)` gives it 64 filters.');
    expect(found.at).toBe('Add()');
  });

  it('offers the argument that was meant', () => {
    const found = find(
      `model Digits {
  input image: float32[28, 28, 1]
  head digit = image -> Conv2D(32, kernel_sise: 3)
}`,
      'KM2001',
    );
    expect(found.message).toBe('Conv2D has no argument `kernel_sise`. Did you mean `kernel_size`?');
    expect(found.fixes.map((fix) => fix.edits[0]!.newText)).toEqual(['kernel_size']);
    expect(found.at).toBe('kernel_sise');
  });

  it('names the heads that have no loss', () => {
    const found = find(
      `model Author {
  input post: float32[64]
  head age = post -> Dense(1)
  head income = post -> Dense(10)
  train { epochs: 5 }
}`,
      'KM5002',
    );
    expect(found.message).toBe('Nothing trains this model: none of its heads `age`, `income` has a loss.');
    expect(found.help).toBe('give a head one, for example `{ loss: mse }`.');
    expect(found.at).toBe('train');
  });

  it('warns of a Dense on every pixel', () => {
    const found = find(
      `model Digits {
  input image: float32[28, 28, 1]
  head digit = image -> Conv2D(32, 3) -> Dense(10)
}`,
      'KM3010',
    );
    expect(found.message).toBe(
      'Dense works on the last axis alone: for float32[batch, 26, 26, 32] it gives float32[batch, 26, 26, 10], one result per pixel.',
    );
    expect(found.severity).toBe('warning');
    expect(found.help).toBe('`Flatten()` or `GlobalAveragePooling2D()` before it.');
    expect(found.at).toBe('Dense(10)');
  });
});
