import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file that ships with kmodel, by its path in the package: the same from the sources and from the build. */
export function packageFile(path: string): string {
  const own = dirname(fileURLToPath(import.meta.url));
  for (let folder = own; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return join(folder, path);
    // A bundle may stand outside of any package: then the files would stand beside it.
    if (dirname(folder) === folder) return join(own, path);
  }
}

/** Modules that somebody is told by their address, so that each is a file of its own in the build. */
export const ownModules = [
  'cli/gpu-probe',
  'integrations/client',
  'integrations/hooks',
  'runtime/engines/onnx/auto/gpu-process',
] as const;

/** The file of such a module: TypeScript where kmodel runs from its sources. */
export function ownModule(name: (typeof ownModules)[number]): string {
  return packageFile(import.meta.url.endsWith('.ts') ? `${name}.ts` : `dist/${name}.js`);
}
