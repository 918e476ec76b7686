import { describe } from 'vitest';
import { setEvaluator } from '../../../../compiler/support/evaluate.ts';
import { provideGpu, runGpu } from '../../../../support/gpu.ts';

const hasGpu = provideGpu();
setEvaluator(runGpu);

describe.runIf(hasGpu)('on the GPU', async () => {
  await import('../../../../compiler/layers/golden.test.ts');
  await import('../../../../compiler/layers/merge-masks.test.ts');
  await import('../../../../compiler/layers/random.test.ts');
  await import('../../../../compiler/components/activations.test.ts');
  await import('../../../../compiler/components/losses.test.ts');
  await import('../../../../compiler/components/metrics.test.ts');
  await import('../../../../compiler/components/optimizers.test.ts');
  await import('../../../../compiler/components/schedules.test.ts');
  await import('../../../../compiler/components/weights.test.ts');
});
