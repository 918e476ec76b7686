import type { Identifier, ImportDeclaration, SyntaxProblem, TopLevelDeclaration } from '../../grammar/ast.ts';
import { createSourceFile, parse } from '../../grammar/index.ts';
import type { Collector } from '../diagnostics/collector.ts';
import { gatheredOnce } from '../diagnostics/closest-names.ts';
import { closestNames, quotedList, replacementFixes, suggestionFor } from '../diagnostics/suggest.ts';
import { dependencyOrder } from '../names/order.ts';
import { folderOf, isInside, type CompilerHost } from './host.ts';
import { findComponent } from '../components/registry.ts';
import { articleFor, categoryText } from '../declarations/categories.ts';
import { isKerasName } from '../names/keras-names.ts';
import { findLayer } from '../layers/registry.ts';
import { placeIn, type LoadedFile, type Module, type ResolvedImport, type TopLevelName } from './module.ts';

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
  const files = loadFiles(path, (next) => {
    const text = readText(next, host);
    return text === undefined ? undefined : loadWhole(next, text, host, collector);
  });
  const [entry] = files.values();
  if (!entry) return undefined;
  if (entry.modules[0]!.file.declarations.length === 0 && !entry.hasProblems)
    reportEmptyFile(path, collector);
  bindNames(files, collector);
  return new Map([...files].map(([name, file]) => [name, file.modules[0]!]));
}

/** A file and all that it imports, each once, in the order in which they are met; none if it can't be loaded. */
export function loadFiles<File extends Pick<LoadedFile, 'imports'>>(
  path: string,
  load: (path: string) => File | undefined,
): Map<string, File> {
  const files = new Map<string, File>();
  const pending = [path];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (files.has(next)) continue;
    const file = load(next);
    if (file === undefined) {
      if (next === path) break;
      continue;
    }
    files.set(next, file);
    const targets = file.imports.flatMap((entry) => (entry.path === undefined ? [] : [entry.path]));
    pending.push(...targets.reverse());
  }
  return files;
}

/** Says what each top-level name means in each file; `names` of the files are filled. */
export function bindNames(files: ReadonlyMap<string, LoadedFile>, collector: Collector): void {
  for (const file of files.values()) {
    for (const module of file.modules) declareOwnNames(module, collector);
  }
  for (const file of files.values()) bindImports(file, files, collector);
  reportImportCircles(files, collector);
}

/** The text of a file or of a `kmodel:` library; undefined where there is none. */
export function readText(path: string, host: CompilerHost): string | undefined {
  return path.startsWith(libraryScheme) ? host.library?.(path.slice(libraryScheme.length)) : host.read(path);
}

function loadWhole(path: string, text: string, host: CompilerHost, collector: Collector): LoadedFile {
  const source = createSourceFile(path, text);
  const { file, problems } = parse(source);
  const names = new Map<string, TopLevelName>();
  const problemSpans = problems.map((problem) => problem.span);
  const module = { path, origin: path, source, file, library: isLibrary(path), names, problemSpans };
  problems.forEach((problem) => reportSyntax(path, problem, collector));
  const imports = file.declarations
    .filter((declaration) => declaration.kind === 'Import')
    .map((declaration) => resolveImport(declaration, module, host, collector));
  return { path, modules: [module], imports, names, hasProblems: problems.length > 0 };
}

/** True for the path of a `kmodel:` file. */
export function isLibrary(path: string): boolean {
  return path.startsWith(libraryScheme);
}

/** A file to check must say something; what others import may be empty, as the names that it lacks are reported. */
export function reportEmptyFile(path: string, collector: Collector): void {
  collector.report(
    'KM0002',
    'emptyFile',
    {},
    { file: path, span: { start: 0, end: 0 } },
    {
      help: 'lines such as `model Line {`, `input x: float32[1]`, `head y = x -> Dense(1)` and `}` make a first one.',
    },
  );
}

