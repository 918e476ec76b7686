import { describe, expect, it } from 'vitest';
import type { Cursor } from '../../../lsp/cursor/cursor.ts';
import { readCursor } from '../../../lsp/cursor/read-cursor.ts';

/** What is being written at the `┆` of a text. */
function cursorIn(text: string): Cursor {
  const [before, behind = ''] = text.split('┆') as [string, string?];
  return readCursor(before, behind, true);
}

const inModel = (member: string): Cursor => cursorIn(`model M {\n  ${member}`);

describe('at the top of a file', () => {
  it.each<[string, Cursor]>([
    ['', { kind: 'top' }],
    ['mo┆', { kind: 'top' }],
    ['import { A, ┆ } from "./a.kmodel"', { kind: 'importName', given: ['A'], from: './a.kmodel' }],
    ['import { A } from "./b┆"', { kind: 'importPath', written: './b' }],
    ['model M ┆', { kind: 'none' }],
    ['model M extends ┆', { kind: 'base' }],
    ['model M(n: ┆)', { kind: 'parameterType' }],
    ['model M(n: int = ┆)', { kind: 'constant' }],
    ['model M(┆)', { kind: 'none' }],
    ['const n = ┆', { kind: 'constant' }],
    ['const n = 2 * ┆', { kind: 'constant' }],
    ['const n┆', { kind: 'none' }],
    ['loss l(a, b) = ┆', { kind: 'tensor', beside: [], member: '' }],
    ['loss l(a, b) = a - ┆', { kind: 'tensor', beside: ['a'], member: '' }],
    ['block B {\n  ┆', { kind: 'member', owner: 'block' }],
    ['layer L {\n  ┆', { kind: 'member', owner: 'layer' }],
    ['loss L {\n  ┆', { kind: 'member', owner: 'component' }],
    ['block B {\n  return ┆', { kind: 'tensor', beside: [], member: '' }],
    ['block B {\n  return x -> Dense(3) ┆', { kind: 'behind' }],
    ['// a ┆', { kind: 'none' }],
    ['layer L {\n  update w = ┆', { kind: 'tensor', beside: [], member: 'w' }],
  ])('%j', (text, cursor) => {
    expect(cursorIn(text)).toEqual(cursor);
  });
});

describe('in a member of a model', () => {
  it.each<[string, Cursor]>([
    ['┆', { kind: 'member', owner: 'model' }],
    ['override ┆', { kind: 'member', owner: 'model' }],
    ['input x: ┆', { kind: 'dtype' }],
    ['input x: float32[┆', { kind: 'dimension' }],
    ['input ┆', { kind: 'none' }],
    ['branch a = ┆', { kind: 'tensor', beside: [], member: 'a' }],
    ['branch a = x ┆', { kind: 'behind' }],
    ['branch a = x┆', { kind: 'tensor', beside: [], member: 'a' }],
    ['branch a = x -> ┆', { kind: 'stage', sharedStart: false }],
    ['branch a = x\n    -> ┆', { kind: 'stage', sharedStart: false }],
    ['branch a = x + ┆', { kind: 'tensor', beside: ['x'], member: 'a' }],
    ['branch a = [b, ┆]', { kind: 'tensor', beside: ['b'], member: 'a' }],
    ['branch a = { one: b, two: ┆ }', { kind: 'tensor', beside: ['b'], member: 'a' }],
    ['branch a = (b + ┆)', { kind: 'tensor', beside: ['b'], member: 'a' }],
    ['branch [a, ┆', { kind: 'none' }],
    ['shared s = ┆', { kind: 'stage', sharedStart: true }],
    ['shared s = Dense(3) -> ┆', { kind: 'stage', sharedStart: false }],
    ['return ┆', { kind: 'tensor', beside: [], member: '' }],
    ['// ┆', { kind: 'none' }],
    ['weight w: float32[3] = ┆', { kind: 'tensor', beside: [], member: 'w' }],
    ['objective o = ┆', { kind: 'tensor', beside: [], member: 'o' }],
  ])('%j', (member, cursor) => {
    expect(inModel(member)).toEqual(cursor);
  });
});

