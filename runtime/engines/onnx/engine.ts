import { availableParallelism } from 'node:os';
import { requireWholeNumber } from '../../options.ts';
import type { Engine } from '../engine.ts';
import { createBinding } from './binding.ts';
import { blockSize } from './block-size.ts';
import { createCApi } from './c-api/backend.ts';
import { defaultThreads } from './cores.ts';
import { findGpu, type GpuDevice } from './gpu/device.ts';
import { GpuState } from './gpu/state.ts';
import { GpuStep } from './gpu/step.ts';
import { smallRoundThreads } from './loop-work.ts';
import { loadOnnxruntime, onnxruntimePackages } from './onnxruntime.ts';
import { OnnxState } from './state.ts';
import { OnnxStep } from './step.ts';

export interface OnnxEngineOptions {
  /** Threads within one op: by default `OMP_NUM_THREADS`, or the cores that the process may use. */
  readonly threads?: number;
  /** Where steps run: on the processor, or on a GPU by WebGPU, which Vulkan, Direct3D 12 or Metal must offer. */
  readonly device?: 'cpu' | 'gpu';
  /** Writes a trace of every node's time into the current folder when a step is released. */
  readonly profile?: string;
}

/**
 * The engine on onnxruntime-node, which brings its native library along.
 * @throws where the native library does not load, where there is no GPU that was asked for, and KmodelError in a worker thread that cannot keep it silent
 */
export async function createOnnxEngine(options: OnnxEngineOptions = {}): Promise<Engine> {
  requireWholeNumber('threads', options.threads, 1);
  const ort = await loadOnnxruntime();
  const version = `onnxruntime ${ort.env.versions.node ?? ort.env.versions.common}`;
  if (options.device === 'gpu') {
    return createGpuEngine(await findGpu(onnxruntimePackages), version, options.profile);
  }
  const threads = options.threads ?? defaultThreads();
  // A trace is the binding's: the C API is called for speed alone.
  const direct = options.profile === undefined ? await createCApi(onnxruntimePackages, threads) : undefined;
  const binding = createBinding(ort, (request) => ({
    intraOpNumThreads: request.threads ?? threads,
    ...(options.profile && { enableProfiling: true, profileFilePrefix: options.profile }),
  }));
  const most = threads ?? availableParallelism();
  const backends = {
    direct,
    binding,
    overwrites: process.env.KMODEL_IN_PLACE !== '0',
    threads: process.env.KMODEL_PARTS === '0' ? undefined : most,
    smallRoundThreads: Math.min(smallRoundThreads, most),
    block: () => blockSize(ort),
  };
  return {
    name: 'onnx',
    description: version,
    ...(options.threads !== undefined && { threads: options.threads }),
    ...(direct && { allFinite: direct.allFinite }),
    load: (step) => Promise.resolve(new OnnxStep(step, backends)),
    createState: () => new OnnxState(),
  };
}

function createGpuEngine(gpu: GpuDevice, version: string, profile: string | undefined): Engine {
  return {
    name: 'onnx',
    description: `${version} on ${gpu.name ?? 'the GPU'}`,
    onGpu: true,
    get precisions() {
      return gpu.hasHalf() ? (['mixed_float16'] as const) : [];
    },
    load: (step) => Promise.resolve(new GpuStep(step, gpu, profile)),
    createState: () => new GpuState(gpu),
  };
}
