import { defineConfig } from 'vitest/config';

/** Folders whose tests leave nothing behind in their process, which loads what they need once for all of them. */
const together = ['architecture', 'cli', 'compiler', 'docs', 'fuzz', 'grammar', 'library', 'lsp', 'pages'];

/** The same of `test/runtime`, where engines, layers of one's own and classes of tfjs stay by themselves. */
const togetherInRuntime = [
  ...['callbacks', 'data', 'files', 'import', 'inspect', 'keras', 'preprocessing', 'run', 'tensorboard'],
  ...['verify', 'weights'],
];

/** Tests in them that do, or that look at what a fresh process has: layers of one's own, an editor, classes of tfjs. */
const apart = [
  'test/compiler/extend.test.ts',
  'test/compiler/targets/typescript/registered-name.test.ts',
  'test/runtime/import/optimizer.test.ts',
  'test/lsp/vscode/import-model.test.ts',
];

export default defineConfig({
  test: {
    testTimeout: 60_000,
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: [
            `test/{${together.join()}}/**/*.test.ts`,
            `test/runtime/{${togetherInRuntime.join()}}/**/*.test.ts`,
            'test/{runtime/,}*.test.ts',
          ],
          exclude: apart,
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'apart',
          include: [
            `test/!(${[...together, 'runtime'].join('|')})/**/*.test.ts`,
            `test/runtime/!(${togetherInRuntime.join('|')})/**/*.test.ts`,
            ...apart,
          ],
        },
      },
    ],
  },
});
