import type { Tensor } from '../../../ops/types.ts';
import { shortestNumber } from '../../shortest-number.ts';
import { UnwritableOp } from './unwritable-op.ts';

/** A constant as tfjs makes it. */
export function constantText(data: readonly number[], { shape, dtype }: Tensor): string {
  const values = dtype === 'bool' ? data.map((value) => value !== 0) : data;
  const type = dtype === 'float32' ? '' : `, '${dtypeText(dtype)}'`;
  if (shape.length === 0) return `tf.scalar(${numberText(values[0]!)}${type})`;
  const first = data[0];
  if (data.length > 1 && data.every((value) => value === first))
    return `tf.fill([${shape.join(', ')}], ${numberText(values[0]!)}${type})`;
  if (data.length > 4096) throw new UnwritableOp('a table of more than 4,096 numbers');
  return `tf.tensor([${values.map(numberText).join(', ')}], [${shape.join(', ')}]${type})`;
}

/** A number or truth value, with no more digits than float32 keeps. */
export function numberText(value: number | boolean): string {
  return String(typeof value === 'boolean' ? value : shortestNumber(value));
}

export function dtypeText(dtype: string): string {
  if (dtype === 'int64' || dtype === 'uint8') return 'int32';
  return dtype === 'float16' ? 'float32' : dtype;
}
