import { describe, expect, it } from 'vitest';
import { checkText, findings } from '../harness.ts';

const model = (members: string, inputs = '  input x: float32[8]\n') => `model A {\n${inputs}${members}\n}\n`;
const images = '  input x: float32[8, 8, 1]\n';

/** The text after the first fix of its only finding. */
function fixed(text: string): string {
  const { diagnostics } = checkText(text);
  expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toHaveLength(1);
  const edits = [...(diagnostics[0]!.fixes[0]?.edits ?? [])].sort(
    (a, b) => b.place.span.start - a.place.span.start,
  );
  expect(edits.length, `${diagnostics[0]!.message} has no fix`).toBeGreaterThan(0);
  return edits.reduce(
    (result, { place: { span }, newText }) => result.slice(0, span.start) + newText + result.slice(span.end),
    text,
  );
}

describe('what people bring along from Keras, PyTorch and Python is one mistake, whose fix makes it right', () => {
  it.each([
    ['=>', model('  head y = x => Dense(10)'), '-> Dense(10)'],
    ['layers.Dense', model('  head y = x -> layers.Dense(10)'), '-> Dense(10)'],
    ['tf.keras.layers.Dense', model('  head y = x -> tf.keras.layers.Dense(10)'), '-> Dense(10)'],
    ['Linear', model('  head y = x -> Linear(10)'), '-> Dense(10)'],
    ['MaxPool2D', model('  head y = x -> MaxPool2D(2) -> Flatten()', images), 'MaxPooling2D(2)'],
    ['GlobalAvgPool2D', model('  head y = x -> GlobalAvgPool2D()', images), 'GlobalAveragePooling2D()'],
    ['Convolution2D', model('  head y = x -> Convolution2D(2, 3) -> Flatten()', images), 'Conv2D(2, 3)'],
    ['BatchNorm2d', model('  head y = x -> BatchNorm2d() -> Flatten()', images), 'BatchNormalization()'],
    ['a layer in small letters', model('  head y = x -> dense(10)'), '-> Dense(10)'],
    [
      'a layer of Keras as a function',
      model('  branch c = average([x, x])\n  head y = c -> Dense(1)'),
      '[x, x] -> Average()',
    ],
    [
      'a layer of Keras as a function, of two tensors here',
      model('  branch c = multiply([x, x])\n  head y = c -> Dense(1)'),
      'branch c = [x, x] -> Multiply()',
    ],
    [
      'a layer called with its input',
      model('  branch c = flatten(x)\n  head y = c -> Dense(1)'),
      'branch c = x -> Flatten()',
    ],
    ['Sequential', model('  head y = x -> Sequential([Dense(10), Dense(1)])'), 'x -> Dense(10) -> Dense(1)'],
    ['= for :', model('  head y = x -> Dense(10, activation = relu)'), 'activation: relu'],
    [
      '= in a condition',
      `const d = 2\n${model('  head y = x -> if d = 2 { Dense(2) } else { Dense(1) }')}`,
      'if d == 2 {',
    ],
    ['True', model('  head y = x -> Dense(10, use_bias: True)'), 'use_bias: true'],
    ['False', model('  head y = x -> Dense(10, use_bias: False)'), 'use_bias: false'],
    ['None', model('  head y = x -> Dense(10, activation: None)'), 'activation: none'],
    [
      'lr',
      model('  head y = x -> Dense(1) { loss: mse }\n  train { optimizer: Adam(lr: 0.1) }'),
      'learning_rate: 0.1',
    ],
    ['p of Dropout', model('  head y = x -> Dropout(p: 0.5) -> Dense(1)'), 'rate: 0.5'],
    ['kernel', model('  head y = x -> Conv2D(2, kernel: 3) -> Flatten()', images), 'kernel_size: 3'],
    ['nodes', model('  head y = x -> Dense(nodes: 3)'), 'units: 3'],
    ['ReLU as an option', model('  head y = x -> Dense(3, activation: ReLU)'), 'activation: relu'],
    ['None as a size', model('  head y = x -> Dense(1)', '  input x: float32[None, 8]\n'), 'float32[T, 8]'],
    ['none as a size', model('  head y = x -> Dense(1)', '  input x: float32[none, 8]\n'), 'float32[T, 8]'],
    ['null as a size', model('  head y = x -> Dense(1)', '  input x: float32[null, 8]\n'), 'float32[T, 8]'],
    [
      'a branch of layers',
      model('  branch enc = Dense(32)\n  head y = x -> enc -> Dense(1)'),
      'shared enc = Dense(32)',
    ],
    [
      'dtype',
      model('  head y = x -> Dense(2, bias_initializer: Zeros(dtype: float32))'),
      'bias_initializer: Zeros()',
    ],
    ['autocast', model('  head y = x -> Flatten(autocast: true)'), '-> Flatten()'],
    ['a parenthesis left out', model('  head y = x -> Dense(10 -> Dense(2)'), 'Dense(10 -> Dense(2))'],
  ])('%s', (_, text, wanted) => {
    expect(fixed(text)).toContain(wanted);
  });

  it('and the fixed text has no mistake', () => {
    for (const text of [
      model('  head y = x => Dense(10)'),
      model('  branch c = average([x, x])\n  head y = c -> Dense(1)'),
      model('  branch enc = Dense(32)\n  head y = x -> enc -> Dense(1)'),
      model('  head y = x -> Sequential([Dense(10), Dense(1)])'),
    ])
      expect(findings(fixed(text))).toEqual([]);
  });
});

