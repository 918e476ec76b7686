import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../../compiler/index.ts';
import { evaluationData, trainingData } from '../../../runtime/data/declared/model-data.ts';
import { isStoredData, type StoredData } from '../../../runtime/data/samples.ts';
import { readPieces } from '../../../runtime/data/read-data.ts';
import { Model, reportOf, writeArrays, type FitOptions } from '../../../runtime/index.ts';
import { readCheckpoint } from '../../../runtime/weights/checkpoint.ts';
import { testEngine } from '../../support/engine.ts';

const folder = mkdtempSync(join(tmpdir(), 'kmodel-stored-'));
const at = (name: string) => join(folder, name);
const kept = at('kept');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Numbers with gaps, words, texts, weights, and labels of three classes of different sizes. */
const rowCount = 2500;
const kinds = ['ant', 'bee', 'cow'];
const row = (index: number): string => {
  const size = ((index * 37) % 101) / 100;
  const age = index % 7 === 0 ? '' : String((index * 13) % 90);
  const town = index % 11 === 0 ? '' : ['Ulm', 'Bonn', 'Köln'][index % 3]!;
  const text = `"word${index % 50} and word${(index * 3) % 70}, again"`;
  const kind = kinds[size > 0.8 ? 2 : size > 0.3 ? 1 : 0]!;
  return [size, age, town, text, (index % 3) + 1, kind].join(',');
};
const header = 'size,age,town,text,importance,kind';
const rows = Array.from({ length: rowCount }, (_, index) => row(index));

const text = (entries = '') => `
model Kinds {
  input numbers: float32[2] { missing: median }
  input age: float32[1] { missing: mean }
  input town: string[1] { missing: most_frequent }
  input text: string
  branch bins = age -> Discretization(num_bins: 4, output_mode: one_hot)
  head kind = [
    numbers -> Normalization(),
    bins,
    town -> StringLookup(max_tokens: 8, output_mode: one_hot),
    text -> TextVectorization(max_tokens: 60, output_mode: multi_hot),
  ] -> Concatenate() -> Dense(8, activation: relu) -> Dropout(0.2) -> Dense(3, activation: softmax) {
    loss: sparse_categorical_crossentropy
    classes: ["ant", "bee", "cow"]
    metrics: [accuracy]
  }
  data {
    source: ["first.csv", "second.csv"]
    columns: { numbers: ["size", "age"] }
    weights: "importance"
    ${entries}
  }
  train { epochs: 2, seed: 5 }
}
`;

function graphOf(source: string) {
  const path = at('m.kmodel');
  const { graph, diagnostics } = compileModel(path, createMemoryHost({ [path]: source }));
  if (!graph) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return graph;
}

/** The data of a model, in memory or in a file. */
async function dataOf(source: string, memory: number, notes: string[] = []) {
  const graph = graphOf(source);
  const options = { seed: 5, memory, folder: kept, onNote: (note: string) => notes.push(note) };
  return { graph, options, ...(await trainingData(graph, options)) };
}

async function train(source: string, memory: number, options: FitOptions = {}) {
  const { graph, training, validation } = await dataOf(source, memory);
  const model = new Model(graph, await testEngine(), { seed: 5 });
  const result = await model.fit(training.arrays, {
    ...(training.sampleWeight && { sampleWeight: training.sampleWeight }),
    ...(validation && { validationData: validation.arrays }),
    ...(validation?.sampleWeight && { validationSampleWeight: validation.sampleWeight }),
    ...options,
  });
  const end = { state: model.getState(), history: result.history };
  for (const part of [training, validation]) if (isStoredData(part?.arrays)) part.arrays.close();
  await model.dispose();
  return end;
}

beforeAll(() => {
  mkdirSync(kept);
  writeFileSync(at('first.csv'), `${header}\n${rows.slice(0, 900).join('\n')}\n`);
  writeFileSync(at('second.csv'), `${header}\n${rows.slice(900).join('\n')}\n`);
});

