import { describe, expect, it } from 'vitest';
import { checkText } from '../harness.ts';

/** Each finding of a text as its code. */
const codes = (text: string): readonly string[] => checkText(text).diagnostics.map(({ code }) => code);

/** The text after the first fix of its only finding. */
function mended(text: string): string {
  const { diagnostics } = checkText(text);
  expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toHaveLength(1);
  const edits = [...diagnostics[0]!.fixes[0]!.edits].sort((a, b) => b.place.span.start - a.place.span.start);
  return edits.reduce(
    (done, { place: { span }, newText }) => done.slice(0, span.start) + newText + done.slice(span.end),
    text,
  );
}

const model = (members: string): string => `model A {\n  input x: float32[4]\n${members}\n}\n`;
const head = (value: string): string => model(`  head y = ${value} { loss: mse }`);

describe('one mistake is one error, whose fix makes the text right:', () => {
  it.each([
    ['what flows in behind the layer', head('Dense(10)(x)'), head('x -> Dense(10)')],
    ['a list behind the layer', head('Concatenate()(x, x)'), head('[x, x] -> Concatenate()')],
    ['a product sign of Python', head('x @ x'), head('matmul(x, x)'), 'KM3001'],
    ['a pipe before a layer', head('x | Dense(2)'), head('x -> Dense(2)')],
    ['a pipe of F#', head('x |> Dense(2)'), head('x -> Dense(2)')],
    ['no parentheses', head('x -> Dense 10'), head('x -> Dense(10)')],
    [
      'no parentheses, and a layer behind',
      head('x -> Dropout 0.5 -> Dense(1)'),
      head('x -> Dropout(0.5) -> Dense(1)'),
    ],
    ['no opening parenthesis', head('x -> Dense 10)'), head('x -> Dense(10)')],
    ['no parentheses around a name', head('x -> Dense units: 3'), head('x -> Dense(units: 3)')],
    ['a comma behind the layers', head('x -> Dense(1),'), head('x -> Dense(1)')],
    ['a word of another library', model('  output y = x -> Dense(1)'), model('  head y = x -> Dense(1)')],
    [
      '`=` before a type',
      'model A {\n  input x = float32[4]\n  head y = x -> Dense(1)\n}\n',
      'model A {\n  input x: float32[4]\n  head y = x -> Dense(1)\n}\n',
    ],
    [
      'parentheses around sizes',
      'model A {\n  input x: float32(4, 4)\n  head y = x -> Dense(1)\n}\n',
      'model A {\n  input x: float32[4, 4]\n  head y = x -> Dense(1)\n}\n',
    ],
    [
      'a list without brackets',
      model('  head y = x -> Dense(1) { loss: mse, metrics: mae }'),
      model('  head y = x -> Dense(1) { loss: mse, metrics: [mae] }'),
    ],
    [
      'a learning rate beside the optimizer',
      model('  head y = x -> Dense(1) { loss: mse }\n  train { learning_rate: 0.1, optimizer: adam }'),
      model('  head y = x -> Dense(1) { loss: mse }\n  train { optimizer: Adam(learning_rate: 0.1) }'),
    ],
    [
      'a learning rate behind the optimizer',
      model('  head y = x -> Dense(1) { loss: mse }\n  train { optimizer: "sgd", learning_rate: 0.1 }'),
      model('  head y = x -> Dense(1) { loss: mse }\n  train { optimizer: SGD(learning_rate: 0.1) }'),
    ],
    [
      'a learning rate without optimizer',
      model('  head y = x -> Dense(1) { loss: mse }\n  train {\n    learning_rate: 0.1\n    epochs: 2\n  }'),
      model(
        '  head y = x -> Dense(1) { loss: mse }\n  train {\n    optimizer: RMSprop(learning_rate: 0.1)\n    epochs: 2\n  }',
      ),
    ],
    ['a float for an integer', head('x -> Dense(10.0)'), head('x -> Dense(10)')],
    ['a string for an integer', head('x -> Dense("10")'), head('x -> Dense(10)')],
    ['a string for a float', head('x -> Dropout("0.5")'), head('x -> Dropout(0.5)')],
    [
      'a window that does not fit',
      head('x -> Reshape([4, 1]) -> Conv1D(2, 5)'),
      head('x -> Reshape([4, 1]) -> Conv1D(2, 5, padding: same)'),
    ],
    [
      'a window with another padding',
      head('x -> Reshape([4, 1]) -> Conv1D(2, 5, padding: valid)'),
      head('x -> Reshape([4, 1]) -> Conv1D(2, 5, padding: same)'),
    ],
    ['axes too few', head('x -> LSTM(2)'), head('x -> Reshape([4, 1]) -> LSTM(2)')],
    [
      'a second tensor of one name',
      model('  branch h = x -> Dense(3)\n  branch h = h -> ReLU()\n  head y = h -> Dense(1, name: "h")'),
      model('  branch h = x -> Dense(3)\n  branch h_2 = h -> ReLU()\n  head y = h_2 -> Dense(1, name: "h")'),
    ],
    [
      'an unused branch',
      model('  branch h = x -> Dense(3)\n  head y = x -> Dense(1)'),
      model('  head y = x -> Dense(1)'),
    ],
    [
      'an unused shared layer',
      model('  shared s = Dense(3)\n  head y = x -> Dense(1)'),
      model('  head y = x -> Dense(1)'),
    ],
    [
      'an unused input',
      model('  input z: float32[4]\n  head y = x -> Dense(1)'),
      model('  head y = x -> Dense(1)'),
    ],
    [
      'raw scores under a loss on probabilities',
      model('  head y = x -> Dense(3) { loss: categorical_crossentropy }'),
      model('  head y = x -> Dense(3) { loss: CategoricalCrossentropy(from_logits: true) }'),
    ],
    [
      'a value that is never logged',
      model(
        '  head y = x -> Dense(1) { loss: mse }\n  train { callbacks: [ModelCheckpoint("best.safetensors", monitor: "accuracy", save_best_only: true)] }',
      ),
      model(
        '  head y = x -> Dense(1) { loss: mse }\n  train { callbacks: [ModelCheckpoint("best.safetensors", monitor: "loss", save_best_only: true)] }',
      ),
    ],
  ])('%s', (_, wrong, right, next?: string) => {
    expect(mended(wrong)).toBe(right);
    expect(codes(right)).toEqual(next === undefined ? [] : [next]);
  });
});

