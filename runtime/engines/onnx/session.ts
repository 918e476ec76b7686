import type * as Ort from 'onnxruntime-common';
import type { SizeValues } from '../../../compiler/ops/bind-sizes.ts';
import { bindSizes } from '../../../compiler/ops/bind-sizes.ts';
import { emitOnnx, type KnownValue } from '../../../compiler/targets/onnx/emit.ts';
import type { StepGraph } from '../../../compiler/steps/step-graph.ts';
import { blockSize } from './block-size.ts';
import type { OnnxEngineOptions } from './engine.ts';

/**
 * A session for a step.
 * @param sizes for which it is made; for all where there are none
 * @param known values of inputs that it has inside
 */
export async function createSession(
  ort: typeof Ort,
  { graph, kind }: StepGraph,
  options: OnnxEngineOptions,
  sizes: SizeValues | undefined,
  known: ReadonlyMap<string, KnownValue>,
): Promise<Ort.InferenceSession> {
  const model = emitOnnx(sizes ? bindSizes(graph, sizes) : graph, kind, {
    known,
    block: sizes && kind !== 'predict' ? await blockSize(ort) : undefined,
  });
  return ort.InferenceSession.create(model, {
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    ...(options.threads !== undefined && { intraOpNumThreads: options.threads }),
    executionMode: 'sequential',
    // With a pattern, onnxruntime holds one block for all that a step ever needs: more memory, and no time saved.
    enableMemPattern: false,
    ...(options.profile && { enableProfiling: true, profileFilePrefix: options.profile }),
  });
}
