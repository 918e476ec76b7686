import { folderOf, isInside, type CompilerHost } from '../bind/host.ts';
import { placeIn } from '../bind/module.ts';
import type { Place } from '../diagnostics/place.ts';
import type { CheckedData } from '../expand/data.ts';
import type { ExpansionContext } from '../expand/site.ts';
import { hasTableHead, mostLooked, readTableHead, type TableHead } from '../tables/table-head.ts';
import { isParquet, parquetHead } from '../tables/parquet-head.ts';
import { TableError } from '../tables/table-error.ts';

/** What was seen of a model's data while it was checked. */
export interface DataLook {
  /** As it stands in messages. */
  readonly source: string;
  /** The first rows; undefined where nothing was looked at. */
  readonly head: TableHead | undefined;
  /** Why nothing was looked at, as the end of a sentence. */
  readonly unseen: string | undefined;
  /** What was seen of the sources behind the first one, where they are tables. */
  readonly others: readonly SeenTable[];
  /** True where other sources hold arrays: what this table lacks may be there. */
  readonly besideArrays: boolean;
  /** What was seen of `validation` and `test`. */
  readonly further: readonly SeenPart[];
}

/** Data beside that which trains: tables that follow each other, or one beside arrays. */
export interface SeenPart {
  readonly entry: 'validation' | 'test';
  readonly tables: readonly SeenTable[];
  readonly besideArrays: boolean;
}

/** The beginning of a table, with what messages call it. */
export interface SeenTable {
  readonly source: string;
  readonly head: TableHead;
}

/** So many sources behind the first one are looked at, each less far than that. */
const mostOthers = 7;
const mostOfOthers = 2 ** 15;

/**
 * Looks at the sources of a model's data: at most 256 KiB of the first text table, or of the columns that a Parquet
 * file lists at its end, and 32 KiB of each of the next seven, and of those of `validation` and `test`; inside the
 * workspace, and never anything that is to be fetched. Reports KM7001 for a source outside, or one that is no table,
 * and KM7004 where there is none.
 */
export function lookAtData(context: ExpansionContext, data: CheckedData): DataLook {
  const { host } = context;
  const [source] = data.settings.source as readonly [string, ...string[]];
  const span = data.spans.get('source') ?? data.settings.place.span;
  const place = placeIn(data.module, span);
  const unseen = (reason: string): DataLook => ({
    source,
    head: undefined,
    unseen: reason,
    others: [],
    besideArrays: false,
    further: [],
  });
  for (const each of allPaths(data)) {
    const root = host.workspaceRoot(data.settings.file);
    if (!isAbsolute(each) && isInside(root, host.resolve(data.settings.file, fixedPart(each)))) continue;
    context.report('KM7001', 'outside', { source: each, root }, place, {
      help: 'Put the data into the folder of the model, or name it with `--data`.',
    });
    return unseen('it lies outside the workspace');
  }
  const kind = /^(duckdb|dataset):/.exec(source)?.[1];
  if (kind !== undefined) return unseen(kind === 'duckdb' ? 'it is a query' : 'it may have to be fetched');
  const further = furtherParts(context, data);
  const files = data.settings.source.flatMap((each) => filesOf(host, data.settings.file, each));
  const [first] = files;
  if (first === undefined) return { ...unseen('it is no table'), further };
  const head = headOf(context, first, place, mostLooked);
  if (typeof head === 'string') return { ...unseen(head), further };
  const others = followingTables(context, files, place);
  return { source, head, unseen: undefined, others, besideArrays: !follow(files), further };
}

/** What is seen of data that does not train; a share of that which trains is none of its own. */
function furtherParts(context: ExpansionContext, data: CheckedData): readonly SeenPart[] {
  const { validation, test, file } = data.settings;
  const entries = [
    ['validation', Array.isArray(validation) ? (validation as readonly string[]) : []],
    ['test', test],
  ] as const;
  return entries.flatMap(([entry, sources]): SeenPart[] => {
    const files = sources.flatMap((each) => filesOf(context.host, file, each));
    const [first] = files;
    if (!first) return [];
    const place = placeIn(data.module, data.spans.get(entry) ?? data.settings.place.span);
    const head = headOf(context, first, place, mostOfOthers);
    if (typeof head === 'string') return [];
    const tables = [{ source: first.source, head }, ...followingTables(context, files, place)];
    return [{ entry, tables, besideArrays: !follow(files) }];
  });
}

