import { describe, expect, it } from 'vitest';
import { finding, findings, imageModel, vectorModel } from '../harness.ts';

describe('sources', () => {
  it('reports one missing source once, at the first head', () => {
    const text = vectorModel('  branch a = Dense(4)\n  head y = a -> Dense(1)\n  head z = a -> Dense(2)');
    expect(findings(text)).toEqual(['KM4002 y']);
  });

  it('reports a branch without source beside an input at the branch', () => {
    const text = vectorModel('  branch a = Dense(16)\n  head y = [x, a] -> Add()');
    expect(findings(text)).toEqual(['KM4002 a']);
  });

  it('wants a head in every model', () => {
    expect(findings('model Test {\n  input x: float32[4]\n}')).toEqual(['KM4002 Test']);
  });
});

describe('what is unused', () => {
  it('names an input once, also where an unused branch reads it', () => {
    const text = vectorModel('  input z: float32[4]\n  branch b = z -> Dense(1)\n  head y = x -> Dense(1)');
    expect(findings(text)).toEqual(['KM4003 z', 'KM4004 b']);
  });

  it('is silent where an unknown name may be the use', () => {
    const text = vectorModel('  branch features = x -> Dense(4)\n  head y = feature -> Dense(1)');
    expect(findings(text)).toEqual(['KM1001 feature']);
  });

  it('counts a use in a call argument', () => {
    const text =
      'model Test {\n  input x: float32[T, 4]\n  input m: bool[T]\n  head y = x -> LSTM(4, mask: m)\n}';
    expect(findings(text)).toEqual([]);
  });

  it('wants every input of a block to reach its result', () => {
    const text = `block B {\n  input a\n  input b\n  return a -> Dense(1)\n}\n${vectorModel('  head y = [x, x] -> B()')}`;
    expect(findings(text)).toEqual(['KM4003 b']);
  });

  it('warns of shared layers', () => {
    expect(findings(vectorModel('  shared s = Dense(4)\n  head y = x -> Dense(1)'))).toEqual(['KM4005 s']);
  });
});

describe('blocks and models that use themselves', () => {
  it('reports a circle of several once', () => {
    const blocks = ['A', 'B', 'C'].map(
      (name, index) => `block ${name} {\n  input x\n  return x -> ${'BCA'[index]!}()\n}`,
    );
    const found = findings(`${blocks.join('\n')}\n${vectorModel('  head y = x -> A()')}`);
    expect(found.map((text) => text.slice(0, 6))).toEqual(['KM4006']);
  });
});

describe('Dense on an image', () => {
  it('is silent on sequences and vectors', () => {
    expect(findings(imageModel('  head y = x -> Reshape([28, 28]) -> Dense(4)'))).toEqual([]);
    expect(findings(imageModel('  head y = x -> Flatten() -> Dense(4)'))).toEqual([]);
  });

  it('offers two fixes', () => {
    expect(
      finding(imageModel('  head y = x -> Dense(4)'), 'KM3010').fixes.map((fix) => fix.edits[0]!.newText),
    ).toEqual(['Flatten() -> ', 'GlobalAveragePooling2D() -> ']);
  });
});

describe('losses and heads', () => {
  const head = (layers: string, settings: string) => vectorModel(`  head y = x -> ${layers} { ${settings} }`);

  it.each([
    ['Dense(3, activation: softmax)', 'loss: categorical_crossentropy, metrics: [accuracy]', []],
    ['Dense(1, activation: sigmoid)', 'loss: binary_crossentropy, metrics: [acc]', []],
    ['Dense(3)', 'loss: CategoricalCrossentropy(from_logits: true)', []],
    ['Dense(3)', 'loss: mse, metrics: [mae]', []],
    ['Dense(3)', 'loss: sparse_categorical_crossentropy', ['KM5004 sparse_categorical_crossentropy']],
    ['Dense(1, activation: softmax)', 'loss: mse', ['KM5004 Dense(1, activation: softmax)']],
    [
      'Dense(3, activation: softmax)',
      'loss: CategoricalCrossentropy(from_logits: true)',
      ['KM5004 CategoricalCrossentropy(from_logits: true)'],
    ],
    ['Dense(3) -> Softmax() -> Dropout(0.1)', 'loss: categorical_crossentropy', []],
    ['Dense(3, activation: sigmoid)', 'loss: categorical_crossentropy', ['KM5004 categorical_crossentropy']],
    ['Dense(3, activation: softmax)', 'loss: binary_crossentropy', ['KM5004 binary_crossentropy']],
    [
      'Dense(3)',
      'loss: mse, metrics: [sparse_categorical_accuracy]',
      ['KM5001 [sparse_categorical_accuracy]'],
    ],
    ['Dense(3)', 'loss: mes', ['KM5003 mes']],
    ['Dense(3)', 'los: mse', ['KM2001 los']],
    ['Dense(3)', 'loss: mse, loss: mae', ['KM1002 loss']],
    ['Dense(3)', 'loss: mse, weight: -1', ['KM2004 -1']],
  ])('%s with { %s }', (layers, settings, expected) => {
    expect(findings(head(layers, settings))).toEqual(expected);
  });

  it('does not train whole numbers', () => {
    expect(findings('model T {\n  input x: int32[4]\n  head y = x { loss: mse }\n}')).toEqual(['KM5001 mse']);
  });
});

