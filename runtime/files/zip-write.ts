import { Zip, ZipPassThrough } from 'fflate';

/** What the zip format holds without extensions that not every reader knows, in bytes. */
export const mostZipBytes = 2 ** 32 - 1;

/** A file to be in a zip file: its name, and its bytes in pieces that follow each other. */
export type FileToZip = readonly [name: string, content: readonly Uint8Array[]];

/** How many bytes a zip file of unpacked files takes at most. */
export function zipSize(files: readonly FileToZip[]): number {
  return files.reduce(
    (sum, [name, content]) =>
      sum + content.reduce((bytes, { length }) => bytes + length, 0) + 4 * name.length + 200,
    0,
  );
}

/**
 * The pieces of a zip file of at most {@link mostZipBytes}, not packed. Its times are fixed, so that equal files
 * give equal bytes.
 */
export function zipPieces(files: readonly FileToZip[]): Iterable<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const zip = new Zip((error, piece) => {
    if (error) throw error;
    pieces.push(piece);
  });
  for (const [name, content] of files) {
    const entry = new ZipPassThrough(name);
    entry.mtime = new Date(1980, 0, 1);
    zip.add(entry);
    for (const piece of content) entry.push(piece);
    entry.push(new Uint8Array(0), true);
  }
  zip.end();
  return pieces;
}
