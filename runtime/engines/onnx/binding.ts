import type * as Ort from 'onnxruntime-common';
import type { Backend, SessionRequest } from './session.ts';
import { fromOrt, toOrt } from './tensors.ts';

/** How a session is made, beside what holds for all. */
export type BindingOptions = Pick<
  Ort.InferenceSession.SessionOptions,
  'intraOpNumThreads' | 'enableProfiling' | 'profileFilePrefix' | 'executionProviders'
>;

/** What holds for all sessions. */
export const sessionOptions: Ort.InferenceSession.SessionOptions = {
  graphOptimizationLevel: 'all',
  logSeverityLevel: 3,
  executionMode: 'sequential',
  // With a pattern, onnxruntime holds one block for all that a step ever needs: more memory, and no time saved.
  enableMemPattern: false,
};

/**
 * onnxruntime by one of its JavaScript packages, which copy every result.
 * @param optionsOf what a session is made with
 */
export function createBinding(
  ort: typeof Ort,
  optionsOf: (request: SessionRequest) => BindingOptions,
): Backend {
  return {
    async createSession(request) {
      const { model, inputs, outputs } = request;
      const options = optionsOf(request);
      const session = await ort.InferenceSession.create(model, { ...sessionOptions, ...options });
      return {
        async run(tensors) {
          const feeds = Object.fromEntries(inputs.map((name, at) => [name, toOrt(ort, tensors[at]!)]));
          const results = await session.run(feeds);
          return outputs.map(({ name }) => fromOrt(results[name]!));
        },
        async release() {
          if (options.enableProfiling) session.endProfiling();
          await session.release();
        },
      };
    },
  };
}
