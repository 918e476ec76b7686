import type { EmittedOnnx } from '../../../../compiler/targets/onnx/emit.ts';
import { emitCopy, emitHalfCopy } from '../../../../compiler/targets/onnx/webgpu/copy.ts';
import { KmodelError } from '../../../errors.ts';
import type { HostTensor } from '../../engine.ts';
import { loadKoffi, type Pointer } from '../c-api/koffi.ts';
import { findLibrary, OrtLibrary } from '../c-api/library.ts';
import { Values } from '../c-api/values.ts';
import { emptyTensor } from '../tensors.ts';
import { Binding } from './binding.ts';
import { vulkanDevices } from './vulkan.ts';

/** onnxruntime's name for its provider on WebGPU, and for memory there. */
const provider = 'WebGPU';
const memoryName = 'WebGPU_Buf';

/** The address of a tensor that onnxruntime holds on the GPU. */
export type DeviceValue = bigint;

/** A GPU, reached by the WebGPU provider of onnxruntime's C API. All of it happens while JavaScript waits. */
export class GpuDevice {
  readonly library: OrtLibrary;
  /** Tensors of JavaScript's memory, as onnxruntime sees them. */
  readonly values: Values;
  /** Describes the GPU's memory. */
  readonly memory: Pointer;
  /** Its name, where only one comes into question. */
  readonly name: string | undefined;
  private half: boolean | undefined;
  private readonly copies = new Map<HostTensor['dtype'], Binding>();

  constructor(library: OrtLibrary, name: string | undefined) {
    this.library = library;
    this.name = name;
    this.values = new Values(library);
    this.memory = library.make('createMemoryInfo', memoryName, 0, 0, 0);
  }

  /**
   * @param profile beginning of the name of a file that gets a trace of its nodes
   * @throws what onnxruntime says of a model that it does not take, or of a GPU that is not there
   */
  createBinding({ model, hostNodes }: Pick<EmittedOnnx, 'model' | 'hostNodes'>, profile?: string): Binding {
    const settings = { forceCpuNodeNames: hostNodes.join('\n') };
    const session = this.library.createSession(model, { provider: { name: provider, settings }, profile });
    return new Binding(this.library, session, profile !== undefined);
  }

  upload(tensor: HostTensor): DeviceValue {
    const binding = this.copier(tensor.dtype);
    const lent = this.values.lend();
    try {
      binding.input('x', lent.addressOf(tensor));
      binding.outputOn('y', this.memory);
      const [copy] = binding.run() as [DeviceValue];
      return copy;
    } finally {
      binding.clear();
      lent.release();
    }
  }

  download(value: DeviceValue, { dtype, shape }: Pick<HostTensor, 'dtype' | 'shape'>): HostTensor {
    const binding = this.copier(dtype);
    const tensor = emptyTensor(dtype, shape);
    const lent = this.values.lend();
    try {
      binding.input('x', value);
      binding.output('y', lent.addressOf(tensor));
      for (const each of binding.run()) this.values.release(each);
      return tensor;
    } finally {
      binding.clear();
      lent.release();
    }
  }

  release(value: DeviceValue): void {
    this.values.release(value);
  }

  /** Whether it computes in float16 (the feature `shader-f16` of WebGPU). */
  hasHalf(): boolean {
    this.half ??= this.triesHalf();
    return this.half;
  }

  private triesHalf(): boolean {
    const probe: HostTensor = { dtype: 'float32', shape: [1], data: Float32Array.of(1) };
    const binding = this.createBinding({ model: emitHalfCopy(), hostNodes: [] });
    const value = this.upload(probe);
    try {
      binding.input('x', value);
      binding.outputOn('y', this.memory);
      for (const each of binding.run()) this.release(each);
      return true;
    } catch {
      return false;
    } finally {
      binding.release();
      this.release(value);
    }
  }

  /** A model that gives back what it gets: it runs on the GPU, and its ends lie where they are wanted. */
  private copier(dtype: HostTensor['dtype']): Binding {
    let binding = this.copies.get(dtype);
    if (!binding) {
      binding = this.createBinding({ model: emitCopy(dtype), hostNodes: [] });
      this.copies.set(dtype, binding);
    }
    return binding;
  }
}

let known: Promise<GpuDevice> | undefined;

/**
 * The GPU of this machine, one for the process.
 * @param packages those that may have brought onnxruntime
 * @throws KmodelError where there is none, or no way to it
 */
export function findGpu(packages: readonly string[]): Promise<GpuDevice> {
  known ??= openGpu(packages);
  // One that has failed is tried anew: a driver may have been installed since.
  known.catch(() => (known = undefined));
  return known;
}

async function openGpu(packages: readonly string[]): Promise<GpuDevice> {
  const koffi = await loadKoffi();
  if (!koffi)
    throw new KmodelError(
      'The GPU is reached through the package koffi, which is not installed.',
      'Run `npm install koffi`, or leave out `--device gpu`.',
    );
  const path = findLibrary(packages);
  if (path === undefined)
    throw new KmodelError('The library of onnxruntime was not found.', 'Run `npm install` on this machine.');
  const found = vulkanDevices(koffi);
  if (found?.length === 0) throw nothingFound();
  try {
    const name = found?.length === 1 ? found[0]!.name : undefined;
    const device = new GpuDevice(new OrtLibrary(koffi, path), name);
    const probe: HostTensor = { dtype: 'float32', shape: [1], data: Float32Array.of(1) };
    const value = device.upload(probe);
    const back = device.download(value, probe);
    device.release(value);
    if (back.data[0] !== 1) throw new Error('The GPU gives back other numbers than it got.');
    return device;
  } catch (error) {
    throw noGpu(error as Error);
  }
}

function nothingFound(): KmodelError {
  return new KmodelError(
    'No GPU was found: Vulkan, Direct3D 12 or Metal has none that can be used.',
    process.platform === 'linux'
      ? 'Install the driver of the GPU and `libvulkan1`; `vulkaninfo` lists what Vulkan sees. Without a GPU, leave out `--device gpu`.'
      : 'Install the driver of the GPU, or leave out `--device gpu`.',
  );
}

function noGpu({ message }: Error): KmodelError {
  if (/RequestAdapterStatus|RequestDeviceStatus|adapter|vulkan/i.test(message)) return nothingFound();
  if (/provider|not supported|unknown/i.test(message))
    return new KmodelError(
      'This onnxruntime has no WebGPU provider.',
      'Take the onnxruntime that kmodel installs, or leave out `--device gpu`.',
    );
  return new KmodelError(`The GPU does not answer: ${firstLine(message)}.`, 'Leave out `--device gpu`.');
}

function firstLine(message: string): string {
  return message.trim().split('\n')[0]!.replace(/\.$/, '');
}
