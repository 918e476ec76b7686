import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../compiler/index.ts';
import { KmodelError, WeightsError } from '../../../runtime/errors.ts';
import { load } from '../../../runtime/load.ts';
import type { Model } from '../../../runtime/model.ts';
import { createRandom } from '../../../runtime/random.ts';
import {
  checkpointPath,
  readCheckpoint,
  restoreCheckpoint,
  saveCheckpoint,
} from '../../../runtime/weights/checkpoint.ts';
import { readSafetensors, writeSafetensors } from '../../../runtime/weights/safetensors.ts';
import { loadWeights, saveWeights } from '../../../runtime/weights/save.ts';
import { emptyFolder } from '../../cli/run-cli.ts';
import { testEngine } from '../../support/engine.ts';

const text = 'model M {\n  input x: float32[2]\n  head y = x -> Dense(2, name: "dense") { loss: mse }\n}\n';

let folder: string;
let model: Model;
beforeAll(async () => {
  folder = emptyFolder();
  model = await load('m.kmodel', {
    host: createMemoryHost({ 'm.kmodel': text }),
    engine: await testEngine(),
  });
});

/** A safetensors file by hand: whatever header, whatever data. */
function write(name: string, header: unknown, data: Uint8Array = new Uint8Array(0)): string {
  const bytes = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(bytes.length));
  const path = join(folder, `${name}.safetensors`);
  writeFileSync(path, Buffer.concat([length, bytes, data]));
  return path;
}

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(WeightsError);
    return (error as Error).message;
  }
  return 'no error';
}

/** The header of a file that is whole, and its data. */
function partsOf(path: string): {
  entries: Record<string, Record<string, string>>;
  data: Uint8Array;
} {
  const bytes = readFileSync(path);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const entries = JSON.parse(bytes.toString('utf8', 8, start)) as Record<string, Record<string, string>>;
  return { entries, data: bytes.subarray(start) };
}

/** A folder with a checkpoint. */
function saved(name: string): string {
  const run = join(folder, name);
  mkdirSync(run);
  saveCheckpoint(run, model, { epoch: 1, step: 0, history: { loss: [0.5] }, callbacks: [] });
  return run;
}

const tensor = (from: number, to: number, shape: unknown = [(to - from) / 4], dtype: unknown = 'F32') => ({
  dtype,
  shape,
  data_offsets: [from, to],
});

describe('a safetensors header', () => {
  it.each<[string, unknown, string]>([
    ['null', null, 'its header is no JSON object'],
    ['a text', '"x"', 'its header is no JSON object'],
    ['a list', [], 'its header is no JSON object'],
    ['no JSON', '{', 'its header is no JSON object'],
    ['a number for a tensor', { 'y/kernel': 5 }, 'its header says nothing that makes sense about `y/kernel`'],
    ['no offsets', { a: { dtype: 'F32', shape: [2] } }, 'nothing that makes sense about `a`'],
    ['offsets below zero', { a: tensor(-32, 0, [8]) }, 'nothing that makes sense about `a`'],
    ['offsets in the wrong order', { a: tensor(16, 0, [4]) }, 'nothing that makes sense about `a`'],
    ['offsets that are no numbers', { a: { ...tensor(0, 16), data_offsets: ['0', '16'] } }, 'about `a`'],
    ['three offsets', { a: { ...tensor(0, 16), data_offsets: [0, 8, 16] } }, 'about `a`'],
    ['a shape below zero', { a: tensor(0, 16, [-2, -2]) }, 'about `a`'],
    ['a shape that is no list', { a: tensor(0, 16, 4) }, 'about `a`'],
    ['a shape that needs more', { a: tensor(0, 16, [5]) }, '`a` of [5] needs 20 bytes, and has 16'],
    ['a type that there is not', { a: tensor(0, 16, [4], 'F33') }, 'the type F33, which there is not'],
    [
      'a type that kmodel does not read',
      { a: tensor(0, 16, [2], 'I64') },
      'the type I64, which kmodel does not read',
    ],
    [
      'an overlap',
      { a: tensor(0, 16), b: tensor(8, 16) },
      '`b` does not begin where the tensor before it ends',
    ],
    ['a hole', { a: tensor(0, 4), b: tensor(8, 16) }, '`b` does not begin where the tensor before it ends'],
    ['too little data', { a: tensor(0, 20) }, 'it ends within `a`'],
    ['too much data', { a: tensor(0, 8) }, 'it has 8 bytes that belong to no tensor'],
    ['metadata that are no texts', { __metadata__: { a: 1 }, a: tensor(0, 16) }, 'its metadata are no texts'],
    ['5,000 levels', `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`, 'nothing that makes sense about `a`'],
  ])('with %s is refused', (_, header, reason) => {
    expect(messageOf(() => readSafetensors(write('odd', header, new Uint8Array(16))))).toContain(reason);
  });

  it('that is longer than the file is refused', () => {
    const path = join(folder, 'long.safetensors');
    writeFileSync(path, new Uint8Array(12).fill(255));
    expect(messageOf(() => readSafetensors(path))).toContain('it ends within its header');
    writeFileSync(path, new Uint8Array(3));
    expect(messageOf(() => readSafetensors(path))).toContain('it ends within its header');
  });

  it('may name a tensor as an object has its own members', () => {
    const path = join(folder, 'names.safetensors');
    const data = { dtype: 'float32', shape: [1], data: Float32Array.of(7) } as const;
    const names = ['__proto__', 'constructor', 'toString', '5'];
    writeSafetensors(path, { tensors: Object.fromEntries(names.map((name) => [name, data])), metadata: {} });
    expect(Object.keys(readSafetensors(path).tensors).sort()).toEqual([...names].sort());
  });
});

