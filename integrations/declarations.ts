import { existsSync, readFileSync } from 'node:fs';
import { formatTypeScript } from '../compiler/targets/typescript/emit.ts';
import { generatedMarker } from '../compiler/targets/typescript/marker.ts';
import { writeFileAtomic } from '../runtime/files.ts';

/** What became of a file of declarations; `foreign` is one that kmodel has not written, and leaves alone. */
export type DeclarationsOutcome = 'written' | 'unchanged' | 'foreign';

/** Where TypeScript looks for the types of a `.kmodel` file: `qa.d.kmodel.ts` beside `qa.kmodel`. */
export function declarationsPath(path: string): string {
  return path.replace(/\.kmodel$/, '.d.kmodel.ts');
}

/**
 * Writes the declarations of a `.kmodel` file beside it, formatted, where they have changed.
 * @param path the `.kmodel` file
 * @param options `force` replaces a file that kmodel has not written
 * @throws KmodelError where the file cannot be written
 */
export async function writeDeclarations(
  path: string,
  declarations: string,
  options: { readonly force?: boolean } = {},
): Promise<DeclarationsOutcome> {
  const target = declarationsPath(path);
  const text = await formatTypeScript(declarations);
  const before = existsSync(target) ? readFileSync(target, 'utf8') : undefined;
  if (before === text) return 'unchanged';
  const isForeign = before !== undefined && !before.startsWith(generatedMarker);
  if (isForeign && !options.force) return 'foreign';
  writeFileAtomic(target, text);
  return 'written';
}
