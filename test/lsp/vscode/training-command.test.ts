import { expect, test } from 'vitest';
import { trainingCommand } from '../../../lsp/vscode/src/commands/training-command.ts';

test('the configured words come first, the model last', () => {
  expect(trainingCommand('npx --package kmodel-lang kmodel', '/a/b.kmodel', '/a/d.npz', 'Mnist')).toEqual([
    'npx',
    '--package',
    'kmodel-lang',
    'kmodel',
    'train',
    '/a/b.kmodel',
    '--data',
    '/a/d.npz',
    '--model',
    'Mnist',
  ]);
});

test('a file with a space stays one word, and so does a quoted program', () => {
  expect(trainingCommand('node "/my tools/main.js"', '/my models/b.kmodel', '/d.npz')).toEqual([
    'node',
    '/my tools/main.js',
    'train',
    '/my models/b.kmodel',
    '--data',
    '/d.npz',
  ]);
});

test('an empty setting means the default', () => {
  expect(trainingCommand('  ', 'b.kmodel', 'd.npz').slice(0, 5)).toEqual([
    'npx',
    '--package',
    'kmodel-lang',
    'kmodel',
    'train',
  ]);
});
