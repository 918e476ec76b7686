import { expect, it } from 'vitest';
import { createDiagram } from '../../../../compiler/graph/diagram/create-diagram.ts';
import { graphOf, imageModel } from '../../harness.ts';

/** What stands in the box of the first layer of a pipeline. */
function lineOf(layer: string): string {
  const diagram = createDiagram(graphOf(imageModel(`  head y = x -> ${layer} -> Flatten() -> Dense(1)`)));
  return diagram.nodes.find(({ kind }) => kind === 'layer')!.arguments;
}

it.each([
  ['Conv2D(32, 3, padding: same, activation: relu)', '32, 3×3, padding same, relu'],
  ['Conv2D(8, [3, 1], strides: 2)', '8, 3×1, strides 2×2'],
  ['Dropout(0.1)', '0.1'],
  ['Reshape([14, 56])', '[14, 56]'],
  ['MaxPooling2D()', ''],
  ['TimeDistributed(Dense(4, activation: relu))', 'Dense(4, activation: relu)'],
  // How weights begin and are kept small is among the details.
  ['Dense(4, kernel_initializer: HeNormal(seed: 1), kernel_regularizer: L2(0.1))', '4'],
])('%s says `%s`', (layer, line) => {
  expect(lineOf(layer)).toBe(line);
});

it('a long line is cut', () => {
  const line = lineOf('Reshape([2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 14, 14])');
  expect(line.length).toBeLessThanOrEqual(44);
  expect(line.endsWith('1…')).toBe(true);
});

it('details have every argument, and which are defaults', () => {
  const { nodes } = createDiagram(
    graphOf(imageModel('  head y = x -> Flatten() -> Dense(3, use_bias: false)')),
  );
  const { details } = nodes.find(({ title }) => title === 'Dense')!;
  expect(details!.arguments.slice(0, 3)).toEqual([
    { name: 'units', value: '3', isDefault: false },
    { name: 'activation', value: 'none', isDefault: true },
    { name: 'use_bias', value: 'false', isDefault: false },
  ]);
  expect(details).toMatchObject({
    takes: ['float32[784]'],
    gives: ['float32[3]'],
    weights: [{ name: 'kernel', shape: [784, 3], trainable: true }],
  });
});
