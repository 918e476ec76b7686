import { dirname } from 'node:path';
import { readRecord } from '../../runtime/run/record.ts';
import { reportOf } from '../../runtime/report.ts';
import { reportText } from '../report-text.ts';
import { Model } from '../../runtime/model.ts';
import { defaultBatchSize } from '../../runtime/options.ts';
import { isFolder } from '../../runtime/files.ts';
import { loadWeights } from '../../runtime/weights/save.ts';
import { evaluationData } from '../../runtime/data/declared/model-data.ts';
import {
  addLimitOption,
  addMemoryOption,
  readingOptions,
  storageOptions,
  type LimitOption,
  type MemoryOption,
} from '../data-options.ts';
import { createEngine, deviceOption, engineOption, threadsHelp, type DeviceName } from '../engine.ts';
import { UsageError } from '../exit-codes.ts';
import {
  addModelOptions,
  addWeightOptions,
  collect,
  loadGraph,
  noteSkipped,
  weightsOf,
  wholeNumber,
  type ModelCommandOptions,
  type WeightOptions,
} from '../model-options.ts';
import { logsText } from '../progress.ts';
import { printJson } from '../report.ts';
import type { DefineCommand } from './index.ts';
import { weightOptions } from '../../runtime/weights/weight-options.ts';

interface EvaluateOptions extends ModelCommandOptions, LimitOption, MemoryOption, WeightOptions {
  readonly weights?: string;
  readonly data: readonly string[];
  readonly batchSize: number;
  readonly engine: string;
  readonly device: DeviceName;
  readonly threads?: number;
  readonly seed?: number;
  readonly json?: boolean;
  readonly report?: boolean;
}

export const defineEvaluate: DefineCommand = (command) => {
  addMemoryOption(addWeightOptions(addLimitOption(addModelOptions(command))))
    .option(
      '--weights <file>',
      'weights of the model: a run’s folder, or a .safetensors, .keras, .weights.h5 or .h5 file',
    )
    .option(
      '--data <path>',
      'data with inputs and targets, instead of the model’s own test or validation data; may be repeated',
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
    .option(
      '--report',
      'also print precision and recall of each class and the confusion matrix, or errors and R²',
    )
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      '\nExample:\n  kmodel evaluate digits.kmodel --weights run/best.safetensors --data test.npz\n',
    )
    .action(async (file: string, options: EvaluateOptions) => {
      const weights = requireWeights('evaluate', file, options);
      const graph = loadGraph(file, options);
      if (options.data.length === 0 && !graph.data) throw needsData('evaluate');
      const { arrays: data, sampleWeight } = await evaluationData(
        graph,
        readRecord(folderOf(weights))?.seed ?? graph.training.seed ?? undefined,
        {
          ...readingOptions(options),
          ...storageOptions(options, folderOf(weights)),
          source: options.data.length > 0 ? options.data : undefined,
        },
      );
      const model = new Model(graph, await createEngine(options.engine, options), { seed: 0 });
      noteSkipped(await loadWeights(model, weights, weightOptions(options)), weights);
      const { batchSize, seed } = options;
      const logs = await model.evaluate(data, { batchSize, sampleWeight, seed });
      const report = options.report ? await reportOf(model, data, { batchSize, seed }) : undefined;
      if (options.json) printJson(report ? { ...logs, report } : logs);
      else process.stdout.write(`${logsText(logs)}\n${report ? reportText(report) : ''}`);
      await model.dispose();
    });
};

/** The folder of the run that weights are of, if they are of one: they lie in it, or it is named itself. */
function folderOf(weights: string): string {
  return isFolder(weights) ? weights : dirname(weights);
}

/**
 * The path of the weights.
 * @throws UsageError where they are not given
 */
function requireWeights(command: string, file: string, options: { readonly weights?: string }): string {
  const weights = weightsOf(file, options);
  if (weights !== undefined) return weights;
  throw new UsageError(`\`kmodel ${command}\` needs weights.`, 'Add `--weights RUN` or `--weights FILE`.');
}

function needsData(command: string): UsageError {
  return new UsageError(`\`kmodel ${command}\` needs data.`, 'Add `--data PATH`.');
}

/**
 * The path of the weights.
 * @throws UsageError where weights or data are not given
 */
export function requireWeightsAndData(
  command: string,
  file: string,
  options: { readonly weights?: string; readonly data: readonly string[] },
): string {
  const weights = requireWeights(command, file, options);
  if (options.data.length === 0) throw needsData(command);
  return weights;
}
