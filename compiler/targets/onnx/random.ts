import { sizeProduct, type Size } from '../../shapes/size.ts';
import type { Emitters } from './emitters.ts';
import { elementTypes } from './proto.ts';
import type { OnnxWriter } from './writer.ts';

export const randomEmitters = {
  /**
   * A counter-based generator: the position of each entry is spread over 32 bits, the key is added, and a mixing
   * function follows. The multipliers are the low-bias ones found by C. Wellons (hash-prospector); arithmetic is
   * modulo 2³². Spreading before the key is added keeps two keys from giving shifted copies of one sequence.
   */
  randomUniform: (writer, [key], node) => {
    const { shape } = node.attributes;
    const unit = writer.onHost(() => uniformNumbers(writer, key!, shape));
    return writer.node('Reshape', [unit, writer.sizeVector(shape)]);
  },
} satisfies Partial<Emitters>;

function uniformNumbers(writer: OnnxWriter, key: string, shape: readonly Size[]): string {
  const count = writer.node('Squeeze', [
    writer.node('Cast', [writer.size(sizeProduct(shape))], { to: elementTypes.int32 }),
  ]);
  const position = writer.node('Range', [
    writer.constant('int32', [], [0]),
    count,
    writer.constant('int32', [], [1]),
  ]);
  const product = writer.node('Mul', [position, writer.constant('int32', [], [0x9e3779b9 | 0])]);
  const spread = fold(writer, writer.node('Cast', [product], { to: elementTypes.uint32 }), 15);
  const keyed = writer.node('Add', [multiplySigned(writer, spread, 0x2c1b3c6d), key]);
  const bits = mix(writer, writer.node('Cast', [keyed], { to: elementTypes.uint32 }));
  const mantissa = shift(writer, bits, 8);
  return writer.node('Mul', [
    writer.node('Cast', [mantissa], { to: elementTypes.float32 }),
    writer.constant('float32', [], [2 ** -24]),
  ]);
}

function mix(writer: OnnxWriter, bits: string): string {
  const first = multiply(writer, fold(writer, bits, 16), 0x7feb352d);
  const second = multiply(writer, fold(writer, first, 15), 0x846ca68b);
  return fold(writer, second, 16);
}

/** x ^ (x >> by) */
function fold(writer: OnnxWriter, x: string, by: number): string {
  return writer.node('BitwiseXor', [x, shift(writer, x, by)]);
}

function shift(writer: OnnxWriter, x: string, by: number): string {
  return writer.node('BitShift', [x, writer.constant('uint32', [], [by])], { direction: 'RIGHT' });
}

function multiply(writer: OnnxWriter, x: string, by: number): string {
  return writer.node('Cast', [multiplySigned(writer, x, by)], { to: elementTypes.uint32 });
}

/** Products are taken as int32, which wrap around in the same way: engines multiply those everywhere. */
function multiplySigned(writer: OnnxWriter, x: string, by: number): string {
  const signed = writer.node('Cast', [x], { to: elementTypes.int32 });
  return writer.node('Mul', [signed, writer.constant('int32', [], [by | 0])]);
}
