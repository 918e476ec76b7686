import type * as Tfjs from '@tensorflow/tfjs-core';
import type { HostTensor } from '../engines/engine.ts';
import { withTfjs } from './installed.ts';

/**
 * Values as `tf.Tensor`s on the caller's backend, or on the plain one where none is registered. float16 becomes
 * float32, uint8 and int64 become int32, which is all that tfjs has. They are the caller's to dispose.
 */
export async function toTensors(
  values: Readonly<Record<string, HostTensor>>,
): Promise<Readonly<Record<string, Tfjs.Tensor>>> {
  const tf = await loadTfjs();
  return Object.fromEntries(
    Object.entries(values).map(([name, { data, shape, dtype }]) => {
      const numbers = dtype === 'uint8' ? Int32Array.from(data) : data;
      return [name, tf.tensor(numbers, [...shape], tensorDType(dtype))];
    }),
  );
}

/** tfjs with a backend: where the caller has registered none, the plain one, which runs everywhere. */
export async function loadTfjs(): Promise<typeof Tfjs> {
  const tf = await withTfjs(() => import('@tensorflow/tfjs-core'));
  if (Object.keys(tf.engine().registryFactory).length > 0) {
    await tf.ready();
    return tf;
  }
  await withTfjs(() => import('@tensorflow/tfjs-backend-cpu'));
  await tf.ready();
  // It would greet its user with a recommendation of tfjs-node.
  (tf.backend() as { firstUse?: boolean }).firstUse = false;
  return tf;
}

function tensorDType(dtype: HostTensor['dtype']): 'float32' | 'int32' | 'bool' {
  if (dtype === 'float32' || dtype === 'float16') return 'float32';
  return dtype === 'bool' ? 'bool' : 'int32';
}
