import { describe, expect, it } from 'vitest';
import { findLayer } from '../../../compiler/layers/registry.ts';
import { evaluateGraph } from '../support/evaluate.ts';
import { createRecorder } from '../support/golden-layers.ts';

const shape = [1, 4, 1];
const first = [2, -3, 5, 7];
const second = [4, -1, 6, 1];
/** Steps 1 and 2 count in one input each, step 0 in both, step 3 in none. */
const masks = [
  [1, 1, 0, 0],
  [1, 0, 1, 0],
];

async function merged(name: string, config: { readonly axis?: number } = {}) {
  const layer = findLayer(name)!;
  const type = { dtype: 'float32', shape: shape.slice(1) } as const;
  return evaluateGraph(
    (ops) => {
      const [a, b] = ['a', 'b'].map((input) => ops.scope.input(input, 'float32', shape));
      const given = ['maskA', 'maskB'].map((input) => ops.scope.input(input, 'bool', shape.slice(0, 2)));
      const recorder = createRecorder(ops, new Map(), false, 1);
      const output = layer.lower(recorder.context, {
        args: config as never,
        inputs: [a!, b!],
        inputTypes: [type, type],
        outputTypes: [type],
        tensorArguments: {},
        masks: given,
        trainable: true,
      });
      return { output: output as typeof a & object, mask: recorder.masks.get(0)! };
    },
    {
      a: { dtype: 'float32', shape, data: first },
      b: { dtype: 'float32', shape, data: second },
      maskA: { dtype: 'bool', shape: shape.slice(0, 2), data: masks[0]! },
      maskB: { dtype: 'bool', shape: shape.slice(0, 2), data: masks[1]! },
    },
  );
}

describe('merges of masked sequences', () => {
  it.each([
    ['Add', [6, -4, 11, 8]],
    ['Subtract', [-2, -2, -1, 6]],
    ['Average', [3, -2, 5.5, 4]],
    // A masked factor counts as one; where both are masked, the product is zero.
    ['Multiply', [8, -3, 6, 0]],
    // A masked entry takes the other's value; where both are masked, the second one's is taken from the first.
    ['Maximum', [4, -3, 6, 7]],
    ['Minimum', [2, -3, 6, 7]],
  ])('%s', async (name, expected) => {
    const { output, mask } = await merged(name);
    expect(output!.data).toEqual(expected);
    expect(mask!.data).toEqual([1, 1, 1, 0]);
  });

  it('Concatenate joins the masks along time, and takes what counts in any input along features', async () => {
    const alongTime = await merged('Concatenate', { axis: 1 });
    expect(alongTime.mask!.data).toEqual([...masks[0]!, ...masks[1]!]);
    const alongFeatures = await merged('Concatenate', { axis: -1 });
    expect(alongFeatures.mask!.data).toEqual([1, 1, 1, 0]);
  });
});
