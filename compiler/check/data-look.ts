import { folderOf, isInside, type CompilerHost } from '../bind/host.ts';
import { placeIn } from '../bind/module.ts';
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
}

/**
 * Looks at the first source of a model's data: at most 256 KiB of one text table, or of the columns that a Parquet
 * file lists at its end, inside the workspace, and never anything that is to be fetched. Reports KM7001 for a source outside, or one that is no table,
 * and KM7004 where there is none.
 */
export function lookAtData(context: ExpansionContext, data: CheckedData): DataLook {
  const { host } = context;
  const [source] = data.settings.source as readonly [string, ...string[]];
  const span = data.spans.get('source') ?? data.settings.place.span;
  const place = placeIn(data.module, span);
  const unseen = (reason: string): DataLook => ({ source, head: undefined, unseen: reason });
  const kind = /^(duckdb|dataset):/.exec(source)?.[1];
  if (kind !== undefined) return unseen(kind === 'duckdb' ? 'it is a query' : 'it may have to be fetched');
  for (const each of allPaths(data)) {
    const root = host.workspaceRoot(data.settings.file);
    if (!isAbsolute(each) && isInside(root, host.resolve(data.settings.file, fixedPart(each)))) continue;
    context.report('KM7001', 'outside', { source: each, root }, place, {
      help: 'Put the data into the folder of the model, or name it with `--data`.',
    });
    return unseen('it lies outside the workspace');
  }
  const path = firstFile(host, data.settings.file, source);
  if (path === undefined || !(hasTableHead(path) || isParquet(path))) return unseen('it is no table');
  const read = isParquet(path) ? host.readTail : host.readHead;
  if (!read) return unseen('files are out of reach here');
  const found = read(path, mostLooked);
  if (!found) {
    context.report('KM7004', 'default', { source }, place);
    return unseen('it does not exist');
  }
  try {
    const head = isParquet(path)
      ? parquetHead(source, found.bytes)
      : readTableHead(source, found.bytes, found.bytes.length === found.size);
    if (!head) return unseen('its list of columns is too long');
    return { source, head, unseen: undefined };
  } catch (error) {
    if (!(error instanceof TableError)) throw error;
    context.report('KM7001', 'unreadable', { message: error.message }, place, { help: error.help });
    return unseen('it cannot be read');
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
    .map((each) => each.slice(each.indexOf('=') + 1));
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

/** The file that a source names, or the first one that fits its pattern; undefined where none does. */
function firstFile(host: CompilerHost, from: string, source: string): string | undefined {
  if (!source.includes('*')) return host.resolve(from, source);
  const folder = folderOf(source);
  if (folder.includes('*')) return undefined;
  const name = source.slice(folder === '' ? 0 : folder.length + 1);
  const pattern = new RegExp(`^${name.split('*').map(escaped).join('.*')}$`);
  const resolved = host.resolve(from, folder === '' ? '.' : folder);
  const file = host
    .list?.(resolved)
    .filter((each) => pattern.test(each))
    .sort()[0];
  return file === undefined ? undefined : `${resolved === '' ? '' : `${resolved}/`}${file}`;
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
