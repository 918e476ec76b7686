import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/**
 * Leaves of the declarations that TypeScript wrote those that an entry of `package.json` leads to. Types of optional
 * packages are `any` where these are not installed, rather than a mistake of the user's program.
 */
const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly types: string }>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional: boolean }>>;
}

const { exports, peerDependenciesMeta } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
) as Manifest;
const ignored = '// @ts-ignore: an optional package';

const needed = new Set<string>();
const pending = Object.values(exports).flatMap((entry) =>
  typeof entry === 'string' ? [] : join(root, entry.types),
);
for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
  if (needed.has(path)) continue;
  needed.add(path);
  const text = readFileSync(path, 'utf8');
  for (const { fileName } of ts.preProcessFile(text).importedFiles)
    if (fileName.startsWith('.')) pending.push(join(dirname(path), fileName.replace(/\.ts$/, '.d.ts')));
}
for (const path of readdirSync(dist, { recursive: true, encoding: 'utf8' }))
  if (path.endsWith('.d.ts') && !needed.has(join(dist, path))) rmSync(join(dist, path));

const optional = Object.keys(peerDependenciesMeta).filter((name) => peerDependenciesMeta[name]!.optional);
for (const path of needed) {
  const text = readFileSync(path, 'utf8');
  const lines = text.split('\n');
  const marked = lines.flatMap((line, at) =>
    optional.some((name) => line.includes(`from '${name}'`)) && lines[at - 1] !== ignored
      ? [ignored, line]
      : [line],
  );
  if (marked.length > lines.length) writeFileSync(path, marked.join('\n'));
}
