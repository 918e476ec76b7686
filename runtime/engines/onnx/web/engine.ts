import type * as Ort from 'onnxruntime-common';
import { KmodelError } from '../../../errors.ts';
import { requireWholeNumber } from '../../../options.ts';
import type { Engine, LoadedStep } from '../../engine.ts';
import { createBinding, sessionOptions } from '../binding.ts';
import { OnnxState } from '../state.ts';
import { OnnxStep } from '../step.ts';
import { WebGpuState } from './gpu-state.ts';
import { WebGpuStep, type WebGpuBackend } from './gpu-step.ts';

export interface WebEngineOptions {
  /** Where steps run: on the processor as WebAssembly, or on the GPU by WebGPU, where the browser has it. */
  readonly device?: 'cpu' | 'gpu';
  /**
   * Threads within one op. Pages have one thread unless they are isolated (`crossOriginIsolated`); onnxruntime takes
   * half of the cores, four at most, by default then.
   */
  readonly threads?: number;
  /** Where onnxruntime's `.wasm` and `.mjs` files lie, where they do not lie where its package has them. */
  readonly wasmPaths?: string;
}

/**
 * The engine on onnxruntime-web: the same graphs as in Node, in a page or a worker.
 * @throws KmodelError where onnxruntime-web is not installed or does not start, or there is no GPU that was asked for
 */
export async function createOnnxEngine(options: WebEngineOptions = {}): Promise<Engine> {
  requireWholeNumber('threads', options.threads, 1);
  const gpu = options.device === 'gpu';
  const adapter = gpu ? await requireGpu() : undefined;
  const ort = await loadOnnxruntime(gpu);
  if (options.wasmPaths !== undefined) ort.env.wasm.wasmPaths = options.wasmPaths;
  if (options.threads !== undefined) ort.env.wasm.numThreads = options.threads;
  const on = adapter ? gpuEngine(ort, adapter) : processorEngine(ort);
  return {
    name: 'onnx',
    description: `onnxruntime-web ${ort.env.versions.web ?? ort.env.versions.common}${gpu ? ' on the GPU' : ''}`,
    ...(options.threads !== undefined && { threads: options.threads }),
    ...on,
  };
}

/** Where steps run. */
type Place = Pick<Engine, 'precisions' | 'load' | 'createState'>;

function processorEngine(ort: typeof Ort): Place {
  const binding = createBinding(ort, () => ({ executionProviders: ['wasm'] }));
  const backends = { direct: undefined, binding, block: noBlocks };
  return {
    precisions: [],
    load: (step) => Promise.resolve(new OnnxStep(step, backends)),
    createState: () => new OnnxState(),
  };
}

function gpuEngine(ort: typeof Ort, adapter: Adapter): Place {
  const half = adapter.features.has('shader-f16');
  const executionProviders = (hostNodes: readonly string[]) => [webGpu(hostNodes), 'wasm'];
  const binding = createBinding(ort, ({ hostNodes }) => ({
    executionProviders: executionProviders(hostNodes),
  }));
  const backends = { direct: undefined, binding, gpu: true, half, block: noBlocks };
  const backend: WebGpuBackend = {
    ort,
    half,
    createSession: (model, { hostNodes, preferredOutputLocation }) =>
      ort.InferenceSession.create(model, {
        ...sessionOptions,
        executionProviders: executionProviders(hostNodes),
        preferredOutputLocation,
      }),
  };
  return {
    precisions: half ? ['mixed_float16'] : [],
    load: (step) =>
      Promise.resolve(
        step.kind === 'predict' ? afterDownload(new OnnxStep(step, backends)) : new WebGpuStep(step, backend),
      ),
    createState: () => new WebGpuState(),
  };
}

/** A step whose graph has weights inside, which come from JavaScript's memory. */
function afterDownload(inner: LoadedStep): LoadedStep {
  return {
    step: inner.step,
    run: async (state, feeds) => {
      await state.download?.();
      return inner.run(state, feeds);
    },
    release: () => inner.release(),
  };
}

/** The provider, which takes no empty list. */
function webGpu(hostNodes: readonly string[]): Ort.InferenceSession.WebGpuExecutionProviderOption {
  return { name: 'webgpu', ...(hostNodes.length > 0 && { forceCpuNodeNames: hostNodes }) };
}

/** WebAssembly has no convolutions in blocks. */
const noBlocks = (): Promise<undefined> => Promise.resolve(undefined);

async function loadOnnxruntime(gpu: boolean): Promise<typeof Ort> {
  try {
    // Bundlers look for the texts of imports: each stands by itself.
    return gpu ? await import('onnxruntime-web/webgpu') : await import('onnxruntime-web/wasm');
  } catch (error) {
    throw new KmodelError(
      `onnxruntime-web was not loaded: ${(error as Error).message.replace(/\.$/, '')}.`,
      'Run `npm install onnxruntime-web`; a page without a bundler names it in its import map.',
    );
  }
}

/** What this file uses of WebGPU. */
interface GpuScope {
  readonly navigator?: { readonly gpu?: { requestAdapter(): Promise<Adapter | null> } };
}

interface Adapter {
  readonly features: { has(feature: string): boolean };
}

async function requireGpu(): Promise<Adapter> {
  const { navigator } = globalThis as GpuScope;
  const adapter = await navigator?.gpu?.requestAdapter();
  if (adapter) return adapter;
  throw new KmodelError(
    'This browser has no GPU for pages: WebGPU is missing, or switched off.',
    "Leave out `device: 'gpu'`; the page must come from https or localhost.",
  );
}
