import { closestNames } from '../../compiler/diagnostics/suggest.ts';
import { DataError } from '../errors.ts';
import { kindOf } from '../kind-of.ts';
import { requireOptions } from '../options.ts';
import type { UnpackLimits } from '../files.ts';
import { readSpecification } from './read-specification.ts';
import { shownSource } from './duckdb/duckdb-source.ts';
import type { TableLayout } from './tables/dates.ts';
import type { CellForm, Search } from './readers/found.ts';
import type { Room } from './readers/room.ts';
import { openChunks } from './stored/data-chunks.ts';
import { joinChunks } from './stored/join-chunks.ts';
import type { LoadedArray } from './tensor-like.ts';

export interface ReadOptions extends UnpackLimits {
  /** Names that may be there and are passed over without a word: heads, where only inputs are wanted. */
  readonly known?: readonly string[];
  /** Names whose values are kept as they stand, one a row, such as an `id`. */
  readonly keep?: readonly string[];
  /** Names that are read where they are there. */
  readonly optional?: readonly string[];
  /** How tables call the columns of names, and write dates. */
  readonly layout?: TableLayout;
  /** How the cells of arrays are read that are not just numbers, by name. */
  readonly forms?: ReadonlyMap<string, CellForm>;
  /** Counts what the arrays take of the memory. */
  readonly room?: Room | undefined;
  /** Told what was passed over. */
  readonly onNote?: (text: string) => void;
}

/** Data, and what was kept beside it. */
export interface DataWithKept {
  readonly arrays: Readonly<Record<string, LoadedArray>>;
  readonly kept: ReadonlyMap<string, readonly unknown[]>;
}

/**
 * Reads data as the command line takes it: files of several arrays, folders of `.npy` files, and `name=FILE`
 * pairs, in any mix. What else they hold is passed over.
 * @param wanted names of inputs and heads, by which columns of tables are gathered; none means all that is there
 * @throws DataError for files that are not whole or not known, and for an array given twice
 */
export async function readData(
  specifications: readonly string[],
  wanted: readonly string[],
  options: ReadOptions = {},
): Promise<Readonly<Record<string, LoadedArray>>> {
  return (await readDataAndKept(specifications, wanted, options)).arrays;
}

/**
 * What {@link readData} reads, and the values that `keep` asks for.
 * @throws DataError also where nothing has the name of one that is to be kept
 */
export async function readDataAndKept(
  specifications: readonly (string | readonly string[])[],
  wanted: readonly string[],
  options: ReadOptions = {},
): Promise<DataWithKept> {
  requireSources(specifications);
  const search = searchFor(wanted, options);
  const { known = [], keep } = options;
  const arrays = new Map<string, LoadedArray>();
  const kept = new Map<string, readonly unknown[]>();
  const passedOver = new Map<string, readonly string[]>();
  for (const specification of specifications) {
    const found = await readSpecification(specification, search);
    const path = pathsOf(specification);
    for (const [name, array] of found.arrays) {
      const first = arrays.get(name);
      if (first)
        throw new DataError(`\`${name}\` is given twice: by ${first.source} and by ${array.source}.`);
      arrays.set(name, array);
    }
    for (const [name, values] of found.kept) kept.set(name, values);
    const extra = found.passedOver.filter((name) => !known.includes(name));
    if (extra.length > 0) passedOver.set(path, extra);
  }
  requireKept(keep, kept, passedOver);
  // Where something is missing, what is left over may be the same thing by another name: both are to be named.
  if (wanted.every((name) => arrays.has(name))) note(passedOver, options);
  else addLeftOver(arrays, passedOver);
  return { arrays: Object.fromEntries(arrays), kept };
}

/**
 * What {@link readDataAndKept} reads, piece by piece: some rows of all of it.
 * @throws DataError as `readDataAndKept`, while it is read
 */
