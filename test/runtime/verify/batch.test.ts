import { describe, expect, it } from 'vitest';
import { makeBatch } from '../../../runtime/verify/batch.ts';
import { chooseSizes } from '../../../runtime/verify/open-sizes.ts';
import { KmodelError } from '../../../runtime/errors.ts';
import { subjectFrom } from '../../support/subjects.ts';

const graphOf = (members: string) =>
  subjectFrom({ 'm.kmodel': `model M {\n${members}\n}\n` }, 'm.kmodel').graph;

const batchOf = (members: string, count = 5) => makeBatch(graphOf(members), { count });

describe('a made batch', () => {
  it('is the same for the same model', () => {
    const members = 'input x: float32[3]\nhead y = x -> Dense(2) { loss: mse }';
    expect(batchOf(members)).toEqual(batchOf(members));
  });

  it('has a value of its type for every input', () => {
    const batch = batchOf(`
      input a: float32[4]
      input b: uint8[2, 2, 3]
      input c: int32[6]
      input e: string
      branch f = c -> Embedding(3, 2) -> Flatten()
      branch g = b -> Rescaling(1 / 255) -> Flatten()
      branch h = e -> StringLookup(vocabulary: ["sun", "moon"], num_oov_indices: 0) -> Embedding(2, 2)
      head y = [a, f, g, h] -> Concatenate() -> Dense(1) { loss: mse }`);
    expect(Object.keys(batch)).toEqual(['a', 'b', 'c', 'e', 'y']);
    expect(batch.a).toMatchObject({ dtype: 'float32', shape: [5, 4] });
    expect(batch.b).toMatchObject({ dtype: 'uint8', shape: [5, 2, 2, 3] });
    expect(batch.c).toMatchObject({ dtype: 'int32', shape: [5, 6] });
    expect(new Set(batch.c!.data as Int32Array)).toEqual(new Set([0, 1, 2]));
    expect(batch.e!.shape).toEqual([5]);
  });

  it('takes words from the vocabulary that is known', () => {
    const graph = graphOf(`input e: string
      head y = e -> StringLookup(num_oov_indices: 0) -> Embedding(3, 2) -> Dense(1) { loss: mse }`);
    const learned = { [`${graph.layers[0]!.name}/vocabulary`]: ['sun', 'moon'] };
    const { e } = makeBatch(graph, { count: 20, learned });
    expect(new Set(e!.data as readonly string[])).toEqual(new Set(['sun', 'moon']));
  });

  it('keeps whole numbers to the smallest Embedding behind other layers', () => {
    const { x } = batchOf(
      `input x: int32[8]
       input z: int32[8]
       head y = [x, z] -> Concatenate() -> Embedding(3, 2) -> Flatten() -> Dense(1) { loss: mse }`,
    );
    expect(Math.max(...(x!.data as Int32Array))).toBe(2);
  });

  it.each([
    [
      'a one in each row for shares of classes',
      'Dense(4, activation: softmax) { loss: categorical_crossentropy }',
      (row: number[]) => row.reduce((a, b) => a + b) === 1 && row.includes(1),
    ],
    [
      'class numbers for sparse losses',
      'Dense(4, activation: softmax) { loss: sparse_categorical_crossentropy }',
      (row: number[]) => row.every((each) => [0, 1, 2, 3].includes(each)),
    ],
    [
      'yes and no for probabilities',
      'Dense(4, activation: sigmoid) { loss: binary_crossentropy }',
      (row: number[]) => row.every((each) => each === 0 || each === 1),
    ],
    [
      'numbers for scores',
      'Dense(4) { loss: mse }',
      (row: number[]) => row.every((each) => each >= 0 && each < 1),
    ],
  ])('has %s', (_, head, fits) => {
    const { y } = batchOf(`input x: float32[3]\nhead y = x -> ${head}`);
    const width = y!.data.length / 5;
    for (let row = 0; row < 5; row++)
      expect([...(y!.data as Float32Array).slice(row * width, (row + 1) * width)]).toSatisfy(fits);
  });
});

describe('sizes for size variables', () => {
  it('keep the conditions of the model', () => {
    const graph = graphOf(
      'input x: float32[T, 3]\nhead y = x -> Conv1D(4, 30) -> Conv1D(4, 5) -> GlobalMaxPooling1D() -> Dense(1) { loss: mse }',
    );
    expect(chooseSizes(graph).get('T')).toBe(34);
  });

  it('are those that are given', () => {
    const graph = graphOf('input x: float32[T, 3]\nhead y = x -> LSTM(2) -> Dense(1) { loss: mse }');
    expect(chooseSizes(graph, { T: 5 }).get('T')).toBe(5);
    expect(() => chooseSizes(graph, { S: 5 })).toThrow('`M` has no size variable `S`.');
  });

  it('are refused where none keeps the conditions', () => {
    const graph = graphOf(
      'input x: float32[T, 3]\nhead y = x -> Conv1D(4, 30) -> GlobalMaxPooling1D() -> Dense(1) { loss: mse }',
    );
    expect(() => chooseSizes(graph, { T: 5 })).toThrow(KmodelError);
  });
});
