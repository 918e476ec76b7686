import { createRequire } from 'node:module';
import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { ownModules } from '../runtime/package-files.ts';

/**
 * What runs in Node: every entry of `package.json` and the command line, bundled in parts that they share. Some
 * 900 small files take three times as long to load. Nothing is renamed or made shorter: what a stack says can be read.
 */
const root = join(import.meta.dirname, '..');
const outdir = join(root, 'dist');

interface Manifest {
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
}

const { bin, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
const published = Object.values(exports).flatMap((entry) => (typeof entry === 'string' ? [] : entry.default));
const entries = [...Object.values(bin), ...published, ...ownModules.map((name) => `dist/${name}.js`)]
  .map((path) => /^(?:\.\/)?dist\/(.+)\.js$/.exec(path)![1]!)
  // What runs in a page is a bundle of its own.
  .filter((name) => !name.startsWith('browser/'));

/**
 * Chevrotain's modules import some hundred small files of lodash, which takes several times as long as everything
 * else that `kmodel check` does. Its package also has them as one file, which is not among its exports.
 */
const chevrotain = dirname(createRequire(import.meta.url).resolve('chevrotain'));

// The names of parts change with what is in them.
rmSync(join(outdir, 'parts'), { recursive: true, force: true });

await build({
  entryPoints: Object.fromEntries(entries.map((name) => [name, join(root, `${name}.ts`)])),
  outdir,
  bundle: true,
  splitting: true,
  chunkNames: 'parts/[name]-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  alias: { chevrotain: join(chevrotain, '../chevrotain.min.mjs') },
  logLevel: 'warning',
});
copyFileSync(join(chevrotain, '../../LICENSE.txt'), join(outdir, 'grammar/chevrotain.LICENSE.txt'));
