import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
}

const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
/** What runs in a page alone, or does something as soon as it is loaded. */
const notLoadedHere = new Set(['./browser', './lsp/browser', './register']);
const entries = Object.entries(exports).flatMap(([name, entry]) =>
  typeof entry === 'string' ? [] : [{ name: name.slice(1), path: entry.default, types: entry.types }],
);
const loaded = entries.filter(({ name }) => !notLoadedHere.has(`.${name}`));

const load = async (path: string) =>
  (await import(/* @vite-ignore */ pathToFileURL(join(root, path)).href)) as Readonly<
    Record<string, unknown>
  >;

describe('the build', () => {
  it('asks for no switch of the environment in a page, which has none', () => {
    const folder = join(root, 'dist/browser');
    const asking = readdirSync(folder).filter(
      (file) => file.endsWith('.js') && readFileSync(join(folder, file), 'utf8').includes('KMODEL_'),
    );
    expect(asking).toEqual([]);
  });

  it.each(loaded)(
    'exports from the build what it does from the sources, under the same names: kmodel-lang$name',
    async ({ path }) => {
      const built = await load(path);
      const source = await load(path.replace(/^\.\/dist\/(.*)\.js$/, '$1.ts'));
      expect(Object.keys(built).sort()).toEqual(Object.keys(source).sort());
      for (const [name, value] of Object.entries(source))
        if (typeof value === 'function') expect((built[name] as typeof value).name, name).toBe(value.name);
    },
  );

  it.each(entries)('has types: kmodel-lang$name', ({ types }) => {
    expect(existsSync(join(root, types))).toBe(true);
  });

  it('has one copy of what several entries share', async () => {
    const [runtime, whole] = [await load('dist/runtime/index.js'), await load('dist/index.js')];
    expect(whole.KmodelError).toBe(runtime.KmodelError);
  });

  it('has no declaration that leads nowhere', () => {
    const types = readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('.d.ts'),
    );
    const present = new Set(types.map((path) => join(root, 'dist', path)));
    const missing = types.flatMap((path) => {
      const text = readFileSync(join(root, 'dist', path), 'utf8');
      const wanted = [...text.matchAll(/(?:from |import\()['"](\.[^'"]+)\.ts['"]/g)].map(([, to]) =>
        resolve(root, 'dist', path, '..', `${to!}.d.ts`),
      );
      return wanted.filter((to) => !present.has(to));
    });
    expect(missing).toEqual([]);
  });
});