export async function* readPieces(
  specifications: readonly (string | readonly string[])[],
  wanted: readonly string[],
  options: ReadOptions = {},
): AsyncGenerator<DataWithKept> {
  const search = searchFor(wanted, options);
  const sources = await Promise.all(specifications.map((each) => openChunks(each, search)));
  const passedOver = new Map<string, readonly string[]>();
  sources.forEach((source, index) => {
    const extra = source.passedOver.filter((name) => !options.known?.includes(name));
    if (extra.length > 0) passedOver.set(pathsOf(specifications[index]!), extra);
  });
  let isFirst = true;
  for await (const chunk of joinChunks(sources.map(({ chunks }) => chunks))) {
    const arrays = new Map(chunk.arrays);
    if (isFirst) requireKept(options.keep, chunk.kept, passedOver);
    if (isFirst && wanted.every((name) => arrays.has(name))) note(passedOver, options);
    else if (isFirst) addLeftOver(arrays, passedOver);
    isFirst = false;
    yield { arrays: Object.fromEntries(arrays), kept: chunk.kept };
  }
}

/** @throws DataError for what is no list of sources, each one text or several that are rows of one table */
function requireSources(sources: unknown): void {
  const isText = (value: unknown): boolean => typeof value === 'string';
  const isSource = (value: unknown): boolean =>
    isText(value) || (Array.isArray(value) && value.every(isText));
  if (Array.isArray(sources) && sources.every(isSource)) return;
  const wrong: unknown = Array.isArray(sources) ? sources.find((each) => !isSource(each)) : sources;
  throw new DataError(
    `\`readData\` takes a list of sources, as text, and was given ${kindOf(wrong)}${Array.isArray(sources) ? ' in one' : ''}.`,
    'For example `[path]`.',
  );
}

function searchFor(wanted: readonly string[], options: ReadOptions): Search {
  requireOptions('readData', options);
  if (!Array.isArray(wanted))
    throw new DataError(
      `\`readData\` takes the names of the arrays as a list, and was given ${kindOf(wanted)}.`,
      'An empty list asks for all of them.',
    );
  const { keep = [], optional = [], layout = {} } = options;
  return {
    wanted: wanted.length === 0 ? [] : [...wanted, ...optional],
    keep,
    single: false,
    maxUnpacked: options.maxUnpacked,
    forms: options.forms,
    room: options.room,
    ...layout,
  };
}

function pathsOf(specification: string | readonly string[]): string {
  const paths = typeof specification === 'string' ? [specification] : specification;
  return paths.map(shownSource).join(', ');
}

function note(passedOver: ReadonlyMap<string, readonly string[]>, { onNote }: ReadOptions): void {
  for (const [path, names] of passedOver) {
    const shown = names.slice(0, 5).map((name) => `\`${name}\``);
    const more = names.length > shown.length ? ` and ${names.length - shown.length} more` : '';
    onNote?.(
      `${path}: ${shown.join(', ')}${more} ${names.length === 1 ? 'is' : 'are'} passed over, since no input or head has ${names.length === 1 ? 'that name' : 'those names'}.`,
    );
  }
}

function addLeftOver(
  arrays: Map<string, LoadedArray>,
  passedOver: ReadonlyMap<string, readonly string[]>,
): void {
  for (const [path, names] of passedOver) {
    for (const name of names)
      if (!arrays.has(name)) arrays.set(name, { shape: [0], data: new Float64Array(0), source: path });
  }
}

/** @throws DataError where nothing has the name of one that is to be kept */
function requireKept(
  keep: readonly string[] | undefined,
  kept: DataWithKept['kept'],
  passedOver: ReadonlyMap<string, readonly string[]>,
): void {
  const name = keep?.find((each) => !kept.has(each));
  if (name === undefined) return;
  const [closest] = closestNames(name, [...passedOver.values()].flat());
  throw new DataError(
    `The data has nothing called \`${name}\` to keep.`,
    closest === undefined ? undefined : `Did you mean \`${closest}\`?`,
  );
}
