import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { KmodelError } from '../../errors.ts';
import { isFile, piecesOf, reasonOf, statsOf } from '../../files.ts';
import { datasetFile } from './cache.ts';
import type { NamedDataset } from './catalogue.ts';

export interface FetchOptions {
  readonly folder: string;
  /** Told how many bytes there are, of how many where that is known. */
  readonly onProgress?: (done: number, total: number | undefined) => void;
}

/**
 * Fetches a data set, unless it is there, goes on where an earlier fetch stopped, and holds it against its SHA-256
 * before it gets its name.
 * @returns the path of its file
 * @throws KmodelError where it cannot be fetched or kept, or is another file than it should be
 */
export async function fetchDataset(dataset: NamedDataset, options: FetchOptions): Promise<string> {
  const path = datasetFile(dataset, options.folder);
  if (isFile(path)) return path;
  const part = `${path}.part`;
  try {
    mkdirSync(options.folder, { recursive: true });
    await fetchInto(part, dataset, options);
    const found = await sumOf(part);
    if (found !== dataset.sha256) {
      rmSync(part);
      throw new KmodelError(
        `What ${dataset.url} gives is not \`${dataset.name}\`: its SHA-256 is ${found}, and ${dataset.sha256} is needed. It is not kept.`,
        'Try again; if it stays so, the file there has changed.',
      );
    }
    renameSync(part, path);
    return path;
  } catch (error) {
    if (error instanceof KmodelError) throw error;
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new KmodelError(
      `\`${dataset.name}\` cannot be fetched from ${dataset.url}: ${reasonOf(cause)}.`,
      statsOf(part) ? 'What is there already is kept: the same command goes on.' : undefined,
    );
  }
}

async function fetchInto(part: string, dataset: NamedDataset, { onProgress }: FetchOptions): Promise<void> {
  const before = statsOf(part)?.size ?? 0;
  const response = await fetch(dataset.url, before > 0 ? { headers: { range: `bytes=${before}-` } } : {});
  // There is nothing behind what is here already.
  if (response.status === 416 && before > 0) return;
  if (!response.ok || !response.body) throw new Error(`the server answers ${response.status}`);
  const goesOn = response.status === 206;
  const length = response.headers.get('content-length');
  let done = goesOn ? before : 0;
  const total = length === null ? undefined : done + Number(length);
  const file = openSync(part, goesOn ? 'a' : 'w');
  try {
    for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
      for (let at = 0; at < piece.length;) at += writeSync(file, piece, at);
      done += piece.length;
      onProgress?.(done, total);
    }
  } finally {
    closeSync(file);
  }
  if (total !== undefined && done < total) throw new Error('the connection was cut');
}

async function sumOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of piecesOf(path)) hash.update(piece);
  return hash.digest('hex');
}
