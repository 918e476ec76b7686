import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** Which folders each one may import from, besides itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  grammar: [],
  compiler: ['grammar'],
  runtime: ['compiler'],
  lsp: ['grammar', 'compiler'],
  integrations: ['grammar', 'compiler', 'runtime'],
  examples: ['compiler', 'runtime'],
  cli: ['grammar', 'compiler', 'runtime', 'lsp', 'integrations', 'examples'],
};

/** Folders that run in a browser as well. */
const withoutNode = ['grammar', 'compiler'];

interface Import {
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));
}

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const statements = text.matchAll(
    /^\s*(?:import|export)\s+(type\s+)?[^;]*?from\s+'([^']+)'|import\('([^']+)'\)/gms,
  );
  return [...statements].map(([, type, from, dynamic]) => ({
    file,
    target: (from ?? dynamic)!,
    typeOnly: type !== undefined,
  }));
}

function folderOf({ file, target }: Import): string | undefined {
  if (!target.startsWith('.')) return undefined;
  return relative(root, resolve(root, file, '..', target)).split(/[/\\]/)[0];
}

const folders = Object.keys(allowed).filter((folder) => readdirSync(root).includes(folder));

describe.each(folders)('%s', (folder) => {
  const imports = sourceFiles(folder).flatMap(importsOf);

  it('imports only from folders below it', () => {
    const wrong = imports.filter((each) => {
      const target = folderOf(each);
      return target !== undefined && target !== folder && !allowed[folder]!.includes(target);
    });
    expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  });

  it.runIf(withoutNode.includes(folder))('uses nothing of Node', () => {
    const wrong = imports.filter(({ target }) => target.startsWith('node:'));
    expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  });

  it('has no circles among its files', () => {
    const edges = new Map<string, string[]>();
    for (const { file, target, typeOnly } of imports) {
      if (typeOnly || !target.startsWith('.')) continue;
      edges.set(file, [...(edges.get(file) ?? []), relative(root, resolve(root, file, '..', target))]);
    }
    expect(findCircle(edges)).toBeUndefined();
  });
});

/** A circle of files, written as a path, or undefined. */
function findCircle(edges: ReadonlyMap<string, readonly string[]>): string | undefined {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file].join(' → ');
    if (done.has(file)) return undefined;
    for (const next of edges.get(file) ?? []) {
      const circle = visit(next, [...path, file]);
      if (circle) return circle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of edges.keys()) {
    const circle = visit(file, []);
    if (circle) return circle;
  }
  return undefined;
}
