import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layOutPackages, type NpmPackage } from '../../scripts/npm-packages.ts';
import { emptyFolder } from '../cli/run-cli.ts';

const repository = join(import.meta.dirname, '../..');
const mebibyte = 2 ** 20;
const own = `@kmodel-lang/onnxruntime-${process.platform}-${process.arch}`;

let staging: string;
let packages: readonly NpmPackage[];
beforeAll(() => {
  staging = emptyFolder();
  packages = layOutPackages(join(staging, 'packages'));
});
afterAll(() => rmSync(staging, { recursive: true, force: true }));

interface Manifest {
  readonly name: string;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly scripts?: object;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
  readonly bin: Readonly<Record<string, string>>;
}

function manifestOf({ folder }: NpmPackage): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** Bytes of the files in a folder. */
function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => lstatSync(join(folder, path)))
    .reduce((sum, stats) => sum + (stats.isFile() ? stats.size : 0), 0);
}

describe('what is published', () => {
  it('is kmodel, and a package for each machine, of which npm picks the one that fits', () => {
    const [main, ...platforms] = packages.map(manifestOf);
    expect(main!.name).toBe('kmodel-lang');
    expect(Object.keys(main!.bin)).toEqual(['kmodel']);
    expect(Object.keys(main!.dependencies)).not.toContain('onnxruntime-node');
    expect(Object.keys(main!.optionalDependencies)).toEqual(platforms.map(({ name }) => name));
    expect(platforms.length).toBeGreaterThanOrEqual(5);
    for (const { name, os, cpu } of platforms)
      expect(name).toBe(`@kmodel-lang/onnxruntime-${os![0]}-${cpu![0]}`);
  });

  it('runs no script, and holds its licence', () => {
    for (const each of packages) {
      expect(manifestOf(each).scripts).toBeUndefined();
      expect(existsSync(join(each.folder, 'LICENSE'))).toBe(true);
    }
  });

  it('holds a library for one machine in each package, in less than 75 MB', () => {
    for (const { folder, name } of packages.slice(1)) {
      const libraries = readdirSync(join(folder, 'bin'), { recursive: true, encoding: 'utf8' });
      expect(libraries.filter((path) => path.endsWith('.node'))).toHaveLength(1);
      expect(sizeOf(folder) / mebibyte, name).toBeLessThan(75);
    }
  });
});

describe('an empty project', () => {
  let project: string;
  beforeAll(() => {
    project = emptyFolder();
    writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
    const tarballs = packages
      .filter(({ name }) => name === 'kmodel-lang' || name === own)
      .map(({ folder }) => {
        const { stdout, stderr } = npm(['pack', '--silent', '--pack-destination', staging], folder);
        expect(stderr).toBe('');
        return join(staging, stdout.trim());
      });
    const { status, stderr } = npm(
      ['install', '--prefer-offline', '--no-audit', '--no-fund', ...tarballs],
      project,
    );
    expect(stderr).not.toContain('npm error');
    expect(status).toBe(0);
  }, 300_000);
  afterAll(() => rmSync(project, { recursive: true, force: true }));

  function npm(args: readonly string[], cwd: string) {
    return spawnSync('npm', args, { cwd, encoding: 'utf8', shell: process.platform === 'win32' });
  }

  const run = (...args: string[]) => spawnSync(process.execPath, args, { cwd: project, encoding: 'utf8' });
  const kmodel = (...args: string[]) => run('node_modules/kmodel-lang/dist/cli/main.js', ...args);

  it('takes less than 120 MB, for one machine, and nothing in it has an install script', () => {
    expect(sizeOf(join(project, 'node_modules')) / mebibyte).toBeLessThan(120);
    expect(readdirSync(join(project, 'node_modules/@kmodel-lang'))).toHaveLength(1);
    const lock = readFileSync(join(project, 'node_modules/.package-lock.json'), 'utf8');
    expect(lock).not.toContain('hasInstallScript');
    expect(existsSync(join(project, 'node_modules/.bin/kmodel'))).toBe(true);
  });

  it('trains and predicts from the command line', () => {
    expect(kmodel('init', '.', '--samples', '60').status).toBe(0);
    const training = kmodel('train', 'digits.kmodel', '--data', 'digits.npz', '-o', 'run', '--epochs', '1');
    expect(training.stderr).toContain('onnxruntime');
    expect(training.status).toBe(0);
    const predicted = kmodel(
      'predict',
      'digits.kmodel',
      '--data',
      'digits.npz',
      '--weights',
      'run/last.safetensors',
      '-o',
      '-',
    );
    expect(predicted.stdout.split('\n')).toHaveLength(62);
  });

  it('loads a model from TypeScript without tfjs', () => {
    const { stdout, stderr } = run(
      '--input-type=module',
      '-e',
      "import { load, createTfjsEngine } from 'kmodel-lang/runtime'; const model = await load('digits.kmodel'); console.log(model.graph.name); await createTfjsEngine().catch((error) => console.log(error.message));",
    );
    expect(stderr).toBe('');
    expect(stdout).toBe('Digits\ntfjs is not installed: the package @tensorflow/tfjs-core is missing.\n');
  });

  it('gives TypeScript declarations that need nothing beside', () => {
    const program = [
      "import { load, type Callback } from 'kmodel-lang/runtime';",
      "import type { ModelGraph } from 'kmodel-lang/compiler';",
      "const model = await load('digits.kmodel');",
      'const graph: ModelGraph = model.graph;',
      'const watch: Callback = { onEpochEnd: (epoch, logs) => console.log(epoch, logs.loss, graph.name) };',
      'await model.fit({ image: [[1]], digit: [1] }, { callbacks: [watch] });',
    ].join('\n');
    writeFileSync(join(project, 'program.ts'), program);
    const types = join(repository, 'node_modules/@types');
    const { stdout } = run(
      join(repository, 'node_modules/typescript/bin/tsc'),
      ...['--noEmit', '--strict', '--target', 'es2023', '--module', 'nodenext'],
      ...['--types', 'node', '--typeRoots', types, 'program.ts'],
    );
    expect(stdout).toBe('');
  }, 60_000);

  it('says what to install where tfjs, or the library of the machine, is missing', () => {
    const withoutTfjs = kmodel(
      'train',
      'digits.kmodel',
      '--data',
      'digits.npz',
      '-o',
      'no',
      '--engine',
      'tfjs',
    );
    expect(withoutTfjs.stderr).toContain('help: `npm install @tensorflow/tfjs-core');
    expect(withoutTfjs.status).toBe(1);
    rmSync(join(project, 'node_modules/@kmodel-lang'), { recursive: true });
    const without = kmodel('train', 'digits.kmodel', '--data', 'digits.npz', '-o', 'no', '--engine', 'onnx');
    expect(without.stderr).toContain(`the package ${own} is missing.`);
    expect(without.stderr).toContain('help: Run `npm install` on this machine');
    expect(without.status).toBe(1);
  });
});
