import { copyFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Chevrotain's modules import some hundred small files, which takes several times as long as everything else that
 * `kmodel check` does. Its package also has them as one file: the build takes that one.
 */
const entry = createRequire(import.meta.url).resolve('chevrotain');
const bundle = join(dirname(entry), '../chevrotain.min.mjs');
const target = join(import.meta.dirname, '../dist/grammar');
copyFileSync(bundle, join(target, 'chevrotain.min.mjs'));
copyFileSync(join(dirname(entry), '../../LICENSE.txt'), join(target, 'chevrotain.LICENSE.txt'));
writeFileSync(join(target, 'chevrotain.js'), "export * from './chevrotain.min.mjs';\n");