describe('data that takes more than it may of the memory', () => {
  it.each([
    ['a share for validation, stratified', text('validation: 0.2'), {}],
    ['a source for validation', text('validation: "second.csv"'), {}],
    ['the last rows for validation', text(), { validationSplit: 0.3 }],
    ['class weights on top of weights', text(), { classWeight: { 0: 3, 2: 0.5 } }],
    ['samples in their order', text('validation: 0.1'), { shuffle: false }],
  ] as const)('trains to the same bits as in memory: %s', async (_, source, options) => {
    const inMemory = await train(source, 2 ** 28, options);
    expect(await train(source, 0, options)).toEqual(inMemory);
    expect(readdirSync(kept)).toEqual([]);
  });

  it('says so once, and is a file that goes with the process', async () => {
    const notes: string[] = [];
    const { training } = await dataOf(text(), 1000, notes);
    expect(isStoredData(training.arrays)).toBe(true);
    expect(notes).toEqual([
      'The 2500 samples take more than the memory for data: they are kept in a file of 1 MiB while they are needed.',
    ]);
    expect(readdirSync(kept)).toEqual([]);
    (training.arrays as StoredData).close();
  });

  it('warns of the targets of each head, in whatever piece of it they are strange', async () => {
    const shares = Array.from({ length: 30_000 }, (_, index) =>
      index === 3 ? '0,3,0,1' : index === 29_998 ? '0,1,2,2' : '1,0,0,1',
    );
    writeFileSync(at('shares.csv'), `a0,a1,b0,b1\n${shares.join('\n')}\n`);
    const heads = ['a', 'b'].map(
      (name) => `  head ${name} = x -> Dense(2, activation: softmax) { loss: categorical_crossentropy }\n`,
    );
    const source = `model Shares {\n  input x: float32[1]\n${heads.join('')}
  data { source: "shares.csv", columns: { x: "a0", a: ["a0", "a1"], b: ["b0", "b1"] } }
  train { epochs: 1, batch_size: 10000, seed: 1 }
}`;
    const saidOf = async (memory: number): Promise<readonly string[]> => {
      const said: string[] = [];
      await train(source, memory, { onMessage: (kind, message) => kind === 'warning' && said.push(message) });
      return said;
    };
    const said = await saidOf(0);
    expect(said).toEqual(await saidOf(2 ** 28));
    expect(said.map((sentence) => sentence.slice(0, 44))).toEqual([
      'The targets of `a` sum to 3 in sample 3, but',
      'The targets of `b` sum to 4 in sample 29998,',
    ]);
  });

  it('is evaluated and predicted like arrays', async () => {
    const { graph, options, training } = await dataOf(text('test: "second.csv"'), 2 ** 28);
    const model = new Model(graph, await testEngine(), { seed: 5 });
    await model.adapt(training.arrays);
    const inMemory = await evaluationData(graph, 5, options);
    const stored = await evaluationData(graph, 5, { ...options, memory: 0 });
    const { sampleWeight } = inMemory;
    expect(await model.evaluate(stored.arrays)).toEqual(
      await model.evaluate(inMemory.arrays, { ...(sampleWeight && { sampleWeight }) }),
    );
    expect(await model.predict(stored.arrays)).toEqual(await model.predict(inMemory.arrays));
    expect(await reportOf(model, stored.arrays)).toEqual(await reportOf(model, inMemory.arrays));
    await model.dispose();
  });

  it('goes on from the middle of an epoch, also of a run that began in memory', async () => {
    const source = text('validation: 0.2');
    const whole = await train(source, 2 ** 28);
    const run = at('run');
    const stop = new AbortController();
    await train(source, 2 ** 28, {
      run,
      signal: stop.signal,
      callbacks: { onTrainBatchEnd: (batch) => void (batch === 30 && stop.abort()) },
      onMessage: () => undefined,
    });
    expect(readCheckpoint(run)!.progress).toMatchObject({ epoch: 0, step: 31 });
    const resumed = await train(source, 0, {
      run: { folder: run, resume: true },
      onMessage: () => undefined,
    });
    expect(resumed.history).toEqual(whole.history);
    expect(resumed.state).toEqual(whole.state);
  });

  it('reads arrays at their places in the files', async () => {
    const x = Float32Array.from({ length: rowCount * 3 }, (_, index) => (index % 17) / 17);
    const y = Float32Array.from({ length: rowCount }, (_, index) => (index % 5) / 5);
    writeArrays(at('line.npz'), {
      x: { dtype: 'float32', shape: [rowCount, 3], data: x },
      y: { dtype: 'float32', shape: [rowCount, 1], data: y },
    });
    const line = `model Line {
      input x: float32[3]
      head y = x -> Dense(1) { loss: mse }
      data { source: "line.npz" }
      train { epochs: 2, seed: 5 }
    }`;
    expect(await train(line, 0)).toEqual(await train(line, 2 ** 28));
  });
});

