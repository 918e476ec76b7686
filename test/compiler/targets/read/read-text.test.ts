import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../../compiler/bind/host.ts';
import { compileModel } from '../../../../compiler/check/compile.ts';
import { kerasModel } from '../../../../compiler/targets/keras/config/model-config.ts';
import type { Json } from '../../../../compiler/targets/keras/read/json.ts';
import { readKerasModel } from '../../../../compiler/targets/keras/read/model.ts';
import { jsonText, type KerasJson } from '../../../../compiler/targets/keras/types.ts';
import { readText } from '../../../../compiler/targets/read/read-text.ts';

/** The text that comes back of a model that went out to Keras, where blocks and loops are written out. */
async function back(text: string): Promise<string> {
  const { graph, diagnostics } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
  const json = JSON.parse(jsonText(kerasModel(graph!).config as KerasJson)) as Json;
  return (await readText(readKerasModel(json))).text;
}

const linesOf = (text: string): number => text.split('\n').length - 1;

describe('structure that is found again', () => {
  it('is ResNet50 as it was written', async () => {
    const text = `block ConvNorm(filters: int, kernel_size: int = 1, strides: int = 1) {
  input x

  return x -> Conv2D(filters, kernel_size, strides: strides) -> BatchNormalization()
}

block ConvNormAct(filters: int, strides: int = 1) {
  input x

  return x
    -> Conv2D(filters, 1, strides: strides)
    -> BatchNormalization()
    -> ReLU()
    -> Conv2D(filters, 3, padding: same)
    -> BatchNormalization()
    -> ReLU()
}

block Projection(filters: int, strides: int = 2) {
  input x

  branch shortcut = x -> ConvNorm(filters * 4, strides: strides)
  branch main = x -> ConvNormAct(filters, strides: strides) -> ConvNorm(filters * 4)

  return shortcut + main -> ReLU()
}

block Residual(filters: int) {
  input x

  branch main = x -> ConvNormAct(filters) -> ConvNorm(filters * 4)

  return x + main -> ReLU()
}

model ResNet50 {
  input image: float32[224, 224, 3]

  head label = image
    -> ZeroPadding2D(3)
    -> ConvNorm(64, kernel_size: 7, strides: 2)
    -> ReLU()
    -> ZeroPadding2D(1)
    -> MaxPooling2D(3, strides: 2)
    -> Projection(64, strides: 1)
    -> repeat 2 { Residual(64) }
    -> Projection(128)
    -> repeat 3 { Residual(128) }
    -> Projection(256)
    -> repeat 5 { Residual(256) }
    -> Projection(512)
    -> repeat 2 { Residual(512) }
    -> GlobalAveragePooling2D()
    -> Dense(1000, activation: softmax)
}
`;
    const again = await back(text);
    expect(again).toBe(text);
    expect(linesOf(again)).toBeLessThan(60);
  });

  it('is VGG16 in loops', async () => {
    const convolutions = [64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0]
      .map((filters) =>
        filters ? `Conv2D(${filters}, 3, padding: same, activation: relu)` : 'MaxPooling2D()',
      )
      .join(' -> ');
    const text = await back(`model Vgg {
  input image: float32[224, 224, 3]
  head label = image -> ${convolutions} -> Flatten() -> Dense(4096, activation: relu) -> Dense(4096, activation: relu)
    -> Dense(1000, activation: softmax)
}
`);
    expect(linesOf(text)).toBeLessThan(40);
    expect(text).toBe(`model Vgg {
  input image: float32[224, 224, 3]

  head label = image
    -> for filters in [64, 128] {
      repeat 2 { Conv2D(filters, 3, padding: same, activation: relu) } -> MaxPooling2D()
    }
    -> repeat 3 { Conv2D(256, 3, padding: same, activation: relu) }
    -> repeat 2 { MaxPooling2D() -> repeat 3 { Conv2D(512, 3, padding: same, activation: relu) } }
    -> MaxPooling2D()
    -> Flatten()
    -> repeat 2 { Dense(4096, activation: relu) }
    -> Dense(1000, activation: softmax)
}
`);
  });

  it('is a layer that is used twice', async () => {
    const text = await back(`model Siamese {
  input left: float32[T, 8]
  input right: float32[T, 8]
  shared encoder = LSTM(4)
  branch l = left -> encoder
  branch r = right -> encoder
  head similar = [l, r] -> Concatenate() -> Dense(1, activation: sigmoid)
}
`);
    expect(text).toBe(`model Siamese {
  input left: float32[T, 8]
  input right: float32[T, 8]

  shared encoder = LSTM(4)

  head similar = [left -> encoder, right -> encoder] -> Concatenate() -> Dense(1, activation: sigmoid)
}
`);
  });

  it('leaves what stands in a block alone where it reads what is around', async () => {
    const text = `model Skips {
  input x: float32[8]

  branch a = x -> Dense(8) -> ReLU()
  branch b = a -> Dense(8) -> ReLU()
  branch c = a + b -> Dense(8) -> ReLU()
  head y = b + c -> Dense(1)
}
`;
    const again = await back(text);
    expect(again).not.toContain('block');
    expect(linesOf(again)).toBeLessThanOrEqual(10);
  });
});

