import { realpathSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import { isInside } from '../../compiler/bind/host.ts';

/** True for a file in a folder, also behind links. */
export function liesInside(root: string, file: string): boolean {
  return isInside(slashed(realPath(root)), slashed(realPath(file)));
}

/** A path with its links followed, as far as it exists. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const folder = dirname(path);
    return folder === path
      ? path
      : resolve(realPath(folder), path.slice(folder.length).replace(/^[/\\]/, ''));
  }
}

/** A path with `/` between its parts, as other programs and workspaces have it. */
export function slashed(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}
