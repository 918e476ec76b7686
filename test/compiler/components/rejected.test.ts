import { describe, expect, it } from 'vitest';
import { checkText } from '../harness.ts';
import { readGolden } from '../support/arrays.ts';

interface Rejected {
  readonly category: string;
  readonly name: string;
  /** The other arguments. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly argument: string;
  readonly values: readonly unknown[];
}

const rejected = readGolden<readonly Rejected[]>('rejected-components.json');

function valueText(value: unknown): string {
  if (value === null) return 'none';
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

const classes = 'head y = x -> Dense(3, activation: softmax)';
const trained = 'head y = x -> Dense(3) { loss: mse }\n  train';
const isSparse = (call: string): boolean => /^(Sparse|IoU|MeanIoU)/.test(call);
const crossentropy = (call: string): string =>
  isSparse(call) ? 'sparse_categorical_crossentropy' : 'categorical_crossentropy';
const ofKernel =
  (argument: string) =>
  (call: string): string =>
    `head y = x -> Dense(4, ${argument}: ${call})`;

/** Where an object of each category stands. */
const places: Readonly<Record<string, (call: string) => string>> = {
  losses: (call) => `${classes} { loss: ${call} }`,
  metrics: (call) => `${classes} { loss: ${crossentropy(call)}, metrics: [${call}] }`,
  optimizers: (call) => `${trained} { optimizer: ${call} }`,
  schedules: (call) => `${trained} { optimizer: SGD(${call}) }`,
  callbacks: (call) => `${trained} { callbacks: [${call}] }`,
  initializers: ofKernel('kernel_initializer'),
  regularizers: ofKernel('kernel_regularizer'),
  constraints: ofKernel('kernel_constraint'),
};

function errorsOf(
  category: string,
  name: string,
  args: Readonly<Record<string, unknown>>,
): readonly string[] {
  const given = Object.entries(args).map(([key, value]) => `${key}: ${valueText(value)}`);
  const body = places[category]!(`${name}(${given.join(', ')})`);
  const { diagnostics } = checkText(`model M {\n  input x: float32[4]\n  ${body}\n}\n`);
  return diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);
}

describe('what Keras rejects', () => {
  it.each(rejected.map((each) => [`${each.category}: ${each.name}`, each.argument, each] as const))(
    'in %s for `%s` is an error before training',
    (_, argument, { category, name, config, values }) => {
      const taken = values.filter(
        (value) => errorsOf(category, name, { ...config, [argument]: value }).length === 0,
      );
      expect(taken).toEqual([]);
    },
  );
});

/** Arguments that go together only in one way, and what no single value shows. */
const sentences: readonly (readonly [category: string, call: string, sentence: string])[] = [
  [
    'optimizers',
    'SGD(clipnorm: 1, clipvalue: 1)',
    'SGD takes one of `clipnorm`, `clipvalue` and `global_clipnorm`, but `clipnorm` is given as well.',
  ],
  [
    'optimizers',
    'Adam(clipvalue: 1, global_clipnorm: 2)',
    'Adam takes one of `clipnorm`, `clipvalue` and `global_clipnorm`, but `clipvalue` is given as well.',
  ],
  [
    'optimizers',
    'Lion(beta_1: 0)',
    '`beta_1` of Lion must be above 0: at 0 the average has no say in the direction.',
  ],
  ['optimizers', 'SGD(-0.1)', '`learning_rate` of SGD must be at least 0, but it is -0.1.'],
  ['optimizers', 'SGD(0.1, momentum: 1.5)', '`momentum` of SGD must be between 0 and 1, but it is 1.5.'],
  ['optimizers', 'Adam(beta_1: 1)', '`beta_1` of Adam must be at least 0 and less than 1, but it is 1.'],
  ['metrics', 'AUC(num_labels: 3)', '`num_labels` needs `multi_label: true`.'],
  [
    'metrics',
    'Precision(top_k: 4)',
    '`precision` takes the 4 greatest predictions of each sample, but the head has 3.',
  ],
  [
    'losses',
    'CategoricalCrossentropy(label_smoothing: 1.5)',
    '`label_smoothing` of CategoricalCrossentropy must be between 0 and 1, but it is 1.5.',
  ],
  [
    'callbacks',
    'ReduceLROnPlateau(factor: 1)',
    '`factor` of ReduceLROnPlateau must be greater than 0 and less than 1, but it is 1.',
  ],
  [
    'callbacks',
    'EarlyStopping(patience: -1)',
    '`patience` of EarlyStopping must be at least 0, but it is -1.',
  ],
];

describe('what is wrong with an argument', () => {
  it.each(sentences)('is said in one sentence: %s %s', (category, call, sentence) => {
    const body = places[category]!(call);
    const { diagnostics } = checkText(`model M {\n  input x: float32[4]\n  ${body}\n}\n`);
    expect(diagnostics.map(({ message }) => message)).toContain(sentence);
  });
});
