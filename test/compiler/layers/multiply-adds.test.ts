import { describe, expect, it } from 'vitest';
import { check, createMemoryHost } from '../../../compiler/index.ts';
import { findLayer } from '../../../compiler/layers/registry.ts';
import { sizeText, unknownSize } from '../../../compiler/shapes/size.ts';

/** The multiply-adds of the last layer of a pipeline. */
function multiplyAdds(type: string, pipeline: string): string {
  const text = `model Example {\n  input x: ${type}\n  head y = ${pipeline}\n}\n`;
  const graph = check('example.kmodel', createMemoryHost({ 'example.kmodel': text })).models[0]!.graph!;
  const call = graph.calls.at(-1)!;
  const layer = graph.layers[call.layer]!;
  const typeOf = (tensor: number) => graph.tensors[tensor]!;
  const count = findLayer(layer.class)!.multiplyAdds!(
    {
      args: layer.args as never,
      inputs: call.inputs.map(typeOf),
      tensorArguments: {},
      requireEqual: () => undefined,
      requireDivisible: () => undefined,
      freshSize: () => unknownSize('fresh'),
    },
    call.outputs.map(typeOf),
  );
  return sizeText(count);
}

describe('multiply-adds of one sample', () => {
  it.each([
    ['float32[784]', 'x -> Dense(128)', '100352'],
    ['float32[T, 16]', 'x -> Dense(8)', '128 * T'],
    ['float32[28, 28, 1]', 'x -> Conv2D(32, 3)', '194688'],
    ['float32[T, 4]', 'x -> Conv1D(8, 3)', '96 * T - 192'],
    ['float32[8, 8, 4]', 'x -> Conv2D(8, 3, padding: same, groups: 2)', '9216'],
    ['float32[8, 8, 4]', 'x -> DepthwiseConv2D(3, padding: same)', '2304'],
    ['float32[8, 8, 4]', 'x -> SeparableConv2D(8, 3, padding: same)', '4352'],
    ['float32[8, 8, 4]', 'x -> Conv2DTranspose(2, 3, strides: 2)', '4608'],
    ['float32[10, 64]', 'x -> LSTM(32)', '122880'],
    ['float32[10, 64]', 'x -> GRU(32)', '92160'],
    ['float32[10, 64]', 'x -> Bidirectional(SimpleRNN(32))', '61440'],
    ['float32[5, 16]', 'x -> TimeDistributed(Dense(8))', '640'],
    ['float32[5, 16]', '[x, x] -> MultiHeadAttention(2, 4)', '2960'],
    ['float32[5, 3]', '[x, x] -> Dot(2)', '75'],
  ])('%s, %s', (type, pipeline, expected) => expect(multiplyAdds(type, pipeline)).toBe(expected));
});