describe('in a loop or condition', () => {
  it.each<[string, Cursor]>([
    ['branch a = x -> repeat ┆', { kind: 'constant' }],
    ['branch a = x -> repeat 3 { ┆', { kind: 'stage', sharedStart: false }],
    ['branch a = x -> for ┆', { kind: 'none' }],
    ['branch a = x -> for n in ┆', { kind: 'constant' }],
    ['branch a = x -> if ┆', { kind: 'constant' }],
    ['branch a = x -> if deep { Dense(3) } else { ┆', { kind: 'stage', sharedStart: false }],
  ])('%j', (member, cursor) => {
    expect(inModel(member)).toEqual(cursor);
  });
});

describe('in a call', () => {
  it.each<[string, Cursor]>([
    [
      'branch a = x -> Dense(┆)',
      { kind: 'argument', callee: 'Dense', given: [], position: 0, positional: 0, named: false },
    ],
    [
      'branch a = x -> Dense(┆, name: "a")',
      { kind: 'argument', callee: 'Dense', given: ['name'], position: 0, positional: 0, named: false },
    ],
    [
      'branch a = x -> Dense(3, ┆',
      { kind: 'argument', callee: 'Dense', given: [], position: 1, positional: 1, named: false },
    ],
    [
      'branch a = x -> Dense(3, units: 4, ┆',
      { kind: 'argument', callee: 'Dense', given: ['units'], position: 2, positional: 1, named: true },
    ],
    ['branch a = x -> Dense(activation: ┆', { kind: 'value', callee: 'Dense', name: 'activation' }],
    ['branch a = x -> Dense(3 + ┆', { kind: 'constant' }],
    ['branch a = x -> Conv2D(kernel_size: [3, ┆', { kind: 'value', callee: 'Conv2D', name: 'kernel_size' }],
    ['branch a = x -> Conv2D([3, ┆', { kind: 'constant' }],
    ['branch a = x -> Dense(3 ┆', { kind: 'none' }],
    [
      'branch a = x -> Dense(kernel_regularizer: L2(┆',
      { kind: 'argument', callee: 'L2', given: [], position: 0, positional: 0, named: false },
    ],
    [
      'expect shape(┆',
      { kind: 'argument', callee: 'shape', given: [], position: 0, positional: 0, named: false },
    ],
  ])('%j', (member, cursor) => {
    expect(inModel(member)).toEqual(cursor);
  });

  it('knows the names that stand behind, up to its own parenthesis', () => {
    const given = (text: string) => (inModel(text) as { readonly given: readonly string[] }).given;
    expect(given('branch a = x -> Dense(┆, units: 3) -> Dense(name: "b")')).toEqual(['units']);
    expect(given('branch a = x -> Dense(┆, kernel_regularizer: L2(l2: 1), units: 3)')).toEqual([
      'kernel_regularizer',
      'units',
    ]);
    // A parenthesis that nobody has closed yet: what follows may be another declaration's.
    expect(given('branch a = x -> Dense(┆\n  head y = a { loss: mse }')).toEqual([]);
  });
});

describe('in settings', () => {
  it.each<[string, Cursor]>([
    ['head y = x {\n    ┆', { kind: 'setting', owner: 'head', given: [] }],
    ['head y = x { loss: mse, ┆ }', { kind: 'setting', owner: 'head', given: ['loss'] }],
    ['head y = x { ┆\n    weight: 2\n  }', { kind: 'setting', owner: 'head', given: ['weight'] }],
    ['head y = x { loss: ┆', { kind: 'settingValue', owner: 'head', name: 'loss', member: 'y' }],
    ['head y = x { metrics: [mae, ┆', { kind: 'settingValue', owner: 'head', name: 'metrics', member: 'y' }],
    ['head y = x { loss ┆', { kind: 'none' }],
    ['train {\n    optimizer: ┆', { kind: 'settingValue', owner: 'train', name: 'optimizer', member: '' }],
    ['data { columns: ["a┆', { kind: 'column', written: 'a' }],
    ['data { source: "a┆', { kind: 'none' }],
    ['data { train: "a┆', { kind: 'none' }],
  ])('%j', (member, cursor) => {
    expect(inModel(member)).toEqual(cursor);
  });
});
