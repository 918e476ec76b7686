import fc from 'fast-check';
import { compileModel, createMemoryHost, type ModelGraph } from '../../compiler/index.ts';

/** Layers for what has one axis, two, or three. */
const layers: readonly (readonly string[])[] = [
  [
    'Dense(3)',
    'Dense(4, activation: relu, use_bias: false)',
    'Dropout(0.25)',
    'BatchNormalization(momentum: 0.9)',
    'LayerNormalization()',
    'ELU(0.5)',
    'RepeatVector(3)',
    'Softmax()',
    'Dense(2, kernel_regularizer: l2(0.01), trainable: false)',
    'repeat 2 { Dense(4, activation: tanh) -> Dropout(0.1) }',
  ],
  [
    'Conv1D(3, 2, padding: causal, dilation_rate: 2)',
    'LSTM(3)',
    'GRU(2, return_sequences: true)',
    'Bidirectional(SimpleRNN(2, return_sequences: true), merge_mode: sum)',
    'TimeDistributed(Dense(3))',
    'GlobalAveragePooling1D()',
    'MaxPooling1D(2)',
    'Permute([2, 1])',
    'Flatten()',
    'Dense(4)',
    'SpatialDropout1D(0.2)',
  ],
  [
    'Conv2D(3, 2, strides: 2, padding: same, activation: relu)',
    'Conv2D(4, [1, 2], use_bias: false) -> BatchNormalization() -> ReLU(6)',
    'SeparableConv2D(3, 2)',
    'DepthwiseConv2D(2, depth_multiplier: 2)',
    'MaxPooling2D(2)',
    'ZeroPadding2D([1, 2])',
    'UpSampling2D(2)',
    'GlobalMaxPooling2D()',
    'Flatten()',
    'repeat 2 { Conv2D(3, 2, padding: same) }',
    'GaussianNoise(0.1)',
  ],
];

const merges = ['Add()', 'Multiply()', 'Average()', 'Maximum()', 'Concatenate()'] as const;

const inputs = ['float32[7]', 'float32[5, 4]', 'float32[6, 6, 3]'] as const;

interface Flowing {
  readonly name: string;
  readonly shape: readonly number[];
}

/**
 * Texts of small models: some inputs, layers on whatever is there, ways that meet again, layers that are used twice.
 * Numbers tell them, each what is added next, so that fewer and smaller ones are simpler models.
 */
export const randomModels: fc.Arbitrary<string> = fc
  .array(fc.nat(100_000), { minLength: 2, maxLength: 12 })
  .map(textOfModel);

function textOfModel(numbers: readonly number[]): string {
  const kinds = [...new Set([numbers[0]! % 3, numbers[1]! % 3])];
  const lines: string[] = [];
  const used = new Set<string>();
  const flowing: Flowing[] = kinds.map((kind) => ({
    name: `in${kind}`,
    shape: /\[(.*)\]/.exec(inputs[kind]!)![1]!.split(',').map(Number),
  }));
  const begin = kinds.map((kind) => `  input in${kind}: ${inputs[kind]!}`);
  const textOf = (more: readonly string[]): string => ['model M {', ...begin, ...more, '}', ''].join('\n');
  const compiled = (more: readonly string[]): ModelGraph | undefined =>
    compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': textOf(more) })).graph;
  const add = (name: string, taken: readonly Flowing[], more: readonly string[]): void => {
    const graph = compiled([...lines, ...more, `  head probe = ${name} -> Identity()`]);
    const tensor = graph?.tensors.find((each) => each.name === name);
    if (!tensor?.shape.every((size) => typeof size === 'number' && size > 0)) return;
    lines.push(...more);
    for (const each of taken) used.add(each.name);
    flowing.push({ name, shape: tensor.shape as readonly number[] });
  };
  numbers.slice(2).forEach((number, place) => {
    const name = `b${place}`;
    const from = flowing[number % flowing.length]!;
    const choice = Math.floor(number / flowing.length);
    const alike = flowing.filter(({ shape }) => shape.join() === from.shape.join() && shape !== from.shape);
    if (alike.length > 0 && choice % 3 === 0) {
      const other = alike[choice % alike.length]!;
      const merge = merges[Math.floor(choice / 3) % merges.length]!;
      return add(name, [from, other], [`  branch ${name} = [${from.name}, ${other.name}] -> ${merge}`]);
    }
    const known = layers[from.shape.length - 1];
    const layer = known?.[choice % known.length] ?? 'Flatten()';
    if (choice % 7 === 0 && !layer.startsWith('repeat') && !layer.includes('->'))
      return add(
        name,
        [from],
        [
          `  shared s${place} = ${layer}`,
          `  branch ${name} = [${from.name} -> s${place}, ${from.name} -> Activation(tanh) -> s${place}] -> Add()`,
        ],
      );
    add(name, [from], [`  branch ${name} = ${from.name} -> ${layer}`]);
  });
  const heads = flowing
    .filter(({ name }) => !used.has(name))
    .map(({ name, shape }, index) => {
      const flat = shape.length === 1 ? name : `${name} -> Flatten()`;
      return `  head y${index} = ${flat} -> Dense(2) { loss: mse, metrics: [mae] }`;
    });
  return textOf([...lines, ...heads]);
}
