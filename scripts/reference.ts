import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLinePage } from './command-line-page.ts';
import { layerReachModule } from './layer-reach.ts';
import { referencePages } from './reference-pages.ts';
import { worldsPage } from './worlds-page.ts';

const folder = join(import.meta.dirname, '../docs/reference');
mkdirSync(folder, { recursive: true });
for (const [file, text] of Object.entries(referencePages())) writeFileSync(join(folder, file), text);
writeFileSync(join(folder, '../command-line.md'), await commandLinePage());
writeFileSync(join(folder, 'worlds.md'), await worldsPage());
writeFileSync(join(folder, '../../lsp/layer-reach.ts'), await layerReachModule());
