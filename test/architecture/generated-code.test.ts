import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const targets = join(import.meta.dirname, '../../compiler/targets');

/** Where programs of Python are put together. */
const printers = ['python', 'pytorch', 'keras/module', 'keras/own', 'keras/ops', 'op-code', 'program'];

/** Files that read words and numbers of a model, or lay out lines at the very end. */
const readers: Readonly<Record<string, string>> = {
  'keras/module/values.ts': 'numbers as the text of the model has them',
  'program/instances.ts': 'names of layers',
  'program/verify-names.ts': 'names of layers',
  'python/documentation.ts': 'doc comments',
  'python/expressions.ts': 'one number that is being written',
  'python/layout.ts': 'breaks lines',
  'python/names.ts': 'names of the model',
  'python/operands.ts': 'breaks lines',
  'python/relayout.ts': 'breaks lines',
  'python/unread-data.ts': 'names of files',
  'pytorch/module/counterpart-made.ts': 'names of weights',
  'pytorch/module/step-function.ts': 'names of inputs',
  'pytorch/module/training.ts': 'keys of values',
};

const expression =
  /(?:new RegExp\(|\/[^/\n]+\/[dgimsuvy]*\.(?:test|exec)\(|\.(?:match|matchAll|replace|replaceAll|split)\(\s*\/)/;

it('is never read back by a regular expression: what writes Python knows what it writes', () => {
  const found = printers
    .flatMap((folder) =>
      readdirSync(join(targets, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
        `${folder}/${file}`.replaceAll('\\', '/'),
      ),
    )
    .filter((file) => file.endsWith('.ts') && !file.endsWith('-text.ts'))
    .filter((file) => expression.test(readFileSync(join(targets, file), 'utf8')));
  expect(found.filter((file) => readers[file] === undefined)).toEqual([]);
  expect(Object.keys(readers).filter((file) => !found.includes(file))).toEqual([]);
});
