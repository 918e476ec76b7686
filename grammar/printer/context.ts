import type { Comment, File } from '../ast.ts';
import { visit } from '../walk.ts';

/** What the printer knows of a file beyond the node that it prints. */
export interface FormatContext {
  readonly optionWords: ReadonlySet<string>;
  /** All comments of the text, in order. */
  readonly comments: readonly Comment[];
  /** Whether a bare name at an offset may stand for something that is declared: then it is no option. */
  isTaken(name: string, offset: number): boolean;
}

/**
 * Constants and parameters win over options of the same name, so a string must not become a name that one of
 * them has. What a base from another file declares is not known here: nothing in such a model is rewritten.
 */
export function createContext(file: File, optionWords: ReadonlySet<string>): FormatContext {
  const taken = new Set<string>();
  const foreign: { start: number; end: number }[] = [];
  const models = new Map<string, File['declarations'][number]>();
  for (const declaration of file.declarations) {
    if (declaration.kind === 'Model') models.set(declaration.name.key, declaration);
  }
  visit(file, (node) => {
    if (node.kind === 'Const' || node.kind === 'Parameter') taken.add(node.name.key);
    if (node.kind === 'For') taken.add(node.variable.key);
    if (node.kind === 'Import') for (const { key } of node.names) taken.add(key);
    if (node.kind === 'Model' && node.base && !hasKnownBases(node.base.key, models)) foreign.push(node.span);
  });
  return {
    optionWords,
    comments: file.comments,
    isTaken: (name, offset) =>
      taken.has(name) || foreign.some(({ start, end }) => start <= offset && offset < end),
  };
}

function hasKnownBases(base: string, models: ReadonlyMap<string, File['declarations'][number]>): boolean {
  const seen = new Set<string>();
  for (let name: string | undefined = base; name !== undefined;) {
    const model = models.get(name);
    if (model?.kind !== 'Model' || seen.has(name)) return false;
    seen.add(name);
    name = model.base?.key;
  }
  return true;
}