describe('one mistake is one error', () => {
  it.each([
    ['a layer called twice over', model('  head y = Dense(10)(x)'), 'KM0002 ('],
    ['else without if', model('  head y = x -> else { Dense(2) }'), 'KM0002 else'],
    ['else behind a layer', model('  head y = x -> Dense(2) else { Dense(2) }'), 'KM0002 else'],
    [
      'a file that imports itself',
      `import { A } from "./test.kmodel"\n${model('  head y = x -> Dense(1)')}`,
      'KM1005 "./test.kmodel"',
    ],
    [
      'a model that extends a block',
      'block B() {\n  input x\n  return x -> Dense(1)\n}\nmodel A extends B {\n  head y = x -> Dense(1)\n}\n',
      'KM1001 B',
    ],
    [
      'a model that extends nothing',
      'model A extends Missing {\n  head y = x -> Dense(1)\n}\n',
      'KM1001 Missing',
    ],
    ['the batch axis', model('  head y = x -> Dense(1)', '  input x: float32[batch, 8]\n'), 'KM2003 batch'],
    ['an operator of Python', model('  head y = x @ x -> Dense(1)'), 'KM0001 @'],
    [
      'a callback of Keras',
      model('  head y = x -> Dense(1) { loss: mse }\n  train { callbacks: [OrbaxCheckpoint("a")] }'),
      'KM5003 OrbaxCheckpoint',
    ],
  ])('%s', (_, text, only) => {
    expect(findings(text)).toEqual([only]);
  });

  it('a callback of Keras has a way out', () => {
    const [found] = checkText(
      model('  head y = x -> Dense(1) { loss: mse }\n  train { callbacks: [OrbaxCheckpoint("a")] }'),
    ).diagnostics;
    expect(found!.message).toContain('`ModelCheckpoint("best.safetensors")` saves weights.');
  });
});

describe('a size variable', () => {
  it('may be a constant or parameter of such a name', () => {
    expect(
      findings(`const batch = 4\n${model('  head y = x -> Dense(1)', '  input x: float32[batch, 8]\n')}`),
    ).toEqual([]);
  });
});

describe('other names that Keras has for a layer work, and the fix writes the one name', () => {
  const stages: readonly (readonly [string, string, string])[] = [
    ['AvgPool2D', 'image -> AvgPool2D(2) -> Flatten()', 'AveragePooling2D(2)'],
    ['SeparableConvolution2D', 'image -> SeparableConvolution2D(2, 3)', 'SeparableConv2D(2, 3)'],
    ['Convolution2DTranspose', 'image -> Convolution2DTranspose(2, 3)', 'Conv2DTranspose(2, 3)'],
    ['add as a stage', '[image, image] -> add()', '[image, image] -> Add()'],
    ['inside a wrapper', 'image -> TimeDistributed(MaxPool1D(2))', 'TimeDistributed(MaxPooling1D(2))'],
  ];

  it.each(stages)('%s', (_, pipeline, wanted) => {
    const text = model(`  head y = ${pipeline}`, '  input image: float32[8, 8, 1]\n');
    const { diagnostics, models } = checkText(text);
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['KM1008', 'warning']]);
    expect(models[0]!.graph).toBeDefined();
    expect(fixed(text)).toContain(wanted);
    expect(findings(fixed(text))).toEqual([]);
  });

  it('a block of the text may have such a name', () => {
    const block = 'block add(n: int) {\n  input x: float32[8]\n  return x -> Dense(n)\n}\n';
    expect(findings(block + model('  head y = x -> add(2)'))).toEqual([]);
  });

  it('an optimizer may be named in any case, as Keras reads it', () => {
    const text = model('  head y = x -> Dense(1) { loss: mse }\n  train { optimizer: ADAM }');
    expect(checkText(text).models[0]!.graph!.training.optimizer.name).toBe('Adam');
  });
});

describe('what Keras takes and a compiled graph has no place for is named, with what to write instead', () => {
  it.each([
    ['TimeDistributed(Dense(2), dtype: float16)', 'The layer inside of it says it'],
    [
      'SpatialDropout1D(0.1, activity_regularizer: L2(0.01))',
      '`ActivityRegularization(l2: 0.01)` behind the layer',
    ],
    ['LSTM(2, use_cudnn: true)', 'The engine itself decides how it computes.'],
  ])('%s', (stage, reason) => {
    const text = model(`  head y = x -> ${stage}`, '  input x: float32[4, 8]\n');
    const { diagnostics } = checkText(text);
    expect(diagnostics.map(({ code }) => code)).toEqual(['KM2001']);
    expect(diagnostics[0]!.message).toContain(reason);
  });
});

describe('the name of a layer alone, which Keras calls a class, is told from a value', () => {
  it.each([
    ['Bidirectional(LSTM)', 'LSTM', 'LSTM(32)'],
    ['TimeDistributed(Dense)', 'Dense', 'Dense(64, activation: relu)'],
    ['Dense(units: Dense)', 'Dense', 'Dense(64, activation: relu)'],
  ])('%s', (stage, name, call) => {
    const text = model(`  head y = x -> ${stage}`, '  input x: float32[4, 8]\n');
    const { diagnostics } = checkText(text);
    expect(diagnostics.map(({ code, message, help }) => [code, message, help])).toEqual([
      [
        'KM2003',
        `A value is needed here, but \`${name}\` is the name of a layer.`,
        `A layer is written with parentheses, as in \`${call}\`.`,
      ],
    ]);
  });
});
