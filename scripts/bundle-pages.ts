import { join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';

/** What the pages that kmodel writes and serves consist of, one file for each script and style sheet. */
const root = join(import.meta.dirname, '..');
const common: BuildOptions = {
  outdir: join(root, 'dist/pages'),
  bundle: true,
  minify: true,
  target: 'es2022',
  legalComments: 'inline',
  logLevel: 'warning',
};
// This one is put into the page itself.
await build({ ...common, entryPoints: { diagram: join(root, 'pages/diagram/main.ts') }, format: 'iife' });
await build({
  ...common,
  entryPoints: {
    dashboard: join(root, 'pages/dashboard/main.ts'),
    'dashboard-style': join(root, 'pages/dashboard/style.css'),
  },
  format: 'esm',
});
// A worker of its own, fetched where somebody wants it.
await build({
  ...common,
  entryPoints: { umap: join(root, 'pages/dashboard/umap-worker.ts') },
  format: 'iife',
});
