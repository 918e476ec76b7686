import * as ort from 'onnxruntime-web/wasm';
import { describe } from 'vitest';
import { evaluatorOn, setEvaluator } from '../../../../compiler/support/evaluate.ts';

ort.env.wasm.numThreads = 1;
setEvaluator(evaluatorOn(ort));

describe('as WebAssembly', async () => {
  await import('../../../../compiler/layers/golden.test.ts');
  await import('../../../../compiler/layers/merge-masks.test.ts');
  await import('../../../../compiler/components/activations.test.ts');
  await import('../../../../compiler/components/losses.test.ts');
  await import('../../../../compiler/components/metrics.test.ts');
  await import('../../../../compiler/components/optimizers.test.ts');
  await import('../../../../compiler/components/schedules.test.ts');
  await import('../../../../compiler/components/weights.test.ts');
});
