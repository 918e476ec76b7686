import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly files: readonly string[];
  readonly engines: object;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

/** A package as it is published: its name, and the folder with its files. */
export interface NpmPackage {
  readonly name: string;
  readonly folder: string;
}

/**
 * Lays out what is published: kmodel itself, and for each machine that onnxruntime-node has a native library for, a
 * package with that library alone, so that npm installs 20 to 70 MB rather than 288, and runs no script. The build
 * must be there.
 * @param target a folder outside of the repository, which may be replaced
 */
export function layOutPackages(target: string): readonly NpmPackage[] {
  rmSync(target, { recursive: true, force: true });
  const manifest = readManifest(root);
  const platforms = layOutPlatforms(target, manifest);
  const folder = join(target, manifest.name);
  mkdirSync(folder, { recursive: true });
  for (const part of ['dist', 'docs', 'examples', 'library'])
    cpSync(join(root, part), join(folder, part), { recursive: true, filter: isPublished });
  for (const file of ['CHANGELOG.md', 'LICENSE', 'README.md']) cpSync(join(root, file), join(folder, file));
  const published = Object.entries(manifest).filter(([key]) => !unpublished.has(key));
  writeManifest(folder, {
    ...Object.fromEntries(published),
    optionalDependencies: Object.fromEntries(platforms.map(({ name }) => [name, manifest.version])),
  });
  return [{ name: manifest.name, folder }, ...platforms];
}

/** What of the manifest is for the repository alone. */
const unpublished = new Set(['scripts', 'devDependencies', 'allowScripts']);

/** The extension has a package of its own. */
function isPublished(path: string): boolean {
  return !/[\\/]dist[\\/](extension|npm|.*\.vsix)$/.test(path);
}

function layOutPlatforms(target: string, { version, engines }: Manifest): readonly NpmPackage[] {
  const source = join(root, 'node_modules/onnxruntime-node');
  const theirs = readManifest(source);
  const [api] = readdirSync(join(source, 'bin')) as [string];
  return readdirSync(join(source, 'bin', api)).flatMap((os) =>
    readdirSync(join(source, 'bin', api, os)).map((cpu) => {
      const name = `@kmodel-lang/onnxruntime-${os}-${cpu}`;
      const folder = join(target, name);
      const library = join('bin', api, os, cpu);
      mkdirSync(folder, { recursive: true });
      cpSync(join(source, 'dist'), join(folder, 'dist'), {
        recursive: true,
        filter: (path) => !path.endsWith('.map'),
      });
      cpSync(join(source, library), join(folder, library), { recursive: true, filter: isNeeded });
      cpSync(join(root, 'scripts/onnxruntime-license.txt'), join(folder, 'LICENSE'));
      writeFileSync(join(folder, 'README.md'), readmeOf(theirs, os, cpu));
      writeManifest(folder, {
        name,
        version,
        description: `onnxruntime ${theirs.version} for ${os} on ${cpu}, for kmodel-lang.`,
        license: 'MIT',
        os: [os],
        cpu: [cpu],
        engines,
        main: 'dist/index.js',
        types: 'dist/index.d.ts',
        files: ['bin', 'dist'],
        dependencies: { 'onnxruntime-common': theirs.dependencies['onnxruntime-common'] },
      });
      return { name, folder };
    }),
  );
}

/** On macOS the library is there twice; it is loaded by the name without the whole version. */
function isNeeded(path: string): boolean {
  return !/libonnxruntime\.\d+\.\d+\.\d+\.dylib$/.test(path);
}

function readmeOf({ name, version }: Manifest, os: string, cpu: string): string {
  return `# onnxruntime for ${os} on ${cpu}

The files of ${name} ${version} for this machine alone, unchanged, as kmodel-lang uses them. They are Microsoft's,
under the MIT licence (see LICENSE); the notices of what they contain are in https://github.com/microsoft/onnxruntime.
`;
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

function writeManifest(folder: string, manifest: object): void {
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}
