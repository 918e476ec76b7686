import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import type { NamedDataset } from './catalogue.ts';

/** Where fetched data sets are kept: the folder for caches of the system (`XDG_CACHE_HOME`), and kmodel's in it. */
export function datasetFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = environment;
  const caches = xdg || (process.platform === 'win32' && local) || join(homedir(), '.cache');
  return join(caches, 'kmodel', 'datasets');
}

/** The file of a data set, there or not. */
export function datasetFile({ url }: NamedDataset, folder: string): string {
  return join(folder, basename(new URL(url).pathname));
}
