import type { OpNodeOf, Padding } from '../../../ops/types.ts';
import type { SizeWriter } from '../../op-code/size-text.ts';
import { UnwritableOp } from './unwritable-op.ts';

/** Entries before and after, axis by axis, as expressions. */
type Sides = readonly (readonly [string, string])[];

/** The `pad` op. */
export function padText(node: OpNodeOf<'pad'>, a: string, size: SizeWriter): string {
  const { low, high, interior, value } = node.attributes;
  if (interior.some((count) => count !== 0)) throw new UnwritableOp('pad between entries');
  const negative = [...low, ...high].some((amount) => typeof amount === 'number' && amount < 0);
  if (negative) throw new UnwritableOp('pad that crops');
  return padded(
    a,
    low.map((amount, axis) => [size(amount), size(high[axis]!)]),
    value,
  );
}

/** An expression with so many entries before and after it, axis by axis. */
export function padded(a: string, sides: Sides, value = 0): string {
  if (sides.every(([low, high]) => low === '0' && high === '0')) return a;
  const amounts = sides.map(([low, high]) => `[${low}, ${high}]`).join(', ');
  return `tf.pad(${a}, [${amounts}]${value === 0 ? '' : `, ${value}`})`;
}

/** Padding of the axes between batch and channels. */
export function spatialSides(padding: Padding, size: SizeWriter): Sides {
  const around = padding.map(([low, high]) => [size(low), size(high)] as const);
  return [['0', '0'], ...around, ['0', '0']];
}
