import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** Leaves of the declarations that TypeScript wrote those that an entry of `package.json` leads to. */
const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly types: string }>>;
}

const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
const needed = new Set<string>();
const pending = Object.values(exports).flatMap((entry) =>
  typeof entry === 'string' ? [] : join(root, entry.types),
);
for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
  if (needed.has(path)) continue;
  needed.add(path);
  for (const { fileName } of ts.preProcessFile(readFileSync(path, 'utf8')).importedFiles)
    if (fileName.startsWith('.')) pending.push(join(dirname(path), fileName.replace(/\.ts$/, '.d.ts')));
}
for (const path of readdirSync(dist, { recursive: true, encoding: 'utf8' }))
  if (path.endsWith('.d.ts') && !needed.has(join(dist, path))) rmSync(join(dist, path));
