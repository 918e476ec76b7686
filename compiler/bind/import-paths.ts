import { parse } from '../../grammar/parse.ts';
import { createSourceFile } from '../../grammar/source.ts';

/**
 * A text with other paths in its imports.
 * @param rename gives the new path for one that is written; undefined leaves it
 */
export function withImportPaths(
  path: string,
  text: string,
  rename: (specifier: string) => string | undefined,
): string {
  return parse(createSourceFile(path, text))
    .file.declarations.flatMap((declaration) => {
      if (declaration.kind !== 'Import' || declaration.path.kind !== 'String') return [];
      const { value, span } = declaration.path;
      const renamed = rename(value);
      return renamed === undefined ? [] : [{ span, renamed }];
    })
    .reverse()
    .reduce(
      (done, { span, renamed }) => done.slice(0, span.start) + JSON.stringify(renamed) + done.slice(span.end),
      text,
    );
}