/** Reports what the lexer or parser found. */
export function reportSyntax(file: string, problem: SyntaxProblem, collector: Collector): void {
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

/** The file that an import means; reports where there is none that may be read. */
export function resolveImport(
  declaration: ImportDeclaration,
  module: Module,
  host: CompilerHost,
  collector: Collector,
): ResolvedImport {
  const { path: literal } = declaration;
  const unresolved = { declaration, module, path: undefined };
  if (literal.kind === 'Missing') return unresolved;
  const from = module.origin;
  const place = placeIn(module, literal.span);
  const specifier = literal.value;
  if (specifier.startsWith(libraryScheme)) {
    if (readText(specifier, host) !== undefined) return { declaration, module, path: specifier };
    collector.report('KM1004', 'library', { path: specifier }, place);
    return unresolved;
  }
  if (specifier === '' || /^[/\\]|^[a-z][a-z0-9+.-]*:/i.test(specifier) || from.startsWith(libraryScheme)) {
    const help = 'An import is a path from this file, such as `"./blocks.kmodel"`, or `"kmodel:…"`.';
    collector.report('KM1004', 'notRelative', { path: specifier }, place, { help });
    return unresolved;
  }
  const path = host.resolve(from, specifier);
  const root = host.workspaceRoot(from);
  if (!isInside(root, path)) {
    collector.report('KM1004', 'outside', { path: specifier, root: root === '' ? '.' : root }, place);
    return unresolved;
  }
  if (host.read(path) !== undefined) return { declaration, module, path };
  reportMissingFile(specifier, path, place, host, collector);
  return unresolved;
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
        ? { kind: 'const', name: declaration.name, standsIn: module, module, declaration }
        : { kind: 'definition', name: declaration.name, standsIn: module, module, declaration };
    declare(module, declaration.name, meaning, collector);
    if (declaration.kind === 'Const' || module.library) continue;
    const place = placeIn(module, declaration.name.span);
    const { text: name, key } = declaration.name;
    if (declaration.kind === 'Component') {
      const { category } = declaration;
      if (findComponent(category, key) || isKerasName(category, key)) {
        const word = categoryText(category);
        collector.report('KM1002', 'keras', { name, category: word, article: articleFor(word) }, place);
      }
    } else if (findLayer(key)?.name === key || (declaration.kind === 'Layer' && isKerasName('layer', key)))
      collector.report('KM1002', 'builtIn', { name }, place);
  }
}

function declare(module: Module, name: Identifier, meaning: TopLevelName, collector: Collector): void {
  const first = module.names.get(name.key);
  if (first === undefined) {
    module.names.set(name.key, meaning);
    return;
  }
  const related = [
    { place: placeIn(first.standsIn, first.name.span), message: `\`${name.text}\` is declared here, too.` },
  ];
  collector.report('KM1002', 'default', { name: name.text }, placeIn(module, name.span), { related });
}

function bindImports(file: LoadedFile, files: ReadonlyMap<string, LoadedFile>, collector: Collector): void {
  for (const { declaration, module, path } of file.imports) {
    const target = path === undefined ? undefined : files.get(path);
    // A file that imports itself has its names already; the circle is reported.
    if (target === file) continue;
    const own = target && ownDeclarations(target);
    for (const name of declaration.names) {
      if (name.key === '') continue;
      declare(module, name, importedMeaning(module, name, target, own, collector), collector);
    }
  }
}

function importedMeaning(
  standsIn: Module,
  name: Identifier,
  target: LoadedFile | undefined,
  own: ReadonlyMap<string, FoundDeclaration> | undefined,
  collector: Collector,
): TopLevelName {
  if (!target || !own) return { kind: 'unknown', name, standsIn };
  const found = own.get(name.key);
  if (found?.declaration.kind === 'Const')
    return { kind: 'const', name, standsIn, module: found.module, declaration: found.declaration };
  if (found)
    return { kind: 'definition', name, standsIn, module: found.module, declaration: found.declaration };
  if (!target.hasProblems) {
    const place = placeIn(standsIn, name.span);
    const isImported = target.imports.some((entry) =>
      entry.declaration.names.some((each) => each.key === name.key),
    );
    const values = { path: target.path, name: name.text };
    const { text, closest } = suggestionFor(name.text, declaredNames(own), 'It declares');
    if (isImported) collector.report('KM1006', 'imported', values, place);
    else {
      const fixes = replacementFixes(place, closest);
      collector.report('KM1006', 'default', values, place, { suggestion: text, fixes });
    }
  }
  return { kind: 'unknown', name, standsIn };
}

type OwnDeclaration = Exclude<TopLevelDeclaration, ImportDeclaration>;

interface FoundDeclaration {
  readonly module: Module;
  readonly declaration: OwnDeclaration;
}

const declaredNames = gatheredOnce((own: ReadonlyMap<string, FoundDeclaration>) => [...own.keys()]);

function ownDeclarations({ modules }: LoadedFile): ReadonlyMap<string, FoundDeclaration> {
  const own = new Map<string, FoundDeclaration>();
  for (const module of modules) {
    for (const declaration of module.file.declarations) {
      if (declaration.kind !== 'Import' && !own.has(declaration.name.key))
        own.set(declaration.name.key, { module, declaration });
    }
  }
  return own;
}

function reportImportCircles(files: ReadonlyMap<string, LoadedFile>, collector: Collector): void {
  const targetsOf = (file: LoadedFile): LoadedFile[] =>
    file.imports.flatMap((entry) => (entry.path === undefined ? [] : (files.get(entry.path) ?? [])));
  for (const circle of dependencyOrder(files.values(), targetsOf).circles) {
    const [first, second] = [circle[0]!, circle[1] ?? circle[0]!];
    const entry = first.imports.find((each) => each.path === second.path)!;
    const names = [...circle, first].map((file) => `\`${file.path.slice(file.path.lastIndexOf('/') + 1)}\``);
    const place = placeIn(entry.module, entry.declaration.path.span);
    collector.report('KM1005', 'default', { circle: names.join(' → ') }, place);
  }
}
