import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../../compiler/index.ts';
import { Model } from '../../../runtime/model.ts';
import { testEngine } from '../../support/engine.ts';

interface Head {
  readonly units: number;
  readonly activation: string;
  readonly loss: string;
  readonly classes: readonly string[];
}

const three: Head = {
  units: 3,
  activation: 'softmax',
  loss: 'sparse_categorical_crossentropy',
  classes: ['a', 'b', 'c'],
};

/** What a training says of targets. */
async function messages({ units, activation, loss, classes }: Head, targets: readonly number[], width = 1) {
  const text = `model M {
  input x: float32[1]
  head kind = x -> Dense(${units}, activation: ${activation}) { loss: ${loss}, classes: ${JSON.stringify(classes)} }
}`;
  const { graph } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  const model = new Model(graph!, await testEngine(), { seed: 1 });
  const count = targets.length / width;
  const isWhole = width === 1;
  const said: string[] = [];
  await model.fit(
    {
      x: { shape: [count, 1], data: new Float32Array(count) },
      kind: {
        shape: isWhole ? [count] : [count, width],
        data: isWhole ? Int32Array.from(targets) : Float32Array.from(targets),
      },
    },
    { epochs: 1, batchSize: Math.max(32, count / 4), onMessage: (_, message) => void said.push(message) },
  );
  await model.dispose();
  return said.filter((message) => message.includes('class'));
}

describe('classes that no sample for training has', () => {
  it('are named', async () => {
    expect(await messages(three, [0, 2, 0])).toEqual([
      'No sample to train on has the class "b" of `kind`: the model cannot learn it.',
    ]);
    expect(await messages(three, [0, 0])).toEqual([
      'No sample to train on has one of the classes "b", "c" of `kind`: the model cannot learn them.',
    ]);
  });

  it('are looked for among the first million of samples, which is then said', async () => {
    const targets = new Array<number>(1_000_100).fill(0);
    targets[999_999] = 1;
    targets[1_000_050] = 2;
    expect(await messages(three, targets)).toEqual([
      'None of the first 1,000,000 samples to train on has the class "c" of `kind`: without others the model cannot learn it.',
    ]);
  });

  it('are found in rows of shares, too', async () => {
    const shares = { ...three, loss: 'categorical_crossentropy' };
    expect(await messages(shares, [1, 0, 0, 0, 0, 1], 3)).toEqual([
      'No sample to train on has the class "b" of `kind`: the model cannot learn it.',
    ]);
  });

  it('are found where one unit tells two classes apart', async () => {
    const two: Head = {
      units: 1,
      activation: 'sigmoid',
      loss: 'binary_crossentropy',
      classes: ['no', 'yes'],
    };
    expect(await messages(two, [0, 0])).toEqual([
      'No sample to train on has the class "yes" of `kind`: the model cannot learn it.',
    ]);
    expect(await messages(two, [0, 1])).toEqual([]);
  });

  it('are no matter where every class is there', async () => {
    expect(await messages(three, [2, 1, 0])).toEqual([]);
  });
});
