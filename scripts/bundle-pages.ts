import { join } from 'node:path';
import { build } from 'esbuild';

/** The scripts of the pages that kmodel writes: one file each, which goes into the page itself. */
const root = join(import.meta.dirname, '..');
await build({
  entryPoints: { diagram: join(root, 'pages/diagram/main.ts') },
  outdir: join(root, 'dist/pages'),
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  legalComments: 'inline',
  logLevel: 'warning',
});
