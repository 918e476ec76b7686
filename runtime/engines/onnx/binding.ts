import type * as Ort from 'onnxruntime-common';
import type { OnnxEngineOptions } from './engine.ts';
import type { Backend } from './session.ts';
import { fromOrt, toOrt } from './tensors.ts';

/** onnxruntime by its binding for Node, which copies every result. */
export function createBinding(ort: typeof Ort, options: OnnxEngineOptions): Backend {
  return {
    async createSession({ model, inputs, outputs }) {
      const session = await ort.InferenceSession.create(model, {
        graphOptimizationLevel: 'all',
        logSeverityLevel: 3,
        ...(options.threads !== undefined && { intraOpNumThreads: options.threads }),
        executionMode: 'sequential',
        // With a pattern, onnxruntime holds one block for all that a step ever needs: more memory, and no time saved.
        enableMemPattern: false,
        ...(options.profile && { enableProfiling: true, profileFilePrefix: options.profile }),
      });
      return {
        isDirect: false,
        async run(tensors) {
          const feeds = Object.fromEntries(inputs.map((name, at) => [name, toOrt(ort, tensors[at]!)]));
          const results = await session.run(feeds);
          return outputs.map(({ name }) => fromOrt(results[name]!));
        },
        async release() {
          if (options.profile) session.endProfiling();
          await session.release();
        },
      };
    },
  };
}
