import type { DType } from '../../../../compiler/shapes/types.ts';
import type { EmittedOnnx } from '../../../../compiler/targets/onnx/emit.ts';
import type { GpuDevice } from '../gpu/device.ts';
import { emptyTensor } from '../tensors.ts';
import type { WrittenStep } from './step-work.ts';

/** A step as another process gets it. */
export interface RehearsedStep extends Pick<EmittedOnnx, 'model' | 'hostNodes' | 'hostOutputs'> {
  readonly repeat: number;
  readonly inputs: readonly RehearsedTensor[];
  readonly outputs: readonly RehearsedTensor[];
}

interface RehearsedTensor {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
}

export function asRehearsed({ graph, repeat, emitted }: WrittenStep): RehearsedStep {
  const { model, hostNodes, hostOutputs } = emitted;
  const plain = (list: WrittenStep['graph']['inputs']): readonly RehearsedTensor[] =>
    list.map(({ name, tensor: { dtype, shape } }) => ({ name, dtype, shape: shape as readonly number[] }));
  const [inputs, outputs] = [plain(graph.inputs), plain(graph.outputs)];
  return { model, hostNodes, hostOutputs, repeat, inputs, outputs };
}

/** Runs after the first, which makes what later ones have. */
const timed = 2;

/**
 * Runs steps on zeros, as they will run: what goes in and comes out with more than one number lies on the GPU.
 * @returns what they take together with a batch, in milliseconds: of each, the best of two runs after one that warms up
 * @throws what onnxruntime says of a step that does not run
 */
export function rehearse(gpu: GpuDevice, steps: readonly RehearsedStep[]): number {
  return steps.reduce((sum, step) => sum + step.repeat * bestTime(gpu, step), 0);
}

function bestTime(gpu: GpuDevice, step: RehearsedStep): number {
  const { inputs, outputs, hostOutputs } = step;
  const binding = gpu.createBinding(step);
  const lent = gpu.values.lend();
  const single = ({ shape }: RehearsedTensor): boolean => shape.length === 0;
  const uploaded: bigint[] = [];
  try {
    for (const input of inputs) {
      const zeros = emptyTensor(input.dtype, input.shape);
      if (single(input)) binding.input(input.name, lent.addressOf(zeros));
      else {
        const value = gpu.upload(zeros);
        uploaded.push(value);
        binding.input(input.name, value);
      }
    }
    for (const output of outputs) {
      if (single(output) || hostOutputs.has(output.name))
        binding.output(output.name, lent.addressOf(emptyTensor(output.dtype, output.shape)));
      else binding.outputOn(output.name, gpu.memory);
    }
    let best = Infinity;
    for (let run = 0; run <= timed; run++) {
      const start = performance.now();
      const results = binding.run();
      if (run > 0) best = Math.min(best, performance.now() - start);
      for (const value of results) gpu.release(value);
    }
    return best;
  } finally {
    binding.clear();
    lent.release();
    for (const value of uploaded) gpu.release(value);
    binding.release();
  }
}
