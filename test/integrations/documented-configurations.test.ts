import { symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCodeBlocks } from '../docs/code-blocks.ts';
import { createProject, mainOutput, mainScript, modelFiles, runNode } from './project.ts';

const packages = resolve(import.meta.dirname, '../../node_modules');

/** The configuration that the page shows under a heading. */
function configurationOf(bundler: string): string {
  const block = readCodeBlocks('docs/typescript-imports.md').find(
    ({ info, heading }) => info === 'js' && heading === bundler,
  );
  return block!.code;
}

/** Builds with what the page says, as a project does that has the bundler installed. */
const builds: Readonly<
  Record<
    string,
    { readonly configuration: string; readonly args: readonly string[]; readonly output: string }
  >
> = {
  Vite: {
    configuration: 'vite.config.js',
    args: ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'],
    output: 'dist/main.js',
  },
  Rollup: {
    configuration: 'rollup.config.js',
    args: ['node_modules/@rollup/wasm-node/dist/bin/rollup', '-c', '--silent'],
    output: 'dist/main.js',
  },
  esbuild: { configuration: 'build.js', args: ['build.js'], output: 'dist/main.js' },
  webpack: {
    configuration: 'webpack.config.js',
    // What `webpack-cli` would do.
    args: [
      '--input-type=module',
      '-e',
      `import webpack from 'webpack';
import configuration from './webpack.config.js';
webpack({ ...configuration, mode: 'production' }, (error, stats) => {
  if (error || stats.hasErrors()) throw error ?? new Error(stats.toString());
});`,
    ],
    output: 'dist/main.mjs',
  },
};

describe('the configuration on the page on imports', () => {
  it.each(Object.entries(builds))(
    'of %s builds a bundle that runs',
    (name, { configuration, args, output }) => {
      const folder = createProject({
        ...modelFiles,
        'src/main.js': mainScript,
        'src/main.ts': mainScript,
        [configuration]: configurationOf(name),
      });
      for (const each of ['vite', '@rollup', 'esbuild', 'webpack'])
        symlinkSync(join(packages, each), join(folder, 'node_modules', each), 'dir');
      const built = runNode(args, folder);
      expect({ code: built.code, stderr: built.stderr }).toEqual({ code: 0, stderr: '' });
      const { stdout, stderr } = runNode([output], folder);
      expect(stderr).toBe('');
      expect(JSON.parse(stdout)).toEqual(mainOutput);
    },
  );
});
