import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { ownModules } from '../../runtime/package-files.ts';

const root = resolve(import.meta.dirname, '../..');

/** Which folders each one may import from, besides itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  grammar: [],
  compiler: ['grammar'],
  runtime: ['compiler'],
  pages: ['compiler', 'dashboard', 'runtime'],
  dashboard: ['compiler', 'runtime'],
  lsp: ['grammar', 'compiler'],
  integrations: ['grammar', 'compiler', 'runtime'],
  examples: ['compiler', 'runtime'],
  cli: ['grammar', 'compiler', 'runtime', 'lsp', 'integrations', 'dashboard', 'examples'],
};

/**
 * The sub-folders of the compiler from the lowest up: each may import from those before it. Files beside them
 * (its entry and the printing of stages) stand above all.
 */
const compilerOrder = [
  'shapes',
  'ops',
  'diagnostics',
  'tables',
  'declarations',
  'names',
  'components',
  'layers',
  'functions',
  'graph',
  'bind',
  'expand',
  'rules',
  'check',
  'program',
  'steps',
  'targets',
];

/** Folders that run in a browser as well. */
const withoutNode = ['grammar', 'compiler', 'pages'];

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

/** What a file imports, exports again, or imports when it runs; text in strings is none. */
function importsOf(file: string): readonly Import[] {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest);
  const imports: Import[] = [];
  const add = (target: ts.Node | undefined, typeOnly: boolean): void => {
    if (target && ts.isStringLiteral(target)) imports.push({ file, target: target.text, typeOnly });
  };
  const look = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, node.importClause?.isTypeOnly ?? false);
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], false);
    }
    ts.forEachChild(node, look);
  };
  look(source);
  return imports;
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

describe('every file', () => {
  interface Manifest {
    readonly bin: Readonly<Record<string, string>>;
    readonly exports: Readonly<Record<string, string | { readonly types: string }>>;
  }
  const { bin, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  const published = Object.values(exports).flatMap((entry) => (typeof entry === 'string' ? [] : entry.types));
  const sourceOf = (built: string): string =>
    built.replace(/^(?:\.\/)?dist\//u, '').replace(/(?:\.d)?\.[jt]s$/u, '.ts');

  /** What a bundle begins with, or takes instead of a file of Node. */
  const bundled = readdirSync(join(root, 'scripts'))
    .filter((script) => script.startsWith('bundle-') || script.startsWith('package-'))
    .flatMap((script) => [
      ...readFileSync(join(root, 'scripts', script), 'utf8').matchAll(/'([\w/-]+\.ts)'/gu),
    ])
    .map(([, file]) => file!);
  const entries = new Set([
    ...[...Object.values(bin), ...published].map(sourceOf),
    ...ownModules.map((name) => `${name}.ts`),
    ...bundled,
  ]);

  it('is imported by another one, or is where a program begins', () => {
    const files = folders.filter((folder) => folder !== 'examples').flatMap(sourceFiles);
    const imported = new Set(
      [...folders, 'scripts', 'bench']
        .flatMap(sourceFiles)
        .concat('index.ts')
        .flatMap(importsOf)
        .filter(({ target }) => target.startsWith('.'))
        .map(({ file, target }) =>
          relative(root, resolve(root, file, '..', target))
            .split(sep)
            .join('/'),
        ),
    );
    const alone = files.map((file) => file.split(sep).join('/')).filter((file) => !imported.has(file));
    const isEntry = (file: string): boolean => entries.has(file) || entries.has(file.replace(/^lsp\//u, ''));
    expect(alone.filter((file) => !isEntry(file))).toEqual([]);
  });
});

describe('onnxruntime', () => {
  it('is imported by the one module that silences it first, here and in tests', () => {
    const imports = [...folders, 'test', 'bench', 'scripts'].flatMap(sourceFiles).flatMap(importsOf);
    const importers = imports.filter(({ target, typeOnly }) => target === 'onnxruntime-node' && !typeOnly);
    expect(importers.map(({ file }) => file)).toEqual([]);
    const named = sourceFiles('runtime').filter((file) =>
      readFileSync(join(root, file), 'utf8').includes("'onnxruntime-node'"),
    );
    expect(named).toEqual(['runtime/engines/onnx/onnxruntime.ts']);
  });
});

describe('compiler', () => {
  const imports = sourceFiles('compiler').flatMap(importsOf);
  const subfolder = (path: string): string | undefined => {
    const [top, sub, ...rest] = path.split(/[/\\]/);
    return top === 'compiler' && rest.length > 0 ? sub : undefined;
  };

  it('has every sub-folder in its order', () => {
    const present = new Set(sourceFiles('compiler').flatMap((file) => subfolder(file) ?? []));
    expect([...present].sort()).toEqual([...compilerOrder].sort());
  });

  it.each(compilerOrder)('%s imports only from sub-folders below it, types included', (folder) => {
    const below = compilerOrder.slice(0, compilerOrder.indexOf(folder) + 1);
    const wrong = imports.filter(({ file, target }) => {
      if (subfolder(file) !== folder || !target.startsWith('.')) return false;
      const path = relative(root, resolve(root, file, '..', target));
      return path.startsWith('compiler') && !below.includes(subfolder(path) ?? '');
    });
    expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
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
