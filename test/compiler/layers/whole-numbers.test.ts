import { describe, expect, it } from 'vitest';
import { findLayer } from '../../../compiler/layers/registry.ts';
import { unknownSize } from '../../../compiler/shapes/size.ts';
import { argumentsOf, type Config } from '../support/keras-config.ts';
import { createRecorder } from '../support/golden-layers.ts';
import { evaluateGraph, runOnnx } from '../support/evaluate.ts';
import { interpret } from '../support/interpreter/interpret.ts';

/** Layers that only move entries, with what they make of 0 … 11 in a shape. */
const moves: readonly (readonly [
  layer: string,
  config: Config,
  shape: readonly number[],
  expected: readonly number[],
])[] = [
  ['Flatten', {}, [2, 2, 3], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
  ['Reshape', { target_shape: [3, -1] }, [2, 6], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
  ['Permute', { dims: [2, 1] }, [2, 2, 3], [0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11]],
  ['RepeatVector', { n: 2 }, [2, 2], [0, 1, 0, 1, 2, 3, 2, 3]],
  ['ZeroPadding1D', { padding: [1, 0] }, [2, 2, 1], [0, 0, 1, 0, 2, 3]],
  ['Cropping1D', { cropping: [1, 0] }, [2, 2, 2], [2, 3, 6, 7]],
  ['UpSampling1D', { size: 2 }, [2, 2, 1], [0, 0, 1, 1, 2, 2, 3, 3]],
  ['Identity', {}, [2, 2], [0, 1, 2, 3]],
];

describe.each([
  ['onnxruntime', runOnnx],
  ['the interpreter', interpret],
] as const)('layers that move entries, on %s', (_, evaluator) => {
  it.each(moves)('%s keeps whole numbers', async (name, config, shape, expected) => {
    const layer = findLayer(name)!;
    const args = argumentsOf(layer.arguments, config) as never;
    const count = shape.reduce((product, size) => product * size, 1);
    const data = Array.from({ length: count }, (_entry, index) => index);
    const { output } = await evaluateGraph(
      (ops) => {
        const x = ops.scope.input('x', 'int32', shape);
        const type = { dtype: 'int32', shape: shape.slice(1) } as const;
        const call = {
          args,
          inputs: [type],
          tensorArguments: {},
          requireEqual: () => {},
          requireDivisible: () => {},
          freshSize: () => unknownSize('fresh'),
        };
        const outputType = layer.output(call) as typeof type;
        expect(outputType.dtype).toBe('int32');
        const recorder = createRecorder(ops, new Map(), false, shape[0]!);
        const result = layer.lower(recorder.context, {
          args,
          inputs: [x],
          inputTypes: [type],
          outputTypes: [outputType],
          tensorArguments: {},
          masks: [undefined],
          trainable: true,
        });
        return { output: 'shape' in result ? result : result[0]! };
      },
      { x: { dtype: 'int32', shape, data } },
      evaluator,
    );
    expect(output!.data).toEqual(expected);
  });
});
