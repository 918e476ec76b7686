import { once } from 'node:events';
import { refuseOverwriting } from '../../runtime/data/own-files.ts';
import { csvPieces } from '../../runtime/data/writers/csv.ts';
import { namedClasses } from '../../runtime/data/class-words.ts';
import { writeArrays } from '../../runtime/data/writers/write-arrays.ts';
import { defaultBatchSize, Model } from '../../runtime/model.ts';
import { loadWeights } from '../../runtime/weights/save.ts';
import { readForModel } from '../../runtime/data/declared/read-for-model.ts';
import { addLimitOption, readingOptions, type LimitOption } from '../data-options.ts';
import { createEngine, engineOption, threadsHelp } from '../engine.ts';
import { UsageError } from '../exit-codes.ts';
import {
  addModelOptions,
  addWeightOptions,
  collect,
  loadGraph,
  noteSkipped,
  wholeNumber,
  type ModelCommandOptions,
  type WeightOptions,
} from '../model-options.ts';
import { note } from '../report.ts';
import { requireWeightsAndData } from './evaluate.ts';
import type { DefineCommand } from './index.ts';

interface PredictOptions extends ModelCommandOptions, LimitOption, WeightOptions {
  readonly weights?: string;
  readonly data: readonly string[];
  readonly output?: string;
  readonly outputs?: string;
  readonly keep: readonly string[];
  readonly batchSize: number;
  readonly engine: string;
  readonly threads?: number;
}

/** The output that is the terminal, or whatever standard output leads to. */
const standardOutput = '-';

export const definePredict: DefineCommand = (command) => {
  addWeightOptions(addLimitOption(addModelOptions(command)))
    .option(
      '--weights <file>',
      'weights of the model: a run’s folder, or a .safetensors, .keras, .weights.h5 or .h5 file',
    )
    .option('--data <path>', 'data with the inputs; may be repeated', collect, [])
    .option('-o, --output <file>', 'where the predictions go: .npz, .jsonl or .csv; `-` prints CSV')
    .option(
      '--outputs <names>',
      'heads, branches or layers (as `summary` shows them), separated by commas (default: all heads)',
    )
    .option(
      '--keep <name>',
      'a column of the data to write beside the predictions; may be repeated',
      collect,
      [],
    )
    .option('--batch-size <n>', 'samples at a time', wholeNumber('--batch-size', 1), defaultBatchSize)
    .addOption(engineOption())
    .option('--threads <n>', threadsHelp, wholeNumber('--threads', 1))
    .addHelpText(
      'after',
      '\nExamples:\n  kmodel predict digits.kmodel --weights run/best.safetensors --data new.npz -o digits.csv\n  kmodel predict titanic.kmodel --weights run/best.safetensors --data test.csv --keep id -o -\n',
    )
    .action(predict);
};

async function predict(file: string, options: PredictOptions): Promise<void> {
  const weights = requireWeightsAndData('predict', options);
  const output = options.output;
  if (output === undefined)
    throw new UsageError('`kmodel predict` needs a file to write.', 'Add `-o FILE`, or `-o -` to see them.');
  if (output !== standardOutput) refuseOverwriting(output, [file, weights, ...options.data]);
  const graph = loadGraph(file, options);
  const { arrays, kept } = await readForModel(graph, options.data, 'predict', readingOptions(options));
  const model = new Model(graph, await createEngine(options.engine, options), { seed: 0 });
  noteSkipped(await loadWeights(model, weights, options), weights);
  const names = options.outputs?.split(',').map((name) => name.trim());
  const predictions = await model.predict(arrays, {
    batchSize: options.batchSize,
    ...(names && { outputs: names }),
  });
  const taken = Object.keys(predictions).find((name) => kept.has(name));
  if (taken !== undefined)
    throw new UsageError(
      `\`--keep ${taken}\` and a prediction have one name.`,
      'Give the column another name.',
    );
  const classes = namedClasses(graph);
  if (output === standardOutput) await print(csvPieces({ arrays: predictions, kept, classes }));
  else {
    writeArrays(output, predictions, kept, classes);
    note(
      `Wrote ${[...kept.keys(), ...Object.keys(predictions)].join(', ')} for ${Object.values(predictions)[0]!.shape[0]} samples to ${output}.`,
    );
  }
  await model.dispose();
}

/** Prints no faster than it is read. */
async function print(pieces: Iterable<string>): Promise<void> {
  for (const piece of pieces) if (!process.stdout.write(piece)) await once(process.stdout, 'drain');
}
