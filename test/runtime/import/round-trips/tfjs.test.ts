import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ModelGraph } from '../../../../compiler/index.ts';
import { createModel, importModel, saveTfjsModel } from '../../../../runtime/index.ts';
import { testEngine } from '../../../support/engine.ts';
import { functionTrips, importedGraph, layerTrips } from '../../../support/round-trips.ts';
import { sameModel } from '../../../support/same-model.ts';

const folder = mkdtempSync(join(tmpdir(), 'kmodel-tfjs-trips-'));

/** Layers that come back as others, and why: tfjs-layers says what they are in other words, or not at all. */
const others: Readonly<Record<string, string>> = {
  Identity: 'tfjs has the activation `linear` in its place',
  Reshape: 'tfjs works the open size out',
  Normalization: 'it has learned nothing here; one that has comes back as a factor and a shift',
  Discretization: 'tfjs compares with each boundary, by layers of its own',
  CategoryEncoding: 'tfjs joins several layers of its own',
  SpatialDropout2D: 'tfjs has a `Dropout` with the shape of its mask in its place',
  SpatialDropout3D: 'tfjs has a `Dropout` with the shape of its mask in its place',
  Hashing: 'it runs before the graph, and is noted beside it',
  HashedCrossing: 'it runs before the graph, and is noted beside it',
  StringLookup: 'it runs before the graph, and is noted beside it',
  IntegerLookup: 'it runs before the graph, and is noted beside it',
  TextVectorization: 'it runs before the graph, and is noted beside it',
};

/** Without what tfjs does not keep: seeds of single layers, `unroll`, and penalties of results. */
function comparable(graph: ModelGraph): unknown {
  const without = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(without);
    if (typeof value !== 'object' || value === null) return value;
    const kept = Object.entries(value).filter(
      ([key]) => !['seed', 'unroll', 'activity_regularizer'].includes(key),
    );
    return Object.fromEntries(kept.map(([key, each]) => [key, without(each)]));
  };
  return without((sameModel(graph) as { readonly lines: unknown }).lines);
}

/** `the same`, or the sentence that refuses it. */
async function outcome(graph: ModelGraph, name: string): Promise<string> {
  const model = await createModel(graph, { engine: await testEngine(), seed: 3 });
  let path: string;
  try {
    path = await saveTfjsModel(model, join(folder, name.replace(/\W/g, '_')));
  } catch (error) {
    return (error as Error).message;
  }
  expect(comparable(importedGraph(await importModel(path)))).toEqual(comparable(graph));
  return 'the same';
}

describe('a model of one layer that goes out to tfjs and comes back', () => {
  it.each(layerTrips.filter(([name]) => !others[name]))(
    'is the same, or refused where tfjs-layers lacks it: %s',
    async (name, compile) => {
      expect(await outcome(compile(), name)).toMatch(/^the same$|cannot become a `tf\.LayersModel`/);
    },
  );

  it('is the same for these at least', async () => {
    const wanted = ['Dense', 'Conv2D', 'LSTM', 'Embedding', 'BatchNormalization', 'Bidirectional'];
    for (const [name, compile] of layerTrips)
      if (wanted.includes(name)) expect(await outcome(compile(), name), name).toBe('the same');
  });
});

describe('a model of one function that goes out to tfjs', () => {
  it.each(functionTrips)('is refused: %s', async (name, compile) => {
    expect(await outcome(compile(), name)).toMatch(/^the same$|cannot become a `tf\.LayersModel`/);
  });
});
