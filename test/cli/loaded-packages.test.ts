import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** Tells every package of which the command line loads a module, on the error output. */
const hooks = `export async function load(url, context, next) {
  const found = /\\/node_modules\\/(.+)/.exec(url);
  if (found) process._rawDebug('loads ' + found[1]);
  return next(url, context);
}`;
const source = (text: string): string => `data:text/javascript,${encodeURIComponent(text)}`;
const register = source(
  `import { register } from 'node:module'; register(${JSON.stringify(source(hooks))});`,
);

function loadedBy(...args: readonly string[]): readonly string[] {
  const { stderr, status } = spawnSync(
    process.execPath,
    ['--import', register, join(root, 'dist/cli/main.js'), ...args],
    { encoding: 'utf8', cwd: root },
  );
  expect(status).toBe(0);
  return [...stderr.matchAll(/^loads (.+)$/gm)].map(([, path]) => path!);
}

it('checks a model without what reads the rows of Parquet files', () => {
  const loaded = loadedBy('check', 'examples/digits.kmodel');
  expect(loaded).toContain('hyparquet/src/metadata.js');
  expect(
    loaded.filter((path) => /^hyparquet(-compressors\/|\/src\/(read|node|index)\.js)/.test(path)),
  ).toEqual([]);
});

it('says its version without a package but those of the command line itself', () => {
  const packages = loadedBy('--version').map((path) => path.split('/')[0]);
  expect([...new Set(packages)].sort()).toEqual(['commander', 'picocolors']);
});
