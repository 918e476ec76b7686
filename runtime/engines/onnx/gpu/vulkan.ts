import type { Koffi, Pointer } from '../c-api/koffi.ts';

/** `VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO`, the first number of a structure that is all zeros else. */
const instanceInfo = { type: 1, bytes: 64 };

/**
 * `VkPhysicalDeviceProperties`: five numbers of 4 bytes, the last of which is the type, then the name, which ends in
 * a 0.
 */
const properties = { bytes: 1024, type: 16, name: 20, nameBytes: 256 };

/** `VK_PHYSICAL_DEVICE_TYPE_CPU`. */
const processorType = 4;

/** What Vulkan says of a device. */
export interface VulkanDevice {
  readonly name: string;
  /** True for a driver that computes on the processor. */
  readonly isSoftware: boolean;
}

/** True where Vulkan could have a GPU, or WebGPU goes another way: nothing is looked for yet. */
export function mayHaveVulkan(koffi: Koffi): boolean {
  return process.platform !== 'linux' || loadVulkan(koffi) !== undefined;
}

/**
 * The GPUs that Vulkan has, by its own functions; undefined where WebGPU goes another way (Metal, Direct3D 12). To ask
 * first keeps WebGPU from reporting what it did not find.
 */
export function vulkanDevices(koffi: Koffi): readonly VulkanDevice[] | undefined {
  if (process.platform !== 'linux') return undefined;
  const library = loadVulkan(koffi);
  if (!library) return [];
  const createInstance = library.func(
    'int vkCreateInstance(void *info, void *allocator, _Out_ void **instance)',
  );
  const enumerate = library.func(
    'int vkEnumeratePhysicalDevices(void *instance, _Inout_ uint32_t *count, void *devices)',
  );
  const describe = library.func('void vkGetPhysicalDeviceProperties(void *device, void *properties)');
  const destroy = library.func('void vkDestroyInstance(void *instance, void *allocator)');

  const info = new Uint8Array(instanceInfo.bytes);
  new DataView(info.buffer).setUint32(0, instanceInfo.type, true);
  const instance: [Pointer] = [null];
  if (createInstance(info, null, instance) !== 0) return [];
  try {
    const count: [number] = [0];
    if (enumerate(instance[0], count, null) !== 0) return [];
    const devices = new BigUint64Array(count[0]);
    if (enumerate(instance[0], count, devices) !== 0) return [];
    return Array.from({ length: count[0] }, (_, at) => {
      const found = new Uint8Array(properties.bytes);
      describe(devices[at]!, found);
      return {
        name: textAt(found, properties.name, properties.nameBytes),
        isSoftware: new DataView(found.buffer).getUint32(properties.type, true) === processorType,
      };
    });
  } finally {
    destroy(instance[0], null);
  }
}

function loadVulkan(koffi: Koffi): ReturnType<Koffi['load']> | undefined {
  try {
    return koffi.load('libvulkan.so.1');
  } catch {
    return undefined;
  }
}

function textAt(bytes: Uint8Array, start: number, most: number): string {
  const part = bytes.subarray(start, start + most);
  const end = part.indexOf(0);
  return new TextDecoder().decode(end < 0 ? part : part.subarray(0, end));
}