describe('names', () => {
  it('of branches come back by the names of their layers', async () => {
    const text = `model TextQA {
  input text: int32[T]
  input question: int32[Q]

  branch encoded_text = text -> Embedding(10_000, 64) -> LSTM(32)
  branch encoded_question = question -> Embedding(10_000, 32) -> LSTM(16)
  head answer = [encoded_text, encoded_question] -> Concatenate() -> Dense(500, activation: softmax) {
    loss: sparse_categorical_crossentropy
    metrics: [accuracy]
  }

  train {
    optimizer: RMSprop()
    epochs: 10
    batch_size: 128
  }
}
`;
    expect(await back(text)).toBe(text);
  });

  it('of layers with weights are stated where the text would lose them', async () => {
    const text = `model M {
  input x: float32[8]

  head y = x -> Dense(4, name: "bottleneck") -> Dense(1)
}
`;
    expect(await back(text)).toBe(text);
  });
});

describe('values', () => {
  it.each([
    'x -> Conv2D(8, [3, 5], strides: 2, kernel_initializer: he_normal)',
    'x -> Conv2D(8, 3, kernel_regularizer: L2(0.001), kernel_constraint: MaxNorm(3))',
    'x -> MaxPooling2D() -> MaxPooling2D(3, strides: 1) -> Dropout(0.25)',
    'x -> Flatten() -> Dense(4, kernel_initializer: VarianceScaling(2, mode: fan_out))',
    'x -> Reshape([64, 3]) -> Bidirectional(LSTM(4, return_sequences: true), merge_mode: sum)',
    'x -> Reshape([64, 3]) -> TimeDistributed(Dense(2))',
    'x -> BatchNormalization(momentum: 0.9, trainable: false)',
    'x -> ZeroPadding2D([[1, 2], [0, 1]]) -> Cropping2D([1, 0])',
  ])('are written as a person would: %s', async (pipeline) => {
    const text = await back(`model M {\n  input x: float32[8, 8, 3]\n\n  head y = ${pipeline}\n}\n`);
    expect(text).toContain(pipeline);
  });

  it('of operators and functions come back', async () => {
    const text = await back(`model M {
  input x: float32[4]
  input z: float32[4]
  head y = where(x > 0, 2 * x, x / z) -> Dense(1)
}
`);
    expect(text).toContain('greater(');
    expect(text).toContain('x * 2');
    expect(text).toContain('x / z');
  });

  it('of brackets come back', async () => {
    const text = await back(`model M {
  input x: float32[8, 4]
  head y = x[0, 1:3] -> Dense(1)
}
`);
    expect(text).toContain('x[0, 1:3] -> Dense(1)');
  });
});

describe('the heads of a text', () => {
  it.each([
    ['one of which is made of another', '  head first = second -> Dense(3)\n  head second = x -> Dense(2)'],
    [
      'one of which is a result among several',
      '  branch [steps, state] = x -> Reshape([2, 2]) -> GRU(5, return_sequences: true, return_state: true)\n  head first = steps\n  head second = state -> Dense(2)',
    ],
    ['one of which is an input', '  head first = x\n  head second = x -> Dense(2)'],
  ])('stand in the order of the outputs of the model: %s', async (_, lines) => {
    const text = await back(`model M {\n  input x: float32[4]\n\n${lines}\n}\n`);
    expect(text.match(/(?<=head )\w+/g)).toEqual(['first', 'second']);
  });
});
