import { KmodelError } from '../errors.ts';
import { statsOf } from '../files.ts';

/**
 * Refuses an output that is one of the files that it is made from, by whatever name or link.
 * @param sources paths, or `name=FILE` as data is given
 * @throws KmodelError that names the source
 */
export function refuseOverwriting(output: string, sources: readonly string[]): void {
  const written = statsOf(output);
  if (!written?.isFile()) return;
  const source = sources
    .flatMap((given) => [given, given.slice(given.indexOf('=') + 1)])
    .find((path) => {
      const read = statsOf(path);
      return read?.ino === written.ino && read.dev === written.dev;
    });
  if (source === undefined) return;
  throw new KmodelError(
    `${output} is ${source === output ? 'read' : `the file ${source}, which is read`} to make what would be written over it.`,
    'Choose another name with `-o`.',
  );
}
