import type { Lowerings } from '../plan-builder.ts';

export const randomLowerings = {
  /**
   * Drawn in JavaScript: the arithmetic is modulo 2³², which kernels that go through floats do not have. The
   * numbers are those of the onnx engine, bit for bit.
   */
  randomUniform: (builder, [key], node) =>
    builder.host(
      'randomUniform',
      [key!],
      builder.sizes(node.attributes.shape),
      'float32',
      ([result], [keys]) => fillUniform(result as Float32Array, keys![0]!),
    ),
} satisfies Partial<Lowerings>;

/**
 * Uniform numbers in [0, 1): the position of each entry is spread over 32 bits, the key is added, a mixing function
 * follows, and the upper 24 bits are the fraction. The multipliers are the low-bias ones found by C. Wellons
 * (hash-prospector).
 */
export function fillUniform(result: Float32Array, key: number): void {
  for (let position = 0; position < result.length; position++) {
    let bits = Math.imul(position, 0x9e3779b9);
    bits = (Math.imul(bits ^ (bits >>> 15), 0x2c1b3c6d) + key) | 0;
    bits = Math.imul(bits ^ (bits >>> 16), 0x7feb352d);
    bits = Math.imul(bits ^ (bits >>> 15), 0x846ca68b);
    result[position] = ((bits ^ (bits >>> 16)) >>> 8) * 2 ** -24;
  }
}
