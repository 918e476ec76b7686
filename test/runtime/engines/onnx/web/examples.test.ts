import { describe, it } from 'vitest';
import { createOnnxEngine } from '../../../../../runtime/engines/onnx/engine.ts';
import { createOnnxEngine as createWebEngine } from '../../../../../runtime/engines/onnx/web/engine.ts';
import { expectSameNumbers, trainedExamples, trainThreeSteps } from '../../../../support/three-steps.ts';

const here = await createOnnxEngine({ threads: 1 });
const web = await createWebEngine({ threads: 1 });

describe('examples as WebAssembly', () => {
  it.each(trainedExamples)('%s trains to the losses of Node', { timeout: 120_000 }, async (name) => {
    expectSameNumbers(await trainThreeSteps(name, web), await trainThreeSteps(name, here));
  });
});
