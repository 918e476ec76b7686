import { describe, expect, it } from 'vitest';
import { completion } from '../../lsp/features/completion.ts';
import { openTexts } from './support/session.ts';

const image = (members: string): string => `model Test {\n  input image: float32[28, 28, 1]\n${members}\n}\n`;

/** What is offered at `┆`, in its order. */
function offered(marked: string | Readonly<Record<string, string>>): readonly string[] {
  const { session, path, position } = openTexts(marked);
  return [...completion(session, path, position)]
    .sort((a, b) => (a.sortText! < b.sortText! ? -1 : 1))
    .map(({ label }) => label);
}

describe('completion', () => {
  it('offers declarations at the top of a file and in a body', () => {
    const components = ['activation', 'loss', 'metric', 'regularizer', 'constraint', 'schedule'];
    const top = ['model', 'block', 'layer', ...components, 'const', 'import'];
    expect(offered('┆')).toEqual(top);
    expect(offered('const a = 1\nmo┆')).toEqual(top);
    expect(offered(image('  ┆'))).toEqual([
      ...['input', 'branch', 'shared', 'head', 'train', 'data', 'objective', 'expect', 'override'],
    ]);
    expect(offered('block B() {\n  input x\n  ┆\n}\n')).toEqual(['input', 'branch', 'shared', 'return']);
    expect(offered('layer L() {\n  input x\n  ┆\n}\n')).toEqual([
      ...['input', 'weight', 'branch', 'update', 'objective', 'return'],
    ]);
    expect(offered('metric m(a, b) {\n  ┆\n}\n')).toEqual(['branch', 'return']);
  });

  it('offers layers that take what flows in first, and what the model declares before them', () => {
    const all = offered(image('  shared tower = Conv2D(8, 3)\n  head y = image -> ┆'));
    expect(all[0]).toBe('tower');
    expect(all.indexOf('Conv2D')).toBeLessThan(all.indexOf('LSTM'));
    expect(all).toEqual(expect.arrayContaining(['repeat', 'for', 'if', 'LSTM']));
    const flat = offered(image('  head y = image -> Flatten() -> ┆'));
    expect(flat.indexOf('Dense')).toBeLessThan(flat.indexOf('Conv2D'));
  });

  it('offers arguments that are not yet given, those that must be given first', () => {
    expect(offered(image('  head y = image -> Conv2D(┆)')).slice(0, 2)).toEqual(['filters', 'kernel_size']);
    const more = offered(image('  head y = image -> Conv2D(8, padding: same, ┆)'));
    expect(more[0]).toBe('kernel_size');
    expect(more).not.toContain('padding');
    expect(more).not.toContain('filters');
    expect(offered(image('  head y = image -> Conv2D(8, 3, ┆'))).toContain('strides');
  });

  it('offers the values of an argument', () => {
    expect(offered(image('  head y = image -> Conv2D(8, 3, padding: ┆)')).slice(0, 2)).toEqual([
      'same',
      'valid',
    ]);
    expect(offered(image('  head y = image -> Dense(8, activation: re┆)'))).toEqual(
      expect.arrayContaining(['relu', 'softmax']),
    );
    expect(offered(image('  head y = image -> Dense(8, use_bias: ┆)')).slice(0, 2)).toEqual([
      'false',
      'true',
    ]);
    expect(offered(`const width = 4\n${image('  head y = image -> Dense(units: ┆)')}`)[0]).toBe('width');
    expect(offered('model A {\n  input x: float32[T, 4]\n  head y = x -> Bidirectional(┆)\n}')).toContain(
      'LSTM',
    );
  });

  it('offers tensors, those that fit the ones beside them first', () => {
    const marked = image(
      '  branch a = image -> Conv2D(4, 3)\n  branch b = image -> Conv2D(8, 3)\n  branch c = image -> Conv2D(4, 3)\n  head y = [a, ┆] -> Add() -> Flatten()',
    );
    expect(offered(marked).slice(0, 3)).toEqual(['c', 'b', 'image']);
    expect(offered(image('  branch a = image -> Flatten()\n  head y = ┆')).slice(0, 2)).toEqual([
      'a',
      'image',
    ]);
  });

  it('offers losses that fit the head first', () => {
    const softmax = offered(
      image('  head y = image -> Flatten() -> Dense(3, activation: softmax) { loss: ┆ }'),
    );
    expect(softmax.slice(0, 2)).toEqual(['categorical_crossentropy', 'sparse_categorical_crossentropy']);
    const sigmoid = offered(
      image('  head y = image -> Flatten() -> Dense(1, activation: sigmoid) { loss: ┆ }'),
    );
    expect(sigmoid[0]).toBe('binary_crossentropy');
    expect(offered(image('  head y = image -> Flatten() -> Dense(3) { metrics: [┆] }'))[0]).toBe('accuracy');
  });

  it('offers entries that are not yet there, and what they take', () => {
    expect(offered(image('  head y = image -> Flatten() { loss: mse, ┆ }'))).toEqual([
      ...['weight', 'classes', 'class_weight', 'target', 'metrics', 'weighted_metrics'],
    ]);
    expect(offered('model M {\n  input x: float32[2] { ┆ }\n}')).toEqual(['missing']);
    expect(offered('model M {\n  input x: float32[2] { missing: ┆ }\n}').slice(0, 3)).toEqual([
      ...['mean', 'median', 'most_frequent'],
    ]);
    expect(offered(image('  train {\n    epochs: 2\n    ┆\n  }'))).toEqual(
      expect.arrayContaining(['optimizer', 'batch_size', 'callbacks']),
    );
    expect(offered(image('  train { optimizer: ┆ }'))).toContain('Adam');
    expect(offered(image('  train { callbacks: [┆] }'))).toContain('EarlyStopping');
    expect(offered(image('  train { optimizer: Adam(┆) }'))).toContain('learning_rate');
  });

  it('offers the arrow behind a tensor or layer, and nowhere else', () => {
    for (const member of [
      'head y = image ┆',
      'branch b = image -> Flatten() ┆',
      'branch b = [image, image] ┆',
    ])
      expect(offered(image(`  ${member}`)), member).toEqual(['->']);
    expect(offered('block B() {\n  input x\n  return x ┆\n}')).toEqual(['->']);
    for (const member of ['head y ┆', 'branch ┆', 'input z ┆', 'train ┆'])
      expect(offered(image(`  ${member}`)), member).not.toContain('->');
  });

  it('offers types and sizes', () => {
    expect(offered('model A {\n  input x: ┆\n}')).toContain('float32');
    expect(
      offered(
        'const size = 3\nmodel A(width: int = 2) {\n  input x: float32[T, 4]\n  input z: float32[┆]\n}',
      ),
    ).toEqual(['size', 'width', 'T', '?']);
    expect(offered('model A {\n  input x: float32[┆]\n}')).toEqual(['T', '?']);
    expect(offered('block B(n: ┆) {\n}')).toContain('int');
  });

  it('offers names and paths of other files, and imports what is taken', () => {
    const blocks = 'block Small() {\n  input x\n  return x -> Dense(3)\n}\nconst size = 4\n';
    const files = (marked: string) => ({ '/w/a.kmodel': marked, '/w/blocks.kmodel': blocks });
    expect(offered(files('import { ┆ } from "./blocks.kmodel"\n'))).toEqual(['Small', 'size']);
    expect(offered(files('import { Small } from "┆"\n'))).toEqual(['./blocks.kmodel']);
    expect(offered(files('model A extends ┆'))).toEqual([]);
    const { session, path, position } = openTexts(
      files('model A {\n  input x: float32[2]\n  head y = x -> ┆\n}\n'),
    );
    const item = completion(session, path, position).find(({ label }) => label === 'Small')!;
    expect(item.additionalTextEdits![0]!.newText).toBe('import { Small } from "./blocks.kmodel"\n\n');
  });

  it('offers nothing in comments, strings and names that are being given', () => {
    expect(offered(image('  // ┆'))).toEqual([]);
    expect(offered(image('  /* ┆ */'))).toEqual([]);
    expect(offered(image('  branch ┆ = image'))).toEqual([]);
    expect(offered(image('  head y = image -> Dense(3, name: "┆")'))).toEqual([]);
  });
});
