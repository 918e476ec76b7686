import { rollup, type Plugin as RollupPlugin } from '@rollup/wasm-node';
import { build as esbuild, type BuildFailure, type Message } from 'esbuild';
import { join } from 'node:path';
import { build as vite } from 'vite';
import webpack from 'webpack';
import { kmodel as esbuildPlugin } from '../../integrations/esbuild.ts';
import { kmodel as rollupPlugin } from '../../integrations/rollup.ts';
import type { KmodelPluginOptions } from '../../integrations/unplugin.ts';
import { kmodel as vitePlugin } from '../../integrations/vite.ts';
import { kmodel as webpackPlugin } from '../../integrations/webpack.ts';

/** What a bundler says; its place where it tells one apart from the message: lines from 1, columns from 0. */
export interface Report {
  readonly message: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

export interface Bundle {
  readonly output: string;
  readonly errors: readonly Report[];
  readonly warnings: readonly Report[];
  /** Files of which a change builds again, where the bundler tells. */
  readonly watched?: readonly string[];
}

type Bundler = (folder: string, options?: KmodelPluginOptions) => Promise<Bundle>;

const external = /^kmodel-lang\//;
const entry = (folder: string): string => join(folder, 'src/main.js');
const output = (folder: string): string => join(folder, 'out/main.mjs');

/** Each builds `src/main.js` of a project; kmodel itself stays outside. */
export const bundlers: Readonly<Record<'esbuild' | 'rollup' | 'vite' | 'webpack', Bundler>> = {
  esbuild: async (folder, options) => {
    const report = ({ text, location }: Message): Report => ({
      message: text,
      line: location?.line,
      column: location?.column,
    });
    try {
      const { warnings } = await esbuild({
        absWorkingDir: folder,
        entryPoints: [entry(folder)],
        outfile: output(folder),
        bundle: true,
        format: 'esm',
        platform: 'node',
        external: ['kmodel-lang/*'],
        plugins: [esbuildPlugin(options)],
        logLevel: 'silent',
      });
      return { output: output(folder), errors: [], warnings: warnings.map(report) };
    } catch (error) {
      const { errors, warnings } = error as BuildFailure;
      return { output: output(folder), errors: errors.map(report), warnings: warnings.map(report) };
    }
  },

  rollup: async (folder, options) => {
    const warnings: Report[] = [];
    try {
      const build = await rollup({
        input: entry(folder),
        external: [external],
        plugins: [rollupPlugin(options) as RollupPlugin],
        onwarn: ({ message }) => void warnings.push({ message }),
      });
      await build.write({ file: output(folder), format: 'esm' });
      return { output: output(folder), errors: [], warnings, watched: build.watchFiles };
    } catch (error) {
      return { output: output(folder), errors: [located(error)], warnings };
    }
  },

  vite: async (folder, options) => {
    const warnings: Report[] = [];
    try {
      await vite({
        root: folder,
        configFile: false,
        logLevel: 'silent',
        plugins: [vitePlugin(options)],
        build: {
          ssr: entry(folder),
          outDir: join(folder, 'out'),
          rollupOptions: {
            external: [external],
            output: { entryFileNames: 'main.mjs' },
            onwarn: ({ message }) => void warnings.push({ message }),
          },
        },
      });
      return { output: output(folder), errors: [], warnings };
    } catch (error) {
      const { errors } = error as { readonly errors: readonly unknown[] };
      return { output: output(folder), errors: errors.map(located), warnings };
    }
  },

  webpack: async (folder, options) => {
    const stats = await new Promise<webpack.Stats>((done, fail) => {
      webpack(
        {
          context: folder,
          mode: 'production',
          devtool: false,
          target: 'node20',
          entry: entry(folder),
          output: { path: join(folder, 'out'), filename: 'main.mjs', module: true },
          experiments: { outputModule: true },
          externals: [
            ({ request = '' }, done) =>
              external.test(request) ? done(undefined, `module ${request}`) : done(),
          ],
          plugins: [webpackPlugin(options)],
        },
        (error, result) => (result ? done(result) : fail(error!)),
      );
    });
    const { errors = [], warnings = [] } = stats.toJson({ all: false, errors: true, warnings: true });
    const report = ({ message }: webpack.StatsError): Report => ({ message });
    return {
      output: output(folder),
      errors: errors.map(report),
      warnings: warnings.map(report),
      watched: [...stats.compilation.fileDependencies],
    };
  },
};

function located(error: unknown): Report {
  const { message, stack, loc } = error as Error & { readonly loc?: { line: number; column: number } };
  // What a terminal shows, with the trace where there is one.
  const shown = stack === undefined || stack.includes(message) ? (stack ?? message) : `${message}\n${stack}`;
  return { message: shown, line: loc?.line, column: loc?.column };
}
