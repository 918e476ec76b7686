import { defineConfig } from 'vitest/config';

/**
 * Tests that leave something behind in their process, or look at what a fresh one has: another engine for the tests
 * that they import, layers of one's own, classes of tfjs, an editor. All others load what they need once together.
 */
const apart = [
  'test/compiler/extend.test.ts',
  'test/compiler/targets/typescript/registered-name.test.ts',
  'test/examples/own.test.ts',
  'test/lsp/vscode/import-model.test.ts',
  'test/runtime/engines/onnx/{c-api,silence}.test.ts',
  'test/runtime/engines/onnx/{gpu,web}/golden.test.ts',
  'test/runtime/engines/tfjs/**/*.test.ts',
  'test/runtime/engines/torch/engine.test.ts',
  'test/runtime/import/optimizer.test.ts',
  'test/runtime/{own,tfjs}/**/*.test.ts',
];

export default defineConfig({
  test: {
    testTimeout: 60_000,
    maxWorkers: 2,
    // Each worker has a core: threads of an engine would only wait for those of others.
    env: { OMP_NUM_THREADS: '1' },
    projects: [
      {
        extends: true,
        test: { name: 'together', include: ['test/**/*.test.ts'], exclude: apart, isolate: false },
      },
      { extends: true, test: { name: 'apart', include: apart } },
    ],
  },
});