describe('training', () => {
  const train = (entries: string) =>
    vectorModel(`  head y = x -> Dense(1) { loss: mse }\n  train { ${entries} }`);

  it.each([
    ['optimizer: adam, epochs: 3', []],
    ['optimizer: Adam(learning_rate: CosineDecay(0.001, decay_steps: 10_000))', []],
    ['optimizer: Adam(learning_rate: -1)', ['KM2004 -1']],
    ['optimizer: adm', ['KM5003 adm']],
    ['batch_size: 0', ['KM2004 0']],
    ['validation_split: 1.2', ['KM2004 1.2']],
    ['epoch: 3', ['KM2001 epoch']],
    ['callbacks: [EarlyStopping(monitor: val_loss, patience: 2)]', []],
    ['callbacks: [EarlyStopping(mode: up)]', ['KM2006 up']],
    ['callbacks: [ModelCheckpoint("best.safetensors")]', []],
    ['callbacks: [ModelCheckpoint("../best.safetensors")]', ['KM2004 "../best.safetensors"']],
    ['callbacks: [CSVLogger("/tmp/log.csv")]', ['KM2004 "/tmp/log.csv"']],
    ['callbacks: [CSVLogger("a\\\\..\\\\..\\\\log.csv")]', ['KM2004 "a\\\\..\\\\..\\\\log.csv"']],
  ])('train { %s }', (entries, expected) => {
    expect(findings(train(entries))).toEqual(expected);
  });
});

describe('size variables', () => {
  it('warns of one that looks like a constant', () => {
    const text =
      'const vocabulary = 4\nmodel T {\n  input x: float32[vocabulry, 4]\n  head y = x -> LSTM(4)\n}';
    expect(findings(text)).toEqual(['KM1007 vocabulry']);
    expect(findings(text.replace('vocabulry', 'T'))).toEqual([]);
  });
});

describe('what a callback watches', () => {
  const watching = (callback: string, metrics = 'accuracy') =>
    vectorModel(
      `  head y = x -> Dense(1, activation: sigmoid) { loss: bce, metrics: [${metrics}] }\n  train { callbacks: [${callback}] }`,
    );

  it.each(['EarlyStopping()', 'EarlyStopping(monitor: "accuracy")', 'EarlyStopping("val_accuracy")'])(
    'is logged: %s',
    (callback) => expect(findings(watching(callback))).toEqual([]),
  );

  it('warns with what there is, and offers the closest', () => {
    const text = watching('EarlyStopping(monitor: "val_accurcy")');
    expect(findings(text)).toEqual(['KM5005 "val_accurcy"']);
    const { message, fixes, severity } = finding(text, 'KM5005');
    expect(severity).toBe('warning');
    expect(message).toContain(
      'watches `val_accurcy`, which this model does not log: it logs `loss` and `accuracy`.',
    );
    expect(fixes[0]!.edits[0]!.newText).toBe('"val_accuracy"');
  });

  it('is looked at by a ModelCheckpoint only where it keeps the best', () => {
    expect(findings(watching('ModelCheckpoint("w.safetensors", "val_lss")'))).toEqual([]);
    const best = watching('ModelCheckpoint("w.safetensors", "val_lss", save_best_only: true)');
    expect(findings(best)).toEqual(['KM5005 "val_lss"']);
  });

  it('needs a mode where nothing says which values are better', () => {
    const callback = (mode: string) => `EarlyStopping(monitor: "val_false_negatives"${mode})`;
    expect(findings(watching(callback(''), 'FalseNegatives()'))).toEqual(['KM5006 "val_false_negatives"']);
    expect(findings(watching(callback(', mode: min'), 'FalseNegatives()'))).toEqual([]);
  });

  it('may be the learning rate where a callback logs it', () => {
    const both = 'ReduceLROnPlateau(), EarlyStopping(monitor: "learning_rate", mode: min)';
    expect(findings(watching(both))).toEqual([]);
    expect(findings(watching('EarlyStopping(monitor: "learning_rate", mode: min)'))).toEqual([
      'KM5005 "learning_rate"',
    ]);
  });

  it('is not judged where a loss is wrong: that is the one mistake', () => {
    const text = vectorModel(
      '  head y = x -> Dense(1) { loss: msee }\n  train { callbacks: [EarlyStopping("val_y")] }',
    );
    expect(findings(text)).toEqual(['KM5003 msee']);
  });
});
