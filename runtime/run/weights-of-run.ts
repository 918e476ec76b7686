import { join } from 'node:path';
import { WeightsError } from '../errors.ts';
import { isFile, isFolder } from '../files.ts';
import { latestFolder, runFiles } from './folder.ts';

/**
 * The file that a path of weights means: a file itself; of a run's folder, the weights of its best epoch, else of its
 * end; of a folder of numbered runs, those of the newest.
 * @throws WeightsError where a folder holds none
 */
export function weightsFile(path: string): string {
  if (!isFolder(path)) return path;
  const run = latestFolder(path) ?? path;
  const found = [runFiles.best, runFiles.last].map((name) => join(run, name)).find(isFile);
  if (found !== undefined) return found;
  throw new WeightsError(
    `${path} is a folder without weights of a run.`,
    'Name a file, or the folder of a run that has ended an epoch.',
  );
}
