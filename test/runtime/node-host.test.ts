import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { check } from '../../compiler/index.ts';
import { createNodeHost as createEditorHost } from '../../lsp/node-host.ts';
import { createNodeHost } from '../../runtime/node-host.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'kmodel-host-')));
afterAll(() => rmSync(folder, { recursive: true }));

writeFileSync(join(folder, 'good.kmodel'), 'const a = 1\n');
mkdirSync(join(folder, 'folder.kmodel'));
symlinkSync('loop.kmodel', join(folder, 'loop.kmodel'));

/** Imports that name no readable file, each in its own way. */
const imports = [
  './good.kmodel/x.kmodel',
  './folder.kmodel',
  './loop.kmodel',
  './a\\u0000.kmodel',
  `./${'n'.repeat(300)}.kmodel`,
];

describe.each([
  ['the command line', createNodeHost],
  ['an editor', createEditorHost],
])('the file system of %s', (_, createHost) => {
  it.each(imports)('has no file %s', (specifier) => {
    const path = join(folder, 'importer.kmodel');
    writeFileSync(path, `import { a } from "${specifier}"\nconst b = a\n`);
    const { diagnostics } = check(path, createHost());
    expect(diagnostics.map(({ code }) => code)).toEqual(['KM1004']);
  });
});
