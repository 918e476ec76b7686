import { describe, expect, it } from 'vitest';
import { loadKoffi } from '../../../../../runtime/engines/onnx/c-api/koffi.ts';
import { measureGpu, resultOf, type GraphRunner } from '../../../../../runtime/engines/onnx/auto/measure.ts';
import { gpuRunner, processorRunner } from '../../../../../runtime/engines/onnx/auto/runners.ts';
import {
  convolutionsGraph,
  productsGraph,
  sumsGraph,
} from '../../../../../runtime/engines/onnx/auto/speed-graphs.ts';
import { asRehearsed, rehearse } from '../../../../../runtime/engines/onnx/auto/rehearse.ts';
import { boundSteps, writeForGpu } from '../../../../../runtime/engines/onnx/auto/step-work.ts';
import { findGpu } from '../../../../../runtime/engines/onnx/gpu/device.ts';
import { vulkanDevices } from '../../../../../runtime/engines/onnx/gpu/vulkan.ts';
import { loadOnnxruntime, onnxruntimePackages } from '../../../../../runtime/engines/onnx/onnxruntime.ts';
import { compileModel, createMemoryHost } from '../../../../../compiler/index.ts';
import { provideGpu } from '../../../../support/gpu.ts';

const hasGpu = provideGpu();
const isSoftware = process.env.KMODEL_TEST_GPU !== '1';

describe.runIf(hasGpu)('a GPU that is measured', () => {
  it.runIf(isSoftware && process.platform === 'linux')('is known for software by Vulkan', async () => {
    const devices = vulkanDevices((await loadKoffi())!)!;
    expect(devices.map(({ isSoftware: is }) => is)).toEqual([true]);
    expect(devices[0]!.name).toContain('SwiftShader');
  });

  it('computes what the processor computes, and is looked at no further where it is slower', async () => {
    const gpu = gpuRunner(await findGpu(onnxruntimePackages));
    const processor = processorRunner(await loadOnnxruntime(), 1);
    const graphs = [
      sumsGraph(40, 3),
      productsGraph(32, 2),
      convolutionsGraph({ images: 2, side: 6, channels: 16 }, 2),
    ];
    for (const graph of graphs) {
      const [found, wanted] = await Promise.all([gpu, processor].map((each) => resultOf(each, graph)));
      expect(found!.shape).toEqual(wanted!.shape);
      found!.data.forEach((value, at) => expect(value).toBeCloseTo(wanted!.data[at]!, 4));
    }
    const asked: number[] = [];
    const watched: GraphRunner = {
      open: (graph) => {
        asked.push(graph.multiplications);
        return gpu.open(graph);
      },
    };
    expect(await measureGpu(watched, processor, Infinity)).toBeUndefined();
    // Nodes and products alone, of at most two sizes.
    expect(asked.slice(0, 2)).toEqual([0, 0]);
    expect(asked.length).toBeLessThanOrEqual(4);
  });

  it('runs the step of a training on zeros', async () => {
    const text = `model M {
  input x: uint8[6, 6, 1]
  input t: int32[4]
  branch seen = x -> Rescaling(0.1) -> Conv2D(2, 3) -> BatchNormalization() -> Flatten()
  branch read = t -> Embedding(5, 3) -> Flatten()
  head y = [seen, read] -> Concatenate() -> Dropout(0.5) -> Dense(3, activation: softmax) {
    loss: sparse_categorical_crossentropy
    metrics: [accuracy]
  }
  train { optimizer: Adam(ExponentialDecay(0.01, 10, 0.9)) }
}`;
    const { graph, diagnostics } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
    expect(diagnostics.map(({ message }) => message)).toEqual([]);
    const steps = writeForGpu(boundSteps(graph!, 4, new Map())!).map(asRehearsed);
    const gpu = await findGpu(onnxruntimePackages);
    expect(rehearse(gpu, steps)).toBeGreaterThan(0);
    const broken = steps.map((step) => ({ ...step, model: step.model.slice(0, 100) }));
    expect(() => rehearse(gpu, broken)).toThrow();
  });
});