describe('one mistake is one error, with words where the edit is not clear:', () => {
  it.each([
    [
      'a comment that is never closed',
      model('  /* all of it\n  head y = x -> Dense(1)'),
      'close it with `*/`',
    ],
    [
      'an entry of `train` at a head',
      model('  head y = x -> Dense(1) { loss: mse, epochs: 3 }'),
      '`train { epochs: … }`',
    ],
    [
      'a loss in `train`',
      model('  head y = x -> Dense(1) { loss: mse }\n  train { loss: mse }'),
      '`head y = … { loss: … }`',
    ],
  ])('%s', (_, wrong, help) => {
    const { diagnostics } = checkText(wrong);
    expect(diagnostics.map(({ code }) => code)).toHaveLength(1);
    expect(diagnostics[0]!.help).toContain(help);
  });

  it('text as an input', () => {
    const { diagnostics } = checkText('model A {\n  input x: string\n  head y = x -> Dense(1)\n}\n');
    expect(diagnostics).toMatchObject([
      {
        code: 'KM3006',
        fixes: [
          { title: 'Put `StringLookup(max_tokens: 1000, output_mode: multi_hot)` before it' },
          { title: 'Put `TextVectorization(max_tokens: 1000, output_mode: multi_hot)` before it' },
        ],
      },
    ]);
  });

  it('a stage applied to what stands behind an arrow is no pipeline', () => {
    expect(checkText(head('x -> Dense(2)(x)')).diagnostics[0]!.fixes).toEqual([]);
  });

  it('a surplus parenthesis is still one', () => {
    expect(mended(head('x -> Dense(10))'))).toBe(head('x -> Dense(10)'));
  });
});

it('of three tensors of one name, each fix renames what its own line begins', () => {
  const text = model('  branch h = x -> ReLU()\n  branch h = h -> Tanh()\n  head y = h -> Dense(1)').replace(
    'Tanh()',
    'Activation(tanh)\n  branch h = h -> Softmax()',
  );
  const second = checkText(text).diagnostics.find(({ code }) => code === 'KM1002')!;
  const renamed = second.fixes[0]!.edits.map(
    ({ place: { span } }) => text.slice(0, span.start).split('\n').length,
  );
  // Its own line, and what the third is made from; not the head, which means the third.
  expect(renamed).toEqual([4, 5]);
});
