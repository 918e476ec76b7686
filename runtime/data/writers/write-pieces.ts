import { concatRows } from '../../concat-rows.ts';
import { beginFile } from '../../files.ts';
import { csvPieces } from './csv.ts';
import { jsonlPieces } from './jsonl.ts';
import { npzPieces } from './npz.ts';
import { rowsOf, unknownEnding, type ArraysToWrite } from './rows-to-write.ts';

/**
 * Writes arrays that come piece by piece, in the format of the path's ending. Of `.csv` and `.jsonl` files no more than
 * a piece is in memory; a `.npz` file tells how long its arrays are before them, and is in memory until they end.
 * @returns how many rows there were
 * @throws DataError as `writeArrays`, KmodelError where the file cannot be written; what was there before stays then
 */
export async function writePieces(path: string, pieces: AsyncIterable<ArraysToWrite>): Promise<number> {
  const encode = encoders.get(path.slice(path.lastIndexOf('.')));
  if (!encode) throw unknownEnding(path);
  const file = beginFile(path);
  let rows = 0;
  async function* counted(): AsyncGenerator<ArraysToWrite> {
    for await (const piece of pieces) {
      rows += rowsOf(piece);
      yield piece;
    }
  }
  try {
    for await (const content of encode(counted())) file.write(content);
    file.finish();
    return rows;
  } catch (error) {
    file.abandon();
    throw error;
  }
}

/** The lines of a CSV file, of which no more than a piece is in memory. */
export async function* csvOfPieces(pieces: AsyncIterable<ArraysToWrite>): AsyncGenerator<string> {
  let isFirst = true;
  for await (const piece of pieces) {
    yield* csvPieces(piece, isFirst);
    isFirst = false;
  }
}

async function* jsonlOfPieces(pieces: AsyncIterable<ArraysToWrite>): AsyncGenerator<string> {
  for await (const piece of pieces) yield* jsonlPieces(piece);
}

async function* npzOfPieces(pieces: AsyncIterable<ArraysToWrite>): AsyncGenerator<Uint8Array> {
  const all: ArraysToWrite[] = [];
  for await (const piece of pieces) all.push(piece);
  const kept = new Map(
    [...(all[0]?.kept.keys() ?? [])].map((name) => [name, all.flatMap((piece) => piece.kept.get(name)!)]),
  );
  yield* npzPieces({ arrays: concatRows(all.map(({ arrays }) => arrays)), kept });
}

const encoders: ReadonlyMap<
  string,
  (pieces: AsyncIterable<ArraysToWrite>) => AsyncGenerator<string | Uint8Array>
> = new Map<string, (pieces: AsyncIterable<ArraysToWrite>) => AsyncGenerator<string | Uint8Array>>([
  ['.npz', npzOfPieces],
  ['.jsonl', jsonlOfPieces],
  ['.csv', csvOfPieces],
]);
