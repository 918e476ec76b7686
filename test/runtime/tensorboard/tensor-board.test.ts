import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { crc32c, maskedCrc32c } from '../../../runtime/tensorboard/crc32c.ts';
import { histogramOf } from '../../../runtime/inspect/histogram.ts';
import { toHistogramProto } from '../../../runtime/tensorboard/histogram.ts';
import { findings } from '../../compiler/harness.ts';
import { line, newFolder, trainIn } from '../run/support.ts';
import { fieldsOf, recordsOf, type Field } from './wire.ts';

const declared = (args: string, text = line): string =>
  text.replace('seed: 1', `seed: 1, callbacks: [TensorBoard(${args})]`);

/** An event as a reader that knows the published field numbers sees it. */
interface SeenEvent {
  readonly step: number;
  readonly version?: string;
  readonly scalars: Readonly<Record<string, number>>;
  readonly histograms: Readonly<Record<string, readonly Field[]>>;
  readonly images: Readonly<Record<string, readonly Field[]>>;
  readonly graph?: readonly {
    readonly name: string;
    readonly op: string;
    readonly inputs: readonly string[];
  }[];
  readonly restarts: boolean;
}

const text = (value: Field['value'] | undefined): string => Buffer.from(value as Uint8Array).toString('utf8');
const of = (fields: readonly Field[], number: number): readonly Field['value'][] =>
  fields.filter((field) => field.number === number).map(({ value }) => value);

function seen(record: Uint8Array): SeenEvent {
  const event = fieldsOf(record);
  const scalars: Record<string, number> = {};
  const histograms: Record<string, readonly Field[]> = {};
  const images: Record<string, readonly Field[]> = {};
  for (const summary of of(event, 5))
    for (const value of of(fieldsOf(summary as Uint8Array), 1)) {
      const fields = fieldsOf(value as Uint8Array);
      const [tag] = of(fields, 1);
      const [scalar] = of(fields, 2);
      const [histogram] = of(fields, 5);
      const [image] = of(fields, 4);
      if (image !== undefined) images[text(tag)] = fieldsOf(image as Uint8Array);
      if (scalar !== undefined) scalars[text(tag)] = scalar as number;
      if (histogram !== undefined) histograms[text(tag)] = fieldsOf(histogram as Uint8Array);
    }
  const [version] = of(event, 3);
  const [graph] = of(event, 4);
  return {
    step: Number(of(event, 2)[0] ?? 0n),
    ...(version === undefined ? {} : { version: text(version) }),
    scalars,
    histograms,
    images,
    ...(graph === undefined
      ? {}
      : {
          graph: of(fieldsOf(graph as Uint8Array), 1).map((node) => {
            const fields = fieldsOf(node as Uint8Array);
            return {
              name: text(of(fields, 1)[0]),
              op: text(of(fields, 2)[0]),
              inputs: of(fields, 3).map(text),
            };
          }),
        }),
    restarts: of(event, 7).length > 0,
  };
}

/** The events of each file in a folder, in the order in which the files were begun. */
function eventsIn(folder: string): readonly SeenEvent[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith('events.out.tfevents.'))
    .sort((a, b) => Number(a.split('.').at(-1)) - Number(b.split('.').at(-1)))
    .flatMap((name) => recordsOf(readFileSync(join(folder, name)), maskedCrc32c).map(seen));
}

const scalarsIn = (folder: string, tag: string): readonly (readonly [number, number])[] =>
  eventsIn(folder).flatMap(({ step, scalars }) => (tag in scalars ? [[step, scalars[tag]!] as const] : []));

it('checksums are those of the standard', () => {
  expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
});

