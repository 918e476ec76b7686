import { once } from 'node:events';
import { refuseOverwriting } from '../../runtime/data/own-files.ts';
import { namedClasses, type NamedClasses } from '../../compiler/graph/named-classes.ts';
import type { ArraysToWrite } from '../../runtime/data/writers/rows-to-write.ts';
import { csvOfPieces, writePieces } from '../../runtime/data/writers/write-pieces.ts';
import { Model } from '../../runtime/model.ts';
import { defaultBatchSize } from '../../runtime/options.ts';
import { loadWeights } from '../../runtime/weights/save.ts';
import { inputPieces } from '../../runtime/data/declared/read-for-model.ts';
import { predictPieces } from '../../runtime/predict-pieces.ts';
import { addLimitOption, readingOptions, type LimitOption } from '../data-options.ts';
import { createEngine, deviceOption, engineOption, threadsHelp, type DeviceName } from '../engine.ts';
import { ExitCode, UsageError } from '../exit-codes.ts';
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
import { weightOptions } from '../../runtime/weights/weight-options.ts';

interface PredictOptions extends ModelCommandOptions, LimitOption, WeightOptions {
  readonly weights?: string;
  readonly data: readonly string[];
  readonly output?: string;
  readonly outputs?: string;
  readonly keep: readonly string[];
  readonly batchSize: number;
  readonly engine: string;
  readonly device: DeviceName;
  readonly threads?: number;
  readonly seed?: number;
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
    .option(
      '--seed <n>',
      'starts the random numbers of a model that draws some (default: a fresh one)',
      wholeNumber('--seed', 0),
    )
    .addOption(engineOption())
    .addOption(deviceOption())
    .option('--threads <n>', threadsHelp, wholeNumber('--threads', 1))
    .addHelpText(
      'after',
      '\nExamples:\n  kmodel predict digits.kmodel --weights run/best.safetensors --data new.npz -o digits.csv\n  kmodel predict titanic.kmodel --weights run/best.safetensors --data test.csv --keep id -o -\n',
    )
    .action(predict);
};

async function predict(file: string, options: PredictOptions): Promise<void> {
  const weights = requireWeightsAndData('predict', file, options);
  const output = options.output;
  if (output === undefined)
    throw new UsageError('`kmodel predict` needs a file to write.', 'Add `-o FILE`, or `-o -` to see them.');
  if (output !== standardOutput) refuseOverwriting(output, [file, weights, ...options.data]);
  const graph = loadGraph(file, options);
  const model = new Model(graph, await createEngine(options.engine, options), { seed: 0 });
  noteSkipped(await loadWeights(model, weights, weightOptions(options)), weights);
  const outputs = model.outputNames(options.outputs?.split(',').map((name) => name.trim()));
  const taken = outputs.find((name) => options.keep.includes(name));
  if (taken !== undefined)
    throw new UsageError(
      `\`--keep ${taken}\` and a prediction have one name.`,
      'Give the column another name.',
    );
  const data = inputPieces(graph, options.data, readingOptions(options));
  const { batchSize, seed } = options;
  const pieces = withClasses(predictPieces(model, data, { batchSize, seed, outputs }), namedClasses(graph));
  if (output === standardOutput) await print(csvOfPieces(pieces));
  else {
    const stopListening = exitOnInterrupt(output);
    const rows = await writePieces(output, pieces);
    stopListening();
    note(`Wrote ${[...options.keep, ...outputs].join(', ')} for ${rows} samples to ${output}.`);
  }
  await model.dispose();
}

/** Ctrl-C ends the command with what was there before in its place. */
function exitOnInterrupt(output: string): () => void {
  const onSignal = (): void => {
    note(`Interrupted: ${output} is not written.`);
    process.exit(ExitCode.interrupted);
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return () => void process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
}

async function* withClasses(
  pieces: AsyncIterable<ArraysToWrite>,
  classes: ReadonlyMap<string, NamedClasses>,
): AsyncGenerator<ArraysToWrite> {
  for await (const piece of pieces) yield { ...piece, classes };
}

/** Prints no faster than it is read. */
async function print(pieces: AsyncIterable<string>): Promise<void> {
  for await (const piece of pieces) if (!process.stdout.write(piece)) await once(process.stdout, 'drain');
}
