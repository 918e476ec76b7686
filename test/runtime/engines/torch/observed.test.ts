import { describe, expect, it } from 'vitest';
import { createTorchEngine } from '../../../../runtime/engines/torch/engine.ts';
import { verifyModel } from '../../../../runtime/index.ts';
import { ownExampleTexts, subjectFrom } from '../../../support/subjects.ts';
import { testEngine } from '../../../support/engine.ts';
import { torchPython } from '../../../support/torch.ts';
import { createModel } from '../../../../runtime/load.ts';
import { modelOf } from '../../preprocessing/support.ts';
import type { Model } from '../../../../runtime/model.ts';

async function largestDifference(model: Model): Promise<number> {
  const torch = await createTorchEngine(model.graph, { observed: true, device: 'cpu' });
  const report = await verifyModel(model, { engines: [await testEngine(), torch], batchSize: 4 });
  await Promise.all([torch.close(), model.dispose()]);
  return report.largest;
}

describe.skipIf(!torchPython)('kmodel verify with PyTorch', () => {
  it('draws outside of a training in turns what our engine draws', async () => {
    const { graph } = subjectFrom(ownExampleTexts, 'rings-gan.kmodel');
    expect(await largestDifference(await createModel(graph, { seed: 0 }))).toBeLessThan(1e-4);
  });

  it('looks into a model whose first layer looks up what is made before the graph', async () => {
    const model = await modelOf(`input text: string
      head kind = text
        -> TextVectorization(max_tokens: 9, output_sequence_length: 4)
        -> Embedding(9, 3, mask_zero: true)
        -> GlobalAveragePooling1D()
        -> Dense(1, activation: sigmoid) { loss: binary_crossentropy }`);
    expect(await largestDifference(model)).toBeLessThan(1e-4);
  });

  it('looks into a model that nothing trains', async () => {
    const model = await modelOf('input x: float32[4]\nhead y = x -> Dense(3) -> Dropout(0.5)');
    expect(await largestDifference(model)).toBeLessThan(1e-4);
  });
});
