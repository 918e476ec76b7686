import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileModel, createMemoryHost } from '../compiler/index.ts';
import type { HostTensor } from '../runtime/engines/engine.ts';
import { OrtLibrary } from '../runtime/engines/onnx/c-api/library.ts';
import { createOnnxEngine } from '../runtime/engines/onnx/engine.ts';
import { MemorySamples } from '../runtime/data/samples.ts';
import { Model } from '../runtime/model.ts';
import { formatTable } from './measure.ts';
import { batchFor, benchModels, type BenchModel } from './model-data.ts';

/**
 * Models of short steps, where what is not computing weighs most. With two threads, that of onnxruntime waits busily
 * for the next computation, and slows down what JavaScript does meanwhile.
 */
const cases: readonly { readonly name: BenchModel; readonly threads?: number }[] = [
  { name: 'mlp' },
  { name: 'mlp', threads: 1 },
  { name: 'wide' },
  { name: 'wide', threads: 1 },
  { name: 'textcnn' },
];

/** Batches of an epoch. */
const batches = 32;

/** Epochs until V8 has compiled what runs, and those of a round. */
const epochs = { warm: 40, counted: 15 };

/** The quickest round counts, as wherever else we measure: others on the machine disturb it least. */
const rounds = 8;

/** Milliseconds that went into calls of a method, since somebody set them to zero. */
class Stopwatch {
  spent = 0;

  /** Measures a method of all objects of a class, to the end of what it promises. */
  watch<K extends string>(prototype: Record<K, (...args: never[]) => unknown>, name: K): void {
    const method = prototype[name];
    const started = (): number => performance.now();
    const ended = (start: number): void => void (this.spent += performance.now() - start);
    prototype[name] = function (...args) {
      const start = started();
      const result = method.apply(this, args);
      if (result instanceof Promise) return result.finally(() => ended(start));
      ended(start);
      return result;
    };
  }
}

/**
 * How much of a step of `fit` is not spent in onnxruntime: putting the rows of a shuffled batch together; feeding,
 * reading logs and awaiting; and what lies between steps: callbacks, and once an epoch a new order and a look for NaN.
 */
export async function benchOutside(): Promise<string> {
  const computing = new Stopwatch();
  const gathering = new Stopwatch();
  const stepping = new Stopwatch();
  computing.watch(OrtLibrary.prototype as never, 'call');
  gathering.watch(MemorySamples.prototype, 'take');
  stepping.watch(Model.prototype, 'trainStep');
  const rows: (readonly string[])[] = [];
  for (const { name, threads } of cases) {
    const text = readFileSync(join(import.meta.dirname, 'models', `${name}.kmodel`), 'utf8');
    const { graph } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
    const model = new Model(graph!, await createOnnxEngine(threads === undefined ? {} : { threads }), {
      seed: 1,
    });
    const data = repeated(batchFor(name, 0).all as Readonly<Record<string, HostTensor>>);
    const { samples: batchSize } = benchModels[name];
    await model.fit(data, { epochs: epochs.warm, batchSize });
    let least: Round | undefined;
    for (let round = 0; round < rounds; round++) {
      for (const each of [computing, gathering, stepping]) each.spent = 0;
      const start = performance.now();
      await model.fit(data, { epochs: epochs.counted, batchSize });
      const all = performance.now() - start;
      if (all >= (least?.all ?? Infinity)) continue;
      least = { all, computing: computing.spent, gathering: gathering.spent, stepping: stepping.spent };
    }
    rows.push(rowOf(threads === 1 ? `${name}, one thread` : name, least!));
    await model.dispose();
  }
  return `a step of fit\n${formatTable(['model', 'ms', 'computing', 'rows of the batch', 'feeding, logs, awaiting', 'between steps'], rows)}`;
}

/** Milliseconds of a round, and of its parts. */
interface Round {
  readonly all: number;
  readonly computing: number;
  readonly gathering: number;
  readonly stepping: number;
}

function rowOf(name: string, { all, computing, gathering, stepping }: Round): readonly string[] {
  const share = (time: number): string => `${((100 * time) / all).toFixed(1)} %`;
  return [
    name,
    (all / epochs.counted / batches).toFixed(3),
    share(computing),
    share(gathering),
    share(stepping - computing),
    share(all - gathering - stepping),
  ];
}

/** A batch so often that it fills an epoch. */
function repeated(batch: Readonly<Record<string, HostTensor>>): Readonly<Record<string, HostTensor>> {
  return Object.fromEntries(
    Object.entries(batch).map(([name, { dtype, shape, data }]) => {
      const [samples, ...rest] = shape as [number, ...number[]];
      const all = new (data.constructor as new (length: number) => typeof data)(data.length * batches);
      for (let at = 0; at < batches; at++) all.set(data, at * data.length);
      return [name, { dtype, shape: [samples * batches, ...rest], data: all }];
    }),
  );
}
