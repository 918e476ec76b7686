import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { histogramsFile } from '../../../runtime/run/folder.ts';
import { Histograms, mostInspections, readInspections } from '../../../runtime/run/histograms.ts';
import type { CallbackContext } from '../../../runtime/callbacks/callback.ts';
import { newFolder, trainIn } from './support.ts';

const epochsIn = (folder: string): readonly number[] =>
  readInspections(join(folder, histogramsFile)).map(({ epoch }) => epoch);

describe('the histograms of a run', () => {
  it('come after every so many epochs, where they are asked for', async () => {
    const [all, some, none] = [newFolder(), newFolder(), newFolder()];
    await trainIn(all, undefined, { run: { folder: all, histograms: 1 } });
    await trainIn(some, undefined, { run: { folder: some, histograms: 2 } });
    await trainIn(none);
    expect(epochsIn(all)).toEqual([1, 2, 3]);
    expect(epochsIn(some)).toEqual([1, 3]);
    expect(existsSync(join(none, histogramsFile))).toBe(false);
    const [first] = readInspections(join(all, histogramsFile));
    expect(first!.weights.map(({ weight }) => weight)).toEqual(['y/kernel', 'y/bias']);
    expect(first!.layers.map(({ layer }) => layer)).toEqual(['y']);
  });

  it('change no bit of what is trained', async () => {
    const [with_, without] = [newFolder(), newFolder()];
    await trainIn(with_, undefined, { run: { folder: with_, histograms: 1 } });
    await trainIn(without);
    const weights = [with_, without].map((folder) => readFileSync(join(folder, 'last.safetensors')));
    expect(weights[0]!.equals(weights[1]!)).toBe(true);
  });

  it('hold each epoch once where a run goes on, and pass over a torn line', async () => {
    const folder = newFolder();
    await trainIn(folder, undefined, { epochs: 2, run: { folder, histograms: 1 } });
    appendFileSync(join(folder, histogramsFile), '{"epoch": 3, "layers": [');
    expect(epochsIn(folder)).toEqual([1, 2]);
    await trainIn(folder, undefined, { epochs: 4, run: { folder, histograms: 1, resume: true } });
    expect(epochsIn(folder)).toEqual([1, 2, 3, 4]);
  });

  it('stay bounded: of many epochs every second, fourth, … is kept', async () => {
    const path = join(newFolder(), histogramsFile);
    const histograms = new Histograms(path, 1);
    const inspection = { layers: [], weights: [], terms: [{ term: 'y', loss: 1 / 3, weight: 1, pull: 0.5 }] };
    histograms.onTrainBegin({
      start: { epoch: 0, step: 0 },
      inspect: () => Promise.resolve(inspection),
    } as unknown as CallbackContext);
    for (let epoch = 0; epoch < 5 * mostInspections; epoch++) await histograms.onEpochEnd(epoch);
    const epochs = readInspections(path).map(({ epoch }) => epoch);
    expect(epochs.length).toBeLessThanOrEqual(mostInspections);
    expect(epochs.slice(0, 3)).toEqual([1, 9, 17]);
    expect(readInspections(path)[0]!.terms[0]!.loss).toBe(0.33333);
  });

  it('are refused for anything but a whole number of epochs', async () => {
    const folder = newFolder();
    await expect(trainIn(folder, undefined, { run: { folder, histograms: 0.5 } })).rejects.toThrow(
      '`histograms`',
    );
  });
});
