import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { closestNames } from '../compiler/diagnostics/suggest.ts';
import { KmodelError } from './errors.ts';
import { codeOf, isFolder } from './files.ts';
import { existingFile } from './node-host.ts';

/**
 * The path of a model file that is there, as the compiler knows it.
 * @throws KmodelError where it is a folder, or not there, with a file that may be meant
 */
export function modelFile(path: string): string {
  if (path === '') throw new KmodelError('The name of the model file is empty.', 'Name a `.kmodel` file.');
  if (isFolder(path)) {
    throw new KmodelError(`${path} is a folder, where a model file is needed.`, inside(path));
  }
  if (isMissing(path)) throw new KmodelError(`There is no file ${path}.`, near(path));
  return existingFile(path);
}

/** False for a file in a folder that may not be entered: whether it is there cannot be known. */
function isMissing(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) === undefined;
  } catch (error) {
    return codeOf(error) === 'ENOTDIR';
  }
}

/** The model files of a folder, the way out for somebody who named the folder. */
function inside(folder: string): string {
  const models = modelsOf(folder);
  if (models.length === 0) return 'It has no `.kmodel` files; name one elsewhere.';
  return `Name a file in it, such as ${join(folder, models[0]!)}.`;
}

function near(path: string): string | undefined {
  const folder = dirname(path);
  if (!isFolder(folder)) return `There is no folder ${folder} either.`;
  const [closest] = closestNames(basename(path), modelsOf(folder));
  const withEnding = `${path}.kmodel`;
  if (existsSync(withEnding)) return `Did you mean ${withEnding}?`;
  return closest === undefined ? undefined : `Did you mean ${join(folder, closest)}?`;
}

function modelsOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((file) => file.endsWith('.kmodel'));
  } catch {
    return [];
  }
}