describe('weights of other types', () => {
  it.each([
    ['F16', Uint16Array.of(0x3c00, 0xc000, 0x3800, 0), 2],
    ['BF16', Uint16Array.of(0x3f80, 0xc000, 0x3f00, 0), 2],
    ['F64', Float64Array.of(1, -2, 0.5, 0), 8],
  ])('%s are read as float32', async (dtype, values, width) => {
    const kernel = new Uint8Array(values.buffer);
    const data = new Uint8Array(kernel.length + 2 * width);
    data.set(kernel);
    const path = write(
      'typed',
      {
        'dense/kernel': tensor(0, 4 * width, [2, 2], dtype),
        'dense/bias': tensor(4 * width, 6 * width, [2], dtype),
      },
      data,
    );
    await loadWeights(model, path);
    expect([...model.getWeights()['dense/kernel']!.data]).toEqual([1, -2, 0.5, 0]);
  });
});

describe('a file in which a bit has turned', () => {
  /** Every byte of the front, and some of the rest. */
  const places = (length: number): number[] => {
    const random = createRandom(1, 'places');
    return [
      ...Array.from({ length: Math.min(length, 2500) }, (_, index) => index),
      ...Array.from({ length: 500 }, () => Math.floor(random.uniform() * length)),
    ];
  };

  it('never passes for weights', async () => {
    const path = join(folder, 'whole.safetensors');
    await saveWeights(model, path);
    const bytes = readFileSync(path);
    const odd = join(folder, 'turned.safetensors');
    for (const [index, place] of places(bytes.length).entries()) {
      const turned = Uint8Array.from(bytes);
      turned[place]! ^= 1 << (index % 8);
      writeFileSync(odd, turned);
      const error: unknown = await loadWeights(model, odd).then(
        () => `byte ${place} passed`,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(KmodelError);
    }
  });

  it('never passes for a checkpoint', async () => {
    mkdirSync(join(folder, 'run'));
    const history = { loss: [0.5, 0.25] };
    saveCheckpoint(join(folder, 'run'), model, {
      epoch: 2,
      step: 3,
      history,
      callbacks: [null, { values: { best: '0.5' } }],
    });
    const path = checkpointPath(join(folder, 'run'));
    const bytes = readFileSync(path);
    const whole = readCheckpoint(join(folder, 'run'))!;
    expect(whole.progress).toMatchObject({ epoch: 2, step: 3, history });
    restoreCheckpoint(model, whole);
    for (const [index, place] of places(bytes.length).entries()) {
      const turned = Uint8Array.from(bytes);
      turned[place]! ^= 1 << (index % 8);
      writeFileSync(path, turned);
      expect(messageOf(() => readCheckpoint(join(folder, 'run')))).not.toBe('no error');
    }
  });
});

describe('a file that kmodel wrote before there were checksums', () => {
  /** A file as it was: the first format, and no checksum. */
  const writeOld = (path: string): string => {
    const { entries, data } = partsOf(path);
    const metadata = { ...entries.__metadata__ };
    delete metadata['kmodel.crc32'];
    metadata.format = metadata.format!.replace('2', '1');
    return write('old', { ...entries, __metadata__: metadata }, data);
  };

  it('gives its weights', async () => {
    const path = join(folder, 'new.safetensors');
    await saveWeights(model, path);
    const before = model.getWeights();
    const old = writeOld(path);
    model.setWeights({ 'dense/bias': { dtype: 'float32', shape: [2], data: Float32Array.of(8, 9) } });
    expect(await loadWeights(model, old)).toEqual([]);
    expect(model.getWeights()).toEqual(before);
  });

  it('goes on as a checkpoint', () => {
    const run = saved('run-old');
    const whole = readCheckpoint(run);
    writeFileSync(checkpointPath(run), readFileSync(writeOld(checkpointPath(run))));
    expect(readCheckpoint(run)).toEqual(whole);
    restoreCheckpoint(model, readCheckpoint(run)!);
  });

  it('is held to the rules of its header', async () => {
    const path = join(folder, 'new.safetensors');
    await saveWeights(model, path);
    const old = writeOld(path);
    writeFileSync(old, readFileSync(old).subarray(0, -4));
    await expect(loadWeights(model, old)).rejects.toThrow('it ends within `dense/bias`');
  });

  it('may have a checksum, which must be right then', async () => {
    const path = join(folder, 'sum.safetensors');
    const tensors = model.getWeights();
    writeSafetensors(path, { tensors, metadata: { format: 'kmodel weights 1' } });
    expect(await loadWeights(model, path)).toEqual([]);
    const bytes = readFileSync(path);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(path, bytes);
    await expect(loadWeights(model, path)).rejects.toThrow('it was damaged after it was written');
  });
});

describe('a checksum', () => {
  const withoutChecksum = (path: string): Uint8Array => {
    const { entries, data } = partsOf(path);
    const metadata = { ...entries.__metadata__ };
    delete metadata['kmodel.crc32'];
    return readFileSync(write('without', { ...entries, __metadata__: metadata }, data));
  };

  it('is not missed by weights and checkpoints of today', async () => {
    const path = join(folder, 'today.safetensors');
    await saveWeights(model, path);
    writeFileSync(path, withoutChecksum(path));
    await expect(loadWeights(model, path)).rejects.toThrow('it was damaged after it was written');

    const run = saved('run-today');
    writeFileSync(checkpointPath(run), withoutChecksum(checkpointPath(run)));
    expect(messageOf(() => readCheckpoint(run))).toContain('it was damaged after it was written');
  });
});

describe("state of a checkpoint that is not this model's", () => {
  it('is refused by name where a training reads it', async () => {
    const other = await load('m.kmodel', {
      host: createMemoryHost({ 'm.kmodel': text }),
      engine: await testEngine(),
    });
    const data = { x: [[1, 2]], y: [[1, 2]] };
    await other.fit(data, { epochs: 1 });
    const [name] = Object.keys(other.getState()).filter((each) => each.startsWith('optimizer:dense/kernel'));
    const resumed = await load('m.kmodel', {
      host: createMemoryHost({ 'm.kmodel': text }),
      engine: await testEngine(),
    });
    resumed.setState({ [name!]: { dtype: 'float32', shape: [3], data: new Float32Array(3) } });
    await expect(resumed.fit(data, { epochs: 1 })).rejects.toThrow(
      `The state \`${name}\` of \`M\` is float32[2, 2], but float32[3] was given.`,
    );
  });
});