/** Whether files are tables that follow each other. Beside arrays, tables may hold other columns each. */
function follow(files: readonly SourceFile[]): boolean {
  return files.every(({ path }) => /\.(?:(?:csv|tsv|jsonl)(?:\.gz)?|parquet)$/i.test(path));
}

/** The tables behind the first one. */
function followingTables(
  context: ExpansionContext,
  files: readonly SourceFile[],
  place: Place,
): readonly SeenTable[] {
  const rest = follow(files) ? files.slice(1, 1 + mostOthers) : [];
  return rest.flatMap((file): SeenTable[] => {
    const other = headOf(context, file, place, mostOfOthers);
    return typeof other === 'string' ? [] : [{ source: file.source, head: other }];
  });
}

/** The beginning of a table, or why it is not seen, as the end of a sentence. */
function headOf(
  { host, report }: ExpansionContext,
  { source, path }: SourceFile,
  place: Place,
  most: number,
): TableHead | string {
  if (!hasTableHead(path) && !isParquet(path)) return 'it is no table';
  const read = isParquet(path) ? host.readTail : host.readHead;
  if (!read) return 'files are out of reach here';
  const found = read(path, most);
  if (!found) {
    report('KM7004', 'default', { source }, place);
    return 'it does not exist';
  }
  try {
    return isParquet(path)
      ? (parquetHead(source, found.bytes) ?? 'its list of columns is too long')
      : readTableHead(source, found.bytes, found.bytes.length === found.size);
  } catch (error) {
    if (!(error instanceof TableError)) throw error;
    report('KM7001', 'unreadable', { message: error.message }, place, { help: error.help });
    return 'it cannot be read';
  }
}

/** Every path that `data` names. */
function allPaths({ settings }: CheckedData): readonly string[] {
  const { source, validation, test } = settings;
  const sources = [
    ...source,
    ...(Array.isArray(validation) ? (validation as readonly string[]) : []),
    ...test,
  ];
  return sources
    .filter((each) => !/^(?:duckdb|dataset):/.test(each))
    .map((each) => each.replace(/^[^=/\\]+=/, ''));
}

/** A path, or one in the folder before a pattern. */
function fixedPart(path: string): string {
  const star = path.indexOf('*');
  if (star < 0) return path;
  const folder = folderOf(path.slice(0, star));
  return folder === '' ? '_' : `${folder}/_`;
}

/** Paths count from the model's folder; those from the root of a disk are somewhere else. */
function isAbsolute(path: string): boolean {
  return /^(?:[/\\\\]|[a-z]:)/i.test(path);
}

/** A file of a source. */
interface SourceFile {
  /** As it stands in messages. */
  readonly source: string;
  readonly path: string;
}

/** The file that a source names, or those that fit its pattern; none for what is fetched or asked for. */
function filesOf(host: CompilerHost, from: string, source: string): readonly SourceFile[] {
  if (/^(?:duckdb|dataset):/.test(source)) return [];
  if (!source.includes('*')) return [{ source, path: host.resolve(from, source) }];
  const folder = folderOf(source);
  if (folder.includes('*')) return [];
  const name = source.slice(folder === '' ? 0 : folder.length + 1);
  const pattern = new RegExp(`^${name.split('*').map(escaped).join('.*')}$`);
  const resolved = host.resolve(from, folder === '' ? '.' : folder);
  const files = host.list?.(resolved).filter((each) => pattern.test(each)) ?? [];
  return files.sort().map((file, index) => ({
    // The first one stands for the pattern.
    source: index === 0 ? source : folder === '' ? file : `${folder}/${file}`,
    path: `${resolved === '' ? '' : `${resolved}/`}${file}`,
  }));
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
