import { readFileSync } from 'node:fs';
import { packageFile } from '../runtime/package-files.ts';

/** The version in package.json. */
export function version(): string {
  return (JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { readonly version: string })
    .version;
}
