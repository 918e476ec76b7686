import type { Identifier, ImportDeclaration, SyntaxProblem } from '../../grammar/ast.ts';
import { createSourceFile, parse } from '../../grammar/index.ts';
import type { Collector } from '../diagnostics/collector.ts';
import { closestNames, quotedList, replacementFixes, suggestionFor } from '../diagnostics/suggest.ts';
import { dependencyOrder } from '../graph/order.ts';
import { folderOf, isInside, type CompilerHost } from '../host.ts';
import { findLayer } from '../layers/registry.ts';
import { placeIn, type Module, type ResolvedImport, type TopLevelName } from './module.ts';

const libraryScheme = 'kmodel:';

/**
 * Reads a file and all that it imports, and says what each top-level name means in each of them.
 * @returns undefined where the entry file itself cannot be read
 */
export function loadModules(
  path: string,
  host: CompilerHost,
  collector: Collector,
): Map<string, Module> | undefined {
  const modules = new Map<string, Module>();
  const pending = [path];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (modules.has(next)) continue;
    const text = readText(next, host);
    if (text === undefined) {
      if (next === path) return undefined;
      continue;
    }
    const module = createModule(next, text, host, collector);
    modules.set(next, module);
    const targets = module.imports.flatMap((entry) => (entry.path === undefined ? [] : [entry.path]));
    pending.push(...targets.reverse());
  }
  reportEmptyFile(modules.get(path)!, collector);
  for (const module of modules.values()) declareOwnNames(module, collector);
  for (const module of modules.values()) bindImports(module, modules, collector);
  reportImportCircles(modules, collector);
  return modules;
}

function readText(path: string, host: CompilerHost): string | undefined {
  return path.startsWith(libraryScheme) ? host.library?.(path.slice(libraryScheme.length)) : host.read(path);
}

function createModule(path: string, text: string, host: CompilerHost, collector: Collector): Module {
  const source = createSourceFile(path, text);
  const { file, problems } = parse(source);
  const module = { path, source, file, library: path.startsWith(libraryScheme), names: new Map() };
  problems.forEach((problem) => reportSyntax(path, problem, collector));
  const imports = file.declarations
    .filter((declaration) => declaration.kind === 'Import')
    .map((declaration) => resolveImport(declaration, path, host, collector));
  return { ...module, imports, problemSpans: problems.map((problem) => problem.span) };
}

/** A file to check must say something; what others import may be empty, as the names that it lacks are reported. */
function reportEmptyFile(module: Module, collector: Collector): void {
  if (module.file.declarations.length > 0 || module.problemSpans.length > 0) return;
  collector.report('KM0002', 'emptyFile', {}, placeIn(module, { start: 0, end: 0 }), {
    help: 'lines such as `model Line {`, `input x: float32[1]`, `head y = x -> Dense(1)` and `}` make a first one.',
  });
}

function reportSyntax(file: string, problem: SyntaxProblem, collector: Collector): void {
  const { fix } = problem;
  collector.report(
    problem.code,
    'given',
    { message: problem.message },
    { file, span: problem.span },
    {
      help: problem.help,
      related: problem.related?.map(({ span, message }) => ({ place: { file, span }, message })),
      fixes: fix
        ? [{ title: fix.title, edits: [{ place: { file, span: fix.span }, newText: fix.newText }] }]
        : [],
    },
  );
}

function resolveImport(
  declaration: ImportDeclaration,
  from: string,
  host: CompilerHost,
  collector: Collector,
): ResolvedImport {
  const { path: literal } = declaration;
  if (literal.kind === 'Missing') return { declaration, path: undefined };
  const place = { file: from, span: literal.span };
  const specifier = literal.value;
  if (specifier.startsWith(libraryScheme)) {
    if (readText(specifier, host) !== undefined) return { declaration, path: specifier };
    collector.report('KM1004', 'library', { path: specifier }, place);
    return { declaration, path: undefined };
  }
  if (specifier === '' || /^[/\\]|^[a-z][a-z0-9+.-]*:/i.test(specifier) || from.startsWith(libraryScheme)) {
    const help = 'An import is a path from this file, such as `"./blocks.kmodel"`, or `"kmodel:…"`.';
    collector.report('KM1004', 'notRelative', { path: specifier }, place, { help });
    return { declaration, path: undefined };
  }
  const path = host.resolve(from, specifier);
  const root = host.workspaceRoot(from);
  if (!isInside(root, path)) {
    collector.report('KM1004', 'outside', { path: specifier, root: root === '' ? '.' : root }, place);
    return { declaration, path: undefined };
  }
  if (host.read(path) !== undefined) return { declaration, path };
  reportMissingFile(specifier, path, place, host, collector);
  return { declaration, path: undefined };
}

