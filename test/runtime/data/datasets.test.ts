import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { datasetFolder } from '../../../runtime/data/datasets/cache.ts';
import { datasetNamed, datasets, type NamedDataset } from '../../../runtime/data/datasets/catalogue.ts';
import { fetchDataset } from '../../../runtime/data/datasets/fetch-dataset.ts';
import { readData } from '../../../runtime/data/read-data.ts';
import { writeArrays } from '../../../runtime/index.ts';
import { mkdirSync } from 'node:fs';

const content = new Uint8Array(5000).map((_, index) => index % 251);
const sha256 = createHash('sha256').update(content).digest('hex');

/** What the server was asked for: where each answer began. */
let asked: number[] = [];
/** After so many bytes the server ends the connection. */
let cutAt: number | undefined;
let server: Server;
let folder: string;
let dataset: NamedDataset;

beforeAll(async () => {
  server = createServer((request, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    asked.push(start);
    if (request.url === '/gone.npz') return void response.writeHead(404).end();
    if (start >= content.length) return void response.writeHead(416).end();
    response.writeHead(start > 0 ? 206 : 200, { 'content-length': content.length - start });
    if (cutAt === undefined) return void response.end(content.subarray(start));
    response.write(content.subarray(start, cutAt), () => response.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterAll(() => void server.close());
beforeEach(() => {
  asked = [];
  cutAt = undefined;
  folder = mkdtempSync(join(tmpdir(), 'kmodel-datasets-'));
  const { port } = server.address() as AddressInfo;
  dataset = { name: 'some', url: `http://127.0.0.1:${port}/some.npz`, sha256, parts: {} };
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a data set that is fetched', () => {
  it('is there under its name, and not fetched again', async () => {
    const path = await fetchDataset(dataset, { folder });
    expect(new Uint8Array(readFileSync(path))).toEqual(content);
    expect(readdirSync(folder)).toEqual(['some.npz']);
    await fetchDataset(dataset, { folder });
    expect(asked).toEqual([0]);
  });

  it('goes on where the connection was cut', async () => {
    cutAt = 2000;
    await expect(fetchDataset(dataset, { folder })).rejects.toThrow(/^`some` cannot be fetched from .+\.$/);
    expect(readdirSync(folder)).toEqual(['some.npz.part']);
    cutAt = undefined;
    expect(new Uint8Array(readFileSync(await fetchDataset(dataset, { folder })))).toEqual(content);
    expect(asked).toEqual([0, 2000]);
  });

  it('is whole where only its name was missing', async () => {
    writeFileSync(join(folder, 'some.npz.part'), content);
    expect(new Uint8Array(readFileSync(await fetchDataset(dataset, { folder })))).toEqual(content);
  });

  it('is not kept where it is another file', async () => {
    const other = { ...dataset, sha256: 'a'.repeat(64) };
    await expect(fetchDataset(other, { folder })).rejects.toThrow(
      /is not `some`: its SHA-256 is .+ is needed\. It is not kept\.$/,
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['is not there', '/gone.npz', /: the server answers 404\.$/],
    [
      'cannot be reached',
      'http://127.0.0.1:1/some.npz',
      /^`some` cannot be fetched from http:\/\/127\.0\.0\.1:1\/some\.npz: .+\.$/,
    ],
  ])('%s', async (_, url, message) => {
    await expect(
      fetchDataset({ ...dataset, url: new URL(url, dataset.url).href }, { folder }),
    ).rejects.toThrow(message);
  });
});

describe('`dataset:NAME` as a source', () => {
  beforeEach(() => {
    vi.stubEnv('XDG_CACHE_HOME', folder);
    mkdirSync(datasetFolder(), { recursive: true });
    writeArrays(join(datasetFolder(), 'mnist.npz'), {
      x_train: { dtype: 'float32', shape: [2, 1], data: Float32Array.of(1, 2) },
      y_train: { dtype: 'int32', shape: [2], data: Int32Array.of(3, 4) },
      x_test: { dtype: 'float32', shape: [1, 1], data: Float32Array.of(5) },
      y_test: { dtype: 'int32', shape: [1], data: Int32Array.of(6) },
    });
  });
  afterEach(() => void vi.unstubAllEnvs());

  it('gives the part to train on, and others by name', async () => {
    const columns = { digit: ['label'] };
    const { image, digit } = await readData(['dataset:mnist'], ['image', 'digit'], { layout: { columns } });
    expect([[...image!.data], [...digit!.data]]).toEqual([
      [1, 2],
      [3, 4],
    ]);
    const { label } = await readData(['dataset:mnist/test'], ['label']);
    expect([...label!.data]).toEqual([6]);
  });

  it.each([
    ['dataset:california_housing', 'The data set `california_housing` is not here yet.'],
    ['dataset:mnist/valid', '`mnist` has no part `valid`.'],
    ['dataset:mnits', 'There is no data set `mnits`.'],
    ['dataset:imdb', '`imdb` is not fetched: its arrays are pickled Python, which kmodel does not read.'],
  ])('says what is wrong: %s', async (source, message) => {
    await expect(readData([source], [])).rejects.toThrow(message);
  });

  it('is one of those that Keras has sums for', () => {
    for (const { name, sha256: sum } of datasets) {
      expect(datasetNamed(name).url).toMatch(/^https:/);
      expect(sum).toMatch(/^[0-9a-f]{64}$/);
    }
  });
});