describe('event files', () => {
  it('hold what each epoch logged, under the tags of Keras', async () => {
    const folder = newFolder();
    const { history } = await trainIn(folder, { '/w/m.kmodel': declared('log_dir: "tb"') });
    const losses = scalarsIn(join(folder, 'tb/train'), 'epoch_loss');
    expect(losses.map(([step]) => step)).toEqual([0, 1, 2]);
    losses.forEach(([, value], epoch) => expect(value).toBeCloseTo(history['loss']![epoch] as number, 6));
    expect(scalarsIn(join(folder, 'tb/train'), 'epoch_learning_rate').map(([, value]) => value)).toEqual(
      Array(3).fill(Math.fround(0.1)),
    );
    expect(eventsIn(join(folder, 'tb/train'))[0]).toMatchObject({ version: 'brain.Event:2' });
  });

  it('keep validation apart', async () => {
    const folder = newFolder();
    const { history } = await trainIn(folder, { '/w/m.kmodel': declared('') }, { validationSplit: 0.25 });
    const values = scalarsIn(join(folder, 'logs/validation'), 'epoch_loss');
    values.forEach(([, value], epoch) => expect(value).toBeCloseTo(history['val_loss']![epoch] as number, 6));
    expect(values).toHaveLength(3);
    expect(scalarsIn(join(folder, 'logs/train'), 'epoch_val_loss')).toEqual([]);
  });

  it.each([
    ['batch', Array.from({ length: 12 }, (_, step) => step)],
    ['5', [0, 5, 10]],
  ])('hold steps with update_freq: %s', async (frequency, steps) => {
    const folder = newFolder();
    await trainIn(folder, { '/w/m.kmodel': declared(`update_freq: ${frequency}`) });
    expect(scalarsIn(join(folder, 'logs/train'), 'batch_loss').map(([step]) => step)).toEqual(steps);
  });

  it('hold weights as histograms', async () => {
    const folder = newFolder();
    await trainIn(folder, { '/w/m.kmodel': declared('histogram_freq: 2') });
    const events = eventsIn(join(folder, 'logs/train')).filter(({ histograms }) => 'y/kernel' in histograms);
    expect(events.map(({ step }) => step)).toEqual([0, 2]);
    // One weight alone: one bucket with it.
    expect(of(events[0]!.histograms['y/kernel']!, 3)).toEqual([1]);
    expect(Object.keys(events[0]!.histograms)).toEqual([
      'y/kernel',
      'y/kernel/gradient',
      'y/bias',
      'y/bias/gradient',
      'y/activation',
    ]);
  });

  it('hold weights as pictures with write_images', async () => {
    const folder = newFolder();
    const wide = declared('histogram_freq: 1, write_images: true').replace(
      'x -> Dense(1)',
      'x -> Dense(6) -> Dense(1)',
    );
    await trainIn(folder, { '/w/m.kmodel': wide });
    const [first] = eventsIn(join(folder, 'logs/train')).filter(
      ({ images }) => 'y_dense/kernel/image/0' in images,
    );
    const image = first!.images['y_dense/kernel/image/0']!;
    // A row of six weights.
    expect([of(image, 1), of(image, 2), of(image, 3)]).toEqual([[1n], [6n], [1n]]);
    const png = Buffer.from(of(image, 4)[0] as Uint8Array);
    expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([6, 1]);
  });

  it('hold the graph, in scopes as the blocks of the text', async () => {
    const folder = newFolder();
    const block = 'block Part() {\n  input x\n  return x -> Dense(2) -> ReLU()\n}\n';
    await trainIn(folder, {
      '/w/m.kmodel': block + declared('').replace('x -> Dense(1)', 'x -> Part() -> Dense(1)'),
    });
    const { graph } = eventsIn(join(folder, 'logs/train')).find((event) => event.graph)!;
    expect(graph).toEqual([
      { name: 'x', op: 'Input', inputs: [] },
      { name: 'y_part/y_part_dense', op: 'Dense', inputs: ['x'] },
      { name: 'y_part/y_part_re_lu', op: 'ReLU', inputs: ['y_part/y_part_dense'] },
      { name: 'y', op: 'Dense', inputs: ['y_part/y_part_re_lu'] },
    ]);
  });

  it('say where a resumed run goes on', async () => {
    const folder = newFolder();
    const texts = { '/w/m.kmodel': declared('update_freq: batch') };
    const stop = new AbortController();
    let steps = 0;
    const callbacks = { onTrainBatchEnd: () => void (++steps === 6 && stop.abort()) };
    await trainIn(folder, texts, { callbacks, signal: stop.signal });
    await trainIn(folder, texts, { callbacks: {}, run: { folder, resume: true } });
    const events = eventsIn(join(folder, 'logs/train'));
    expect(events.filter(({ restarts }) => restarts).map(({ step }) => step)).toEqual([1]);
    expect(
      scalarsIn(join(folder, 'logs/train'), 'batch_loss')
        .map(([step]) => step)
        .at(-1),
    ).toBe(11);
  });

  it('have the tables of embeddings beside them', async () => {
    const folder = newFolder();
    const words = `model Words {
  input x: int32[]
  head y = x -> Embedding(8, 3, name: "words") -> Dense(1) { loss: mse }
  train { optimizer: SGD(0.1), epochs: 1, seed: 1, callbacks: [TensorBoard(embeddings_freq: 1, embeddings_metadata: "words.tsv")] }
}
`;
    const { compileModel, createMemoryHost } = await import('../../../compiler/index.ts');
    const { createModel } = await import('../../../runtime/index.ts');
    const { graph } = compileModel('/w/m.kmodel', createMemoryHost({ '/w/m.kmodel': words }));
    const model = await createModel(graph!);
    await model.fit({ x: Int32Array.of(1, 2, 3, 4), y: Float32Array.of(1, 2, 3, 4) } as never, {
      run: { folder },
    });
    const table = readFileSync(join(folder, 'logs/train/words_embedding.tsv'), 'utf8').trimEnd().split('\n');
    expect(table.map((row) => row.split('\t').length)).toEqual(Array(8).fill(3));
    expect(readFileSync(join(folder, 'logs/train/projector_config.pbtxt'), 'utf8')).toBe(
      'embeddings {\n  tensor_name: "words"\n  tensor_path: "words_embedding.tsv"\n  metadata_path: "words.tsv"\n}\n',
    );
  });
});

describe('a histogram', () => {
  it('counts every number once, between the least and the greatest', () => {
    const values = Float32Array.from({ length: 1000 }, (_, index) => Math.sin(index));
    const { bucket, bucketLimit, num, min, max } = toHistogramProto(histogramOf(values));
    expect(bucket!.reduce((sum, count) => sum + count, 0)).toBe(1000);
    expect(num).toBe(1000);
    expect(bucketLimit!.at(-1)).toBe(max);
    expect(min).toBeCloseTo(-1, 4);
  });

  it.each([
    ['no numbers', []],
    ['none that are finite', [NaN, Infinity]],
    ['one that is the same everywhere', [2, 2, 2]],
  ])('of %s is one', (_, values) => {
    const { bucket, bucketLimit } = toHistogramProto(histogramOf(values));
    expect(bucket).toHaveLength(1);
    expect(bucketLimit).toHaveLength(1);
  });
});

describe('what cannot be meant is said while typing', () => {
  it.each([
    ['log_dir: "../logs"', 'KM2004'],
    ['log_dir: "/tmp/logs"', 'KM2004'],
    ['update_freq: 0', 'KM2004'],
    ['update_freq: step', 'KM2006'],
    ['profile_batch: 2', 'KM2004'],
    ['histogram_freq: -1', 'KM2004'],
  ])('%s', (args, code) => {
    expect(findings(declared(args)).map((each) => each.slice(0, 6))).toEqual([code]);
  });
});
