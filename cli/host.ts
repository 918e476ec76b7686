import { relative, sep } from 'node:path';

/** A path of the compiler as people in this folder write it: relative where that is shorter, with `/`. */
export function shownPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near === '' || near.startsWith(`..${sep}..`) ? path : near.replaceAll(sep, '/');
}
