import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { bindSizes } from '../../compiler/ops/bind-sizes.ts';
import { type Size } from '../../compiler/shapes/size.ts';
import { emitOnnxFor } from '../../compiler/targets/onnx/emit.ts';
import type { HostTensor } from '../../runtime/engines/engine.ts';
import { findGpu } from '../../runtime/engines/onnx/gpu/device.ts';
import { onnxruntimePackages } from '../../runtime/engines/onnx/onnxruntime.ts';
import { emptyTensor } from '../../runtime/engines/onnx/tensors.ts';
import { sizesOf, type Evaluator, type Input } from '../compiler/support/evaluate.ts';

/** Vulkan in software, which Chromium brings along: a machine without a GPU has one so. */
const softwareVulkan = '/usr/lib/chromium/vk_swiftshader_icd.json';

/**
 * Lets this process find a GPU: its own, where `KMODEL_TEST_GPU=1` says that there is one, else the one in software.
 * @returns false where there is none
 */
export function provideGpu(): boolean {
  if (process.env.KMODEL_TEST_GPU === '1') return true;
  if (!existsSync(softwareVulkan)) return false;
  process.env.VK_ICD_FILENAMES = softwareVulkan;
  process.env.XDG_RUNTIME_DIR ??= tmpdir();
  return true;
}

/** On the GPU, as the engine does it: bound to the sizes of the inputs. */
export const runGpu: Evaluator = async (graph, inputs) => {
  const gpu = await findGpu(onnxruntimePackages);
  const bound = bindSizes(graph, sizesOf(graph, inputs));
  const binding = gpu.createBinding(emitOnnxFor(bound, 'test', { gpu: true }));
  const lent = gpu.values.lend();
  const tensors = Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [name, hostTensor(value)]),
  );
  for (const { name } of bound.inputs) binding.input(name, lent.addressOf(tensors[name]!));
  const results = bound.outputs.map(({ name, tensor }) => {
    if (tensor.shape.some((size: Size) => typeof size !== 'number'))
      throw new Error(`The shape of ${name} is not known.`);
    const result = emptyTensor(tensor.dtype, tensor.shape as readonly number[]);
    binding.output(name, lent.addressOf(result));
    return [name, result] as const;
  });
  for (const value of binding.run()) gpu.release(value);
  binding.clear();
  lent.release();
  binding.release();
  return Object.fromEntries(
    results.map(([name, { shape, data }]) => [name, { shape, data: Array.from(data) }]),
  );
};

function hostTensor({ dtype, shape, data }: Input): HostTensor {
  const tensor = emptyTensor(dtype, shape);
  tensor.data.set(data);
  return tensor;
}
