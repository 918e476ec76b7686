/**
 * A process of its own that opens the GPU, measures it and runs steps on it: what a driver writes to the standard
 * error is no matter of the user's, and one that is broken ends its process.
 */
import { defaultThreads } from '../cores.ts';
import { findGpu } from '../gpu/device.ts';
import { loadOnnxruntime, onnxruntimePackages } from '../onnxruntime.ts';
import { measureGpu } from './measure.ts';
import { rehearse, type RehearsedStep } from './rehearse.ts';
import { gpuRunner, processorRunner } from './runners.ts';

/** What the process is asked, in this order. */
export type Question =
  | { readonly kind: 'speeds'; readonly least: number }
  | { readonly kind: 'steps'; readonly steps: readonly RehearsedStep[] };

async function answer(question: Question): Promise<unknown> {
  const gpu = await findGpu(onnxruntimePackages);
  if (question.kind === 'steps') return rehearse(gpu, question.steps);
  const processor = processorRunner(await loadOnnxruntime(), defaultThreads());
  return measureGpu(gpuRunner(gpu), processor, question.least);
}

process.on('message', (question: Question) => {
  void answer(question)
    .catch(() => undefined)
    .then((value) => process.send!({ value }));
});
