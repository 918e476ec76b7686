import { sameShape, type PlanBuilder, type Slot, type Lowerings } from '../plan-builder.ts';
import { sizeOf } from '../value.ts';
import { expand, transpose } from './movement.ts';

export const matmulLowerings = {
  matmul: (builder, [a, b], node) => {
    const { transposeA, transposeB } = node.attributes;
    const shape = builder.sizes(node.outputs[0]!.shape);
    return builder.view(multiply(builder, a!, b!, transposeA, transposeB), shape);
  },
} satisfies Partial<Lowerings>;

/** A product of matrices in the last two axes. A batch of matrices times one matrix is one product of tall ones. */
export function multiply(
  builder: PlanBuilder,
  a: Slot,
  b: Slot,
  transposeA = false,
  transposeB = false,
): Slot {
  const leadA = a.shape.slice(0, -2);
  const leadB = b.shape.slice(0, -2);
  if (sizeOf(leadB) === 1 && !transposeA) {
    const inner = a.shape.at(-1)!;
    const rows = sizeOf(a.shape) / inner;
    const columns = b.shape.at(transposeB ? -2 : -1)!;
    const product = multiplyBatches(
      builder,
      builder.view(a, [1, rows, inner]),
      builder.view(b, [1, ...b.shape.slice(-2)]),
      false,
      transposeB,
    );
    const ones = Array<number>(Math.max(leadB.length - leadA.length, 0)).fill(1);
    return builder.view(product, [...ones, ...leadA, a.shape.at(-2)!, columns]);
  }
  const rank = Math.max(leadA.length, leadB.length);
  const at = (lead: readonly number[], axis: number): number => lead[axis - rank + lead.length] ?? 1;
  const lead = Array.from({ length: rank }, (_, axis) =>
    at(leadA, axis) === 1 ? at(leadB, axis) : at(leadA, axis),
  );
  const [left, right] = [a, b].map((x) => {
    const matrix = x.shape.slice(-2);
    const whole = sameShape(x.shape.slice(0, -2), lead) ? x : expand(builder, x, [...lead, ...matrix]);
    return builder.view(whole, [sizeOf(lead), ...matrix]);
  }) as [Slot, Slot];
  const product = multiplyBatches(builder, left, right, transposeA, transposeB);
  return builder.view(product, [...lead, ...product.shape.slice(-2)]);
}

/** Operands of three axes with equally many matrices. */
function multiplyBatches(
  builder: PlanBuilder,
  a: Slot,
  b: Slot,
  transposeA: boolean,
  transposeB: boolean,
): Slot {
  const rows = a.shape[transposeA ? 2 : 1]!;
  const columns = b.shape[transposeB ? 1 : 2]!;
  if (builder.device.multipliesTransposed || !builder.device.multiplies(a.shape[0]!)) {
    return builder.kernel('BatchMatMul', { a, b }, { transposeA, transposeB }, [a.shape[0]!, rows, columns]);
  }
  const left = transposeA ? transpose(builder, a, [0, 2, 1]) : a;
  const right = builder.secondFactor(transposeB ? transpose(builder, b, [0, 2, 1]) : b, transposeB);
  const attributes = { transposeA: false, transposeB: false };
  return builder.kernel('BatchMatMul', { a: left, b: right }, attributes, [a.shape[0]!, rows, columns]);
}
