/**
 * A process of its own that looks for a GPU and prints what it found as JSON: drivers write to the standard error
 * what is no matter of the user's, and a broken one ends its process.
 */
import { createOnnxEngine } from '../runtime/engines/onnx/engine.ts';

export interface GpuProbe {
  /** The name of the GPU, or undefined where there is none that works. */
  readonly name?: string;
  /** Whether it computes in float16. */
  readonly half?: boolean;
  readonly message?: string;
  readonly help?: string;
}

async function probe(): Promise<GpuProbe> {
  try {
    const { description, precisions } = await createOnnxEngine({ device: 'gpu' });
    return { name: description.replace(/^.*? on /, ''), half: precisions!.includes('mixed_float16') };
  } catch (error) {
    const { message, help } = error as Error & { readonly help?: string };
    return { message: message.split('\n')[0]!, ...(help !== undefined && { help }) };
  }
}

process.stdout.write(JSON.stringify(await probe()));