describe('data in a file that does not fit', () => {
  const complaint = async (source: string): Promise<string> => {
    const error = await dataOf(source, 0).then(
      () => undefined,
      (reason: Error) => reason,
    );
    expect(readdirSync(kept)).toEqual([]);
    return error?.message.replaceAll(`${folder}/`, '') ?? '';
  };
  const last = (cells: string) => appendFileSync(at('third.csv'), `${cells}\n`);
  beforeAll(() => writeFileSync(at('third.csv'), `${header}\n${rows.join('\n')}\n`));
  const third = text().replace('["first.csv", "second.csv"]', '"third.csv"');

  it('names line and column of a cell that is no number any more', async () => {
    last('tall,3,Ulm,some words,1,ant');
    expect(await complaint(third)).toMatch(/third\.csv, line 2502, column `size`: "tall" is no number\.$/);
  });

  it('names line and column of a class that nobody declared', async () => {
    writeFileSync(at('third.csv'), `${header}\n${rows.join('\n')}\n`);
    last('0.5,3,Ulm,some words,1,dog');
    expect(await complaint(third)).toMatch(
      /third\.csv, line 2502, column `kind` holds "dog", but the classes of head `kind` are "ant", "bee", "cow"\.$/,
    );
  });

  it('names a column that is not there', async () => {
    writeFileSync(at('third.csv'), `${header}\n${rows.join('\n')}\n`);
    expect(await complaint(third.replace('"age"', '"years"'))).toMatch(
      /^The data has no column `years`, of which input `numbers` of `Kinds` is made\.$/,
    );
  });

  it('names both files of two whose columns differ', async () => {
    writeFileSync(at('third.csv'), 'size,age,town,text,importance\n1,2,Ulm,words,1\n');
    expect(await complaint(text().replace('second.csv', 'third.csv'))).toMatch(
      /third\.csv has other columns than .*first\.csv: it lacks `kind`\.$/,
    );
  });

  it('is not taken from a file that grows meanwhile', async () => {
    writeFileSync(at('long.csv'), `size\n${'0.25\n'.repeat(2 ** 18)}`);
    let isFirst = true;
    const all = async () => {
      for await (const piece of readPieces([at('long.csv')], ['size'])) {
        expect(piece.arrays.size!.data[0]).toBe(0.25);
        if (isFirst) appendFileSync(at('long.csv'), '1\n');
        isFirst = false;
      }
    };
    await expect(all()).rejects.toThrow(/long\.csv was written to while it was read\.$/);
  });

  it('says which of two sources ends first', async () => {
    writeFileSync(at('short.csv'), `y\n${'1\n'.repeat(10)}`);
    const pieces = readPieces([at('first.csv'), at('short.csv')], ['size', 'y']);
    const all = async () => {
      for await (const piece of pieces) void piece;
    };
    await expect(all()).rejects.toThrow(/short\.csv has 10 samples, but `size` in .*first\.csv has more/);
  });

  it('says where it cannot be kept', async () => {
    const graph = graphOf(text());
    await expect(trainingData(graph, { seed: 5, memory: 0, folder: at('nowhere') })).rejects.toThrow(
      /kept in a file in .*nowhere, which cannot be written: it does not exist\.$/,
    );
  });
});
