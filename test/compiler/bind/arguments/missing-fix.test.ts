import { describe, expect, it } from 'vitest';
import { findings, vectorModel } from '../../harness.ts';
import { createSourceFile, parse } from '../../../../grammar/index.ts';
import { missingArgumentsFix } from '../../../../compiler/bind/arguments/missing-fix.ts';
import type { Module } from '../../../../compiler/bind/module.ts';
import { fixesOf, mended } from '../../told.ts';

const model = (layer: string): string => vectorModel(`  head y = x -> ${layer}`);

describe('what is missing in a call is written', () => {
  it.each([
    ['the only argument, without its name', 'Dense()', 'Dense(64)'],
    ['behind others, by its name', 'Dense(activation: relu)', 'Dense(activation: relu, units: 64)'],
    ['with the value of the example', 'Dropout()', 'Dropout(0.5)'],
    ['a list', 'Reshape()', 'Reshape([-1, 2])'],
    ['two of them', 'Reshape([4, 4, 1]) -> Conv2D()', 'Reshape([4, 4, 1]) -> Conv2D(32, 3)'],
    [
      'the second of two',
      'Reshape([4, 4, 1]) -> Conv2D(8)',
      'Reshape([4, 4, 1]) -> Conv2D(8, kernel_size: 3)',
    ],
    [
      'those of an attention',
      'Reshape([4, 4]) -> MultiHeadAttention()',
      'Reshape([4, 4]) -> MultiHeadAttention(4, 32)',
    ],
    ['that of a vocabulary', 'Embedding(output_dim: 3)', 'Embedding(output_dim: 3, input_dim: 10_000)'],
  ])('%s', (_, before, after) => {
    expect(mended(model(before)).split('x -> ')[1]!.split('\n')[0]).toBe(after);
  });

  it.each(['Dense()', 'Dropout()', 'Reshape([4, 4, 1]) -> Conv2D(8)'])(
    'so that nothing is missing in %s afterwards',
    (layer) => {
      expect(findings(mended(model(layer))).filter((found) => found.startsWith('KM2002'))).toEqual([]);
    },
  );

  it('in a block of the text, by the smallest values of its types', () => {
    const block = (parameters: string, call: string): string =>
      `block B(${parameters}) {\n  input x\n  return x -> ReLU()\n}\n${model(call)}`;
    const use = (text: string): string => mended(text).split('head y = ')[1]!.split('\n')[0]!;
    expect(use(block('n: int, rate: float', 'B()'))).toBe('x -> B(1, 0.5)');
    expect(use(block('wide: bool, how: string', 'B()'))).toBe('x -> B(true, "")');
  });

  it.each([
    ['a number within its range', { kind: 'number', minimum: 2 }, '2'],
    ['a number above a bound', { kind: 'number', above: 1 }, '1.5'],
    ['any number', { kind: 'number' }, '0.5'],
    ['a whole number within its range', { kind: 'integer', minimum: 3 }, '3'],
    ['the first option', { kind: 'option', options: ['valid', 'same'] }, 'valid'],
    ['one for every axis', { kind: 'perAxis', count: 2, minimum: 2, maximum: 9 }, '2'],
    ['a list of one', { kind: 'list', of: { kind: 'boolean' } }, '[true]'],
  ] as const)('by its type: %s', (_, type, value) => {
    const source = createSourceFile('a.kmodel', 'const a = B()');
    const { file } = parse(source);
    const [declaration] = file.declarations;
    const call =
      declaration?.kind === 'Const' && declaration.value.kind === 'Call' ? declaration.value : undefined;
    const module = { source, file, path: 'a.kmodel' } as Module;
    const [fix] = missingArgumentsFix(module, call!, [{ name: 'n', type }]);
    expect(fix?.edits[0]?.newText).toBe(value);
  });

  it('is named in the title of the fix', () => {
    expect(fixesOf(model('Reshape([4, 4, 1]) -> Conv2D()'))).toEqual(['Add `filters` and `kernel_size`']);
  });

  it('not where no value can be guessed', () => {
    const text = 'block B(start: initializer) {\n  input x\n  return x -> ReLU()\n}\n';
    expect(fixesOf(`${text}${model('B()')}`)).toEqual([]);
  });

  it('not in a call that is still open', () => {
    expect(fixesOf('model T {\n  input x: float32[4]\n  head y = x -> Dense(\n}')).toEqual([]);
  });
});
