import { createVSIX } from '@vscode/vsce';
import { build, type BuildOptions } from 'esbuild';
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMarkdownInjection } from '../grammar/textmate-markdown.ts';
import { createTextMateGrammar } from '../grammar/textmate.ts';

/**
 * Builds the VS Code extension into one `.vsix`: client and server bundled, for the desktop and for the browser,
 * without the engines, which only training needs. Its path may be given; it is `dist/kmodel-VERSION.vsix` otherwise.
 */
const root = join(import.meta.dirname, '..');
const source = join(root, 'lsp/vscode');
const staging = join(root, 'dist/extension');

/** Bundles everything but what the editor itself provides. */
async function bundle(target: string, entry: string, options: BuildOptions): Promise<void> {
  await build({
    entryPoints: [join(root, 'lsp', entry)],
    outfile: join(staging, 'dist', target),
    bundle: true,
    minify: true,
    legalComments: 'none',
    external: ['vscode'],
    logLevel: 'warning',
    ...options,
  });
}

const node: BuildOptions = {
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // The CommonJS form has no `import.meta`; this is the same address.
  define: { 'import.meta.url': 'importMetaUrl' },
  banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
};
const browser: BuildOptions = { platform: 'browser', target: 'es2022' };

rmSync(staging, { recursive: true, force: true });
mkdirSync(join(staging, 'syntaxes'), { recursive: true });
for (const part of ['media', 'snippets', 'language-configuration.json', 'README.md']) {
  cpSync(join(source, part), join(staging, part), { recursive: true });
}
copyFileSync(join(root, 'LICENSE'), join(staging, 'LICENSE.txt'));
copyFileSync(join(root, 'CHANGELOG.md'), join(staging, 'CHANGELOG.md'));
for (const part of ['library', 'docs/diagnostics']) {
  cpSync(join(root, part), join(staging, part), { recursive: true });
}
writeFileSync(join(staging, 'syntaxes/kmodel.tmLanguage.json'), JSON.stringify(createTextMateGrammar()));
writeFileSync(
  join(staging, 'syntaxes/markdown-kmodel.tmLanguage.json'),
  JSON.stringify(createMarkdownInjection()),
);
// In the staging folder, `.cjs` is CommonJS and `.js` a script, whatever the source is.
const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as { type?: string };
delete manifest.type;
writeFileSync(join(staging, 'package.json'), JSON.stringify(manifest, null, 2));

await Promise.all([
  bundle('extension-node.cjs', 'vscode/src/extension-node.ts', node),
  bundle('extension-browser.cjs', 'vscode/src/extension-browser.ts', { ...browser, format: 'cjs' }),
  bundle('server-node.cjs', 'node.ts', node),
  bundle('server-browser.js', 'browser.ts', { ...browser, format: 'iife' }),
  bundle('graph-page.js', 'vscode/src/graph/graph-page-main.ts', { ...browser, format: 'iife' }),
]);

const { version } = manifest as { version: string };
const packagePath = process.argv[2] ?? join(root, `dist/kmodel-${version}.vsix`);
await createVSIX({ cwd: staging, packagePath, dependencies: false, skipLicense: false });
console.log(`${packagePath}: ${(statSync(packagePath).size / 1e6).toFixed(2)} MB`);
