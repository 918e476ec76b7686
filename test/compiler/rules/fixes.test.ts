import { expect, it } from 'vitest';
import { checkText, imageModel, vectorModel } from '../harness.ts';

/** The text after the first fix of the finding with a code; the finding must be gone then. */
function fixed(text: string, code: string): string {
  const found = checkText(text).diagnostics.find((diagnostic) => diagnostic.code === code);
  if (!found) throw new Error(`${code} is not found`);
  const [fix] = found.fixes;
  if (!fix) throw new Error(`${code} has no fix`);
  const result = [...fix.edits]
    .sort((a, b) => b.place.span.start - a.place.span.start)
    .reduce(
      (before, { place: { span }, newText }) =>
        before.slice(0, span.start) + newText + before.slice(span.end),
      text,
    );
  expect(checkText(result).diagnostics.map((diagnostic) => diagnostic.code)).not.toContain(code);
  return result;
}

it('writes the arguments that a layer needs, as its example has them', () => {
  expect(fixed(imageModel('  head y = x -> Conv2D() -> Flatten()'), 'KM2002')).toContain('Conv2D(32, 3)');
  expect(fixed(imageModel('  head y = x -> Conv2D(8, padding: same) -> Flatten()'), 'KM2002')).toMatch(
    /Conv2D\(8, padding: same, kernel_size: \d\)/,
  );
});

it('writes the parameters that a block needs', () => {
  const text = `block B(units: int, rate: float = 0.5) {\n  input x\n  return x -> Dense(units)\n}\n${vectorModel('  head y = x -> B()')}`;
  expect(fixed(text, 'KM2002')).toContain('-> B(1)');
});

it('projects a shortcut to the width and stride of what it is added to', () => {
  const narrow = imageModel(
    '  branch main = x -> Conv2D(64, 3, padding: same)\n  branch skip = x -> Conv2D(8, 1)\n  head y = main + skip -> Flatten()',
  );
  expect(fixed(narrow, 'KM3003')).toContain('main + (skip -> Conv2D(64, 1))');
  const strided = imageModel(
    '  branch skip = x -> Conv2D(8, 1)\n  branch main = x -> Conv2D(64, 3, padding: same, strides: 2)\n  head y = [skip, main] -> Add() -> Flatten()',
  );
  expect(fixed(strided, 'KM3003')).toContain('[skip -> Conv2D(64, 1, strides: 2), main]');
  const vectors = vectorModel('  branch wide = x -> Dense(32)\n  head y = wide + x');
  expect(fixed(vectors, 'KM3003')).toContain('wide + (x -> Dense(32))');
});

it('gives a head the loss that fits its last activation', () => {
  const softmax = vectorModel('  head y = x -> Dense(3, activation: softmax)\n  train { epochs: 2 }');
  expect(fixed(softmax, 'KM5002')).toContain('softmax) { loss: categorical_crossentropy }');
  const sigmoid = vectorModel(
    '  head y = x -> Dense(1, activation: sigmoid) { metrics: [accuracy] }\n  train { epochs: 2 }',
  );
  expect(fixed(sigmoid, 'KM5002')).toContain('{ loss: binary_crossentropy, metrics: [accuracy] }');
});

it('replaces a loss that does not fit', () => {
  const text =
    'model A {\n  input x: float32[]\n  head y = x -> ReLU() { loss: categorical_crossentropy }\n}';
  expect(fixed(text, 'KM5001')).toContain('{ loss: mse }');
});
