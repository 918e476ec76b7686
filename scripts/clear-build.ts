import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Removes what an earlier build left: a file whose source is gone would be published. Packages stay. */
const dist = join(import.meta.dirname, '../dist');
const packages = /^(extension|npm|.*\.vsix)$/;
try {
  for (const name of readdirSync(dist))
    if (!packages.test(name)) rmSync(join(dist, name), { recursive: true, force: true });
} catch (error) {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}