function reportMissingFile(
  specifier: string,
  path: string,
  place: { readonly file: string; readonly span: { readonly start: number; readonly end: number } },
  host: CompilerHost,
  collector: Collector,
): void {
  const folder = folderOf(path);
  const name = path.slice(path.lastIndexOf('/') + 1);
  const files = (host.list?.(folder) ?? []).filter((file) => file.endsWith('.kmodel'));
  const closest = files.includes(`${name}.kmodel`) ? [`${name}.kmodel`] : closestNames(name, files);
  const paths = closest.map((file) => specifier.slice(0, specifier.lastIndexOf('/') + 1) + file);
  collector.report('KM1004', 'default', { path: specifier }, place, {
    suggestion: paths.length > 0 ? `Did you mean ${quotedList(paths, 'or')}?` : undefined,
    fixes: paths.map((found) => ({
      title: `Change to \`${found}\``,
      edits: [{ place, newText: JSON.stringify(found) }],
    })),
  });
}

/** Constants, blocks and models by name; the first of two with one name counts. */
function declareOwnNames(module: Module, collector: Collector): void {
  for (const declaration of module.file.declarations) {
    if (declaration.kind === 'Import' || declaration.name.key === '') continue;
    const meaning: TopLevelName =
      declaration.kind === 'Const'
        ? { kind: 'const', name: declaration.name, module, declaration }
        : { kind: 'definition', name: declaration.name, module, declaration };
    declare(module, declaration.name, meaning, collector);
    if (declaration.kind !== 'Const' && findLayer(declaration.name.key) && !module.library) {
      const place = placeIn(module, declaration.name.span);
      collector.report('KM1002', 'builtIn', { name: declaration.name.text }, place);
    }
  }
}

function declare(module: Module, name: Identifier, meaning: TopLevelName, collector: Collector): void {
  const first = module.names.get(name.key);
  if (first === undefined) {
    module.names.set(name.key, meaning);
    return;
  }
  const related = [
    { place: placeIn(module, first.name.span), message: `\`${name.text}\` is declared here, too.` },
  ];
  collector.report('KM1002', 'default', { name: name.text }, placeIn(module, name.span), { related });
}

function bindImports(module: Module, modules: ReadonlyMap<string, Module>, collector: Collector): void {
  for (const { declaration, path } of module.imports) {
    const target = path === undefined ? undefined : modules.get(path);
    for (const name of declaration.names) {
      if (name.key === '') continue;
      declare(module, name, importedMeaning(module, name, target, collector), collector);
    }
  }
}

function importedMeaning(
  module: Module,
  name: Identifier,
  target: Module | undefined,
  collector: Collector,
): TopLevelName {
  if (!target) return { kind: 'unknown', name };
  const own = ownDeclarations(target);
  const declaration = own.get(name.key);
  if (declaration?.kind === 'Const') return { kind: 'const', name, module: target, declaration };
  if (declaration) return { kind: 'definition', name, module: target, declaration };
  if (target.problemSpans.length === 0) {
    const place = placeIn(module, name.span);
    const isImported = target.imports.some((entry) =>
      entry.declaration.names.some((each) => each.key === name.key),
    );
    const values = { path: target.path, name: name.text };
    const { text, closest } = suggestionFor(name.text, [...own.keys()], 'It declares');
    if (isImported) collector.report('KM1006', 'imported', values, place);
    else {
      const fixes = replacementFixes(place, closest);
      collector.report('KM1006', 'default', values, place, { suggestion: text, fixes });
    }
  }
  return { kind: 'unknown', name };
}

function ownDeclarations(module: Module) {
  const own = new Map<string, Exclude<Module['file']['declarations'][number], ImportDeclaration>>();
  for (const declaration of module.file.declarations) {
    if (declaration.kind !== 'Import' && !own.has(declaration.name.key))
      own.set(declaration.name.key, declaration);
  }
  return own;
}

function reportImportCircles(modules: ReadonlyMap<string, Module>, collector: Collector): void {
  const targetsOf = (module: Module): Module[] =>
    module.imports.flatMap((entry) => (entry.path === undefined ? [] : (modules.get(entry.path) ?? [])));
  for (const circle of dependencyOrder(modules.values(), targetsOf).circles) {
    const [first, second] = [circle[0]!, circle[1] ?? circle[0]!];
    const entry = first.imports.find((each) => each.path === second.path)!;
    const names = [...circle, first].map(
      (module) => `\`${module.path.slice(module.path.lastIndexOf('/') + 1)}\``,
    );
    const place = placeIn(first, entry.declaration.path.span);
    collector.report('KM1005', 'default', { circle: names.join(' → ') }, place);
  }
}
