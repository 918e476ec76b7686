import { basename } from 'node:path';
import { closestNames } from '../../../compiler/diagnostics/suggest.ts';
import { DataError } from '../../errors.ts';
import type { UnpackLimits } from '../../files.ts';
import { tableFormat } from '../tables/open-table.ts';
import { profileTable } from '../tables/profile-table.ts';
import { isDuckdb } from '../duckdb/duckdb-source.ts';
import { sqliteParts } from '../sqlite/sqlite-source.ts';
import { isImageFolder } from '../images/image-folder.ts';
import { imageStarter } from './image-starter.ts';
import { relationsOf } from './relations.ts';
import { inputRole, targetRole } from './roles.ts';
import { starterModel } from './write-model.ts';

/** A model for a table, and what it leaves out of it. */
export interface Starter {
  /** The file's name without its endings. */
  readonly stem: string;
  readonly text: string;
  readonly leftOut: readonly { readonly name: string; readonly reason: string }[];
}

/**
 * Writes a model that learns columns of a table from the others; the table is read twice.
 * @throws DataError for what is no table, a target that it lacks or that cannot be one, and where nothing is left to
 * learn from
 */
export async function starterFor(
  path: string,
  targets: readonly string[],
  limits: UnpackLimits = {},
): Promise<Starter> {
  if (isImageFolder(path)) return await imageStarter(path, targets);
  const open = isDuckdb(path) ? undefined : tableFormat(path);
  if (!open)
    throw new DataError(
      `${path} is no table.`,
      'Give a .csv, .tsv, .jsonl, .parquet or .db file, or a folder with one folder of images for each class.',
    );
  const view = await profileTable(await open(path, limits));
  const names = view.columns.map(({ name }) => name);
  for (const target of targets) if (!names.includes(target)) throw noTarget(path, target, names);
  const columns = new Map(view.columns.map((column) => [column.name, column]));
  const roles = targets.map((target) => targetRole(columns.get(target)!, view));
  const relations = await relationsOf(await open(path, limits), targets);
  const inputs = view.columns
    .filter(({ name }) => !targets.includes(name))
    .map((column) => inputRole(column, view, relations.get(column.name)!));
  const file = basename(path);
  const stem = sqliteParts(file).table ?? file.replace(/(?:\.\w+?)(?:\.gz)?$/i, '');
  const leftOut = inputs.flatMap((role) =>
    role.kind === 'leftOut' ? [{ name: role.column.name, reason: role.reason }] : [],
  );
  if (leftOut.length === inputs.length)
    throw new DataError(`Nothing in ${path} is left to learn ${targets.join(', ')} from.`);
  const plan = {
    file,
    stem,
    rows: view.rows,
    inputs,
    targets: roles,
  };
  return { stem, text: starterModel(plan), leftOut };
}

function noTarget(path: string, target: string, names: readonly string[]): DataError {
  const [closest] = closestNames(target, names);
  return new DataError(
    `${path} has no column \`${target}\`.`,
    closest === undefined
      ? `It has ${names
          .slice(0, 20)
          .map((name) => `\`${name}\``)
          .join(', ')}.`
      : `Did you mean \`${closest}\`?`,
  );
}
