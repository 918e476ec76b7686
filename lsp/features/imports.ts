import { CodeActionKind, type CodeAction, type Diagnostic } from 'vscode-languageserver';
import type { Diagnostic as Finding, Edit } from '../../compiler/index.ts';
import type { ImportDeclaration } from '../../grammar/index.ts';
import { occurrencesIn } from '../names.ts';
import { inFile, partsOf, type FileView } from '../service.ts';
import type { Session } from '../session.ts';
import { toWorkspaceEdit } from '../edits.ts';

/** A declaration of another file that could be imported. */
export interface Importable {
  readonly name: string;
  readonly kind: 'const' | 'block' | 'model' | 'layer' | 'component';
  /** As the import would write it. */
  readonly specifier: string;
  readonly doc: string | undefined;
}

/** What other files of the workspace and the library declare, by files that may be imported. */
export function importables({ service }: Session, path: string): readonly Importable[] {
  const found: Importable[] = [];
  const library = service.host.libraries.map((name) => `kmodel:${name}`);
  for (const other of [...service.files, ...library]) {
    if (other === path) continue;
    const specifier = other.startsWith('kmodel:') ? other : relativePath(path, other);
    for (const { part } of service.parse(other)?.parted.parts ?? []) {
      const { declaration } = part;
      if (!declaration || declaration.kind === 'Import' || declaration.name.text === '') continue;
      const kind = declaration.kind.toLowerCase() as Importable['kind'];
      found.push({ name: declaration.name.text, kind, specifier, doc: declaration.doc });
    }
  }
  return found;
}

/** `./blocks.kmodel`, from one file to another. */
export function relativePath(from: string, to: string): string {
  const source = from.split('/').slice(0, -1);
  const target = to.split('/');
  let common = 0;
  while (common < source.length && common < target.length - 1 && source[common] === target[common]) common++;
  const up = source.length - common;
  return `${up === 0 ? './' : '../'.repeat(up)}${target.slice(common).join('/')}`;
}

/** Fixes that import an unknown layer, block, model or constant from the file that declares it. */
export function importActions(
  session: Session,
  path: string,
  finding: Finding,
  diagnostic: Diagnostic,
): CodeAction[] {
  if (!['KM1001', 'KM1003', 'KM2006', 'KM5003'].includes(finding.code)) return [];
  const view = session.service.view(path);
  if (!view || finding.place.file !== path) return [];
  const { start, end } = finding.place.span;
  const name = view.source.text.slice(start, end);
  return importables(session, path)
    .filter((each) => each.name === name)
    .map(({ specifier }) => ({
      title: `Import \`${name}\` from "${specifier}"`,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnostic],
      edit: toWorkspaceEdit(session, [importEdit(view, name, specifier)]),
    }));
}

/** The edit that adds a name to the imports of a file. */
export function importEdit(view: FileView, name: string, specifier: string): Edit {
  const parts = partsOf(view).filter(({ declaration }) => declaration.kind === 'Import');
  for (const part of parts) {
    const declaration = part.declaration as ImportDeclaration;
    const last = declaration.names.at(-1);
    if (!last || declaration.path.kind !== 'String' || declaration.path.value !== specifier) continue;
    const { end } = inFile(part, last.span);
    return { place: { file: view.path, span: { start: end, end } }, newText: `, ${name}` };
  }
  const after = parts.at(-1);
  const at = after ? inFile(after, after.declaration.span).end : 0;
  const line = `import { ${name} } from "${specifier}"`;
  const newText = after ? `\n${line}` : `${line}\n\n`;
  return { place: { file: view.path, span: { start: at, end: at } }, newText };
}

/** Leaves out what is imported and never used, joins imports of one file, and sorts names and paths. */
export function organizeImports(session: Session, path: string): CodeAction[] {
  const view = session.service.view(path);
  if (!view || view.file.parted.problems.length > 0) return [];
  const parts = partsOf(view);
  const imports = parts.filter(({ declaration }) => declaration.kind === 'Import');
  if (imports.length === 0) return [];
  const used = new Set<string>();
  for (const part of parts) {
    if (part.declaration.kind === 'Import') continue;
    occurrencesIn(part).forEach(({ identifier }) => used.add(identifier.key));
  }
  const wanted = new Map<string, Set<string>>();
  for (const { declaration } of imports) {
    const { names, path: literal } = declaration as ImportDeclaration;
    if (literal.kind !== 'String') return [];
    const known = wanted.get(literal.value) ?? new Set();
    names.filter(({ key }) => used.has(key)).forEach(({ text }) => known.add(text));
    wanted.set(literal.value, known);
  }
  const lines = [...wanted]
    .filter(([, names]) => names.size > 0)
    .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map(([from, names]) => `import { ${[...names].sort().join(', ')} } from ${JSON.stringify(from)}`);
  const start = imports[0]!.start;
  const last = imports.at(-1)!;
  const { end } = inFile(last, last.declaration.span);
  const between = view.source.text.slice(start, end);
  // What stands between them, comments or declarations, stays where it is.
  const isOneRun = imports.every((part, index) => {
    const next = imports[index + 1];
    const gap = next && view.source.text.slice(inFile(part, part.declaration.span).end, next.start);
    return gap === undefined || gap.trim() === '';
  });
  const newText = lines.join('\n');
  if (!isOneRun || newText === between) return [];
  return [
    {
      title: 'Organize imports',
      kind: CodeActionKind.SourceOrganizeImports,
      edit: toWorkspaceEdit(session, [{ place: { file: path, span: { start, end } }, newText }]),
    },
  ];
}

/** The library comes first, then folders above, then this one. */
function rank(specifier: string): number {
  if (specifier.startsWith('kmodel:')) return 0;
  return specifier.startsWith('../') ? 1 : 2;
}
