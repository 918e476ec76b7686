import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { build, type Plugin } from 'esbuild';

/**
 * What runs in a page: `kmodel-lang/browser`, and `kmodel-lang/client` where a bundler builds for browsers. Both are
 * one bundle in parts, so that a `KmodelError` of one is a `KmodelError` of the other. What needs Node is replaced,
 * and the build fails where it meets anything else of Node.
 */
const root = join(import.meta.dirname, '..');

/** Files of Node, and those that stand for them. */
const replacements: Readonly<Record<string, string>> = {
  'runtime/run/run.ts': 'runtime/browser/no-folders.ts',
  'runtime/saved/save-model.ts': 'runtime/browser/no-saving.ts',
  'runtime/tfjs/tensors.ts': 'runtime/browser/no-tensors.ts',
  'runtime/weights/crc32.ts': 'runtime/browser/crc32.ts',
};

const replace: Plugin = {
  name: 'replace',
  setup({ onResolve }) {
    onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
      const found = relative(root, join(resolveDir, path)).split(sep).join('/');
      const other = replacements[found];
      return other === undefined ? undefined : { path: join(root, other) };
    });
  },
};

function libraryTexts(): Readonly<Record<string, string>> {
  const folder = join(root, 'library');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.kmodel'),
  );
  return Object.fromEntries(
    files.map((file) => [
      file.slice(0, -'.kmodel'.length).split(sep).join('/'),
      readFileSync(join(folder, file), 'utf8'),
    ]),
  );
}

const outdir = join(root, 'dist/browser');
// The names of parts change with what is in them.
rmSync(outdir, { recursive: true, force: true });

await build({
  entryPoints: {
    index: join(root, 'runtime/browser/index.ts'),
    client: join(root, 'integrations/browser-client.ts'),
  },
  outdir,
  bundle: true,
  splitting: true,
  minify: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  external: ['onnxruntime-web/*'],
  define: { KMODEL_LIBRARY: JSON.stringify(libraryTexts()) },
  plugins: [replace],
  legalComments: 'inline',
  logLevel: 'warning',
});
