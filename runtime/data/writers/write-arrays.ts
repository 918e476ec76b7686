import type { HostTensor } from '../../engines/engine.ts';
import { DataError } from '../../errors.ts';
import { requirePath, writeFileAtomic, type FileContent } from '../../files.ts';
import { requireTensors, requireWhole } from '../../require-tensors.ts';
import type { NamedClasses } from '../../../compiler/graph/named-classes.ts';
import { csvPieces } from './csv.ts';
import { jsonlPieces } from './jsonl.ts';
import { npzPieces } from './npz.ts';
import { unknownEnding, type ArraysToWrite } from './rows-to-write.ts';

/**
 * Writes arrays of the same number of rows in the format of the path's ending: `.npz`, `.jsonl` or `.csv`.
 * @param classes the names of classes by head, as `namedClasses` gives them: tables bear them
 * @param kept values to stand beside them, one a row, such as those of an `id`
 * @throws DataError for another ending, for what is no tensor or, in a CSV file, for arrays of more than one number a
 * row and axis;
 * KmodelError where the file cannot be written
 */
export function writeArrays(
  path: string,
  arrays: Readonly<Record<string, HostTensor>>,
  kept: ReadonlyMap<string, readonly unknown[]> = new Map(),
  classes: ReadonlyMap<string, NamedClasses> = new Map(),
): void {
  requirePath('writeArrays', path);
  requireTensors('writeArrays', 'array', arrays, DataError);
  requireWhole('array', arrays, DataError);
  const encode = encoders.get(path.slice(path.lastIndexOf('.')));
  if (!encode) throw unknownEnding(path);
  writeFileAtomic(path, encode({ arrays, kept, classes }));
}

const encoders: ReadonlyMap<string, (arrays: ArraysToWrite) => FileContent> = new Map<
  string,
  (arrays: ArraysToWrite) => FileContent
>([
  ['.npz', npzPieces],
  ['.jsonl', jsonlPieces],
  ['.csv', csvPieces],
]);
