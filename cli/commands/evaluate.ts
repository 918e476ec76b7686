import { reportOf } from '../../runtime/report.ts';
import { reportText } from '../report-text.ts';
import { defaultBatchSize, Model } from '../../runtime/model.ts';
import { loadWeights } from '../../runtime/weights/save.ts';
import { addLimitOption, readModelData, type LimitOption } from '../data-options.ts';
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
import { logsText } from '../progress.ts';
import { printJson } from '../report.ts';
import type { DefineCommand } from './index.ts';

interface EvaluateOptions extends ModelCommandOptions, LimitOption, WeightOptions {
  readonly weights?: string;
  readonly data: readonly string[];
  readonly batchSize: number;
  readonly engine: string;
  readonly threads?: number;
  readonly json?: boolean;
  readonly report?: boolean;
}

export const defineEvaluate: DefineCommand = (command) => {
  addWeightOptions(addLimitOption(addModelOptions(command)))
    .option('--weights <file>', 'weights of the model: .safetensors, .keras, .weights.h5 or .h5')
    .option('--data <path>', 'data with inputs and targets; may be repeated', collect, [])
    .option('--batch-size <n>', 'samples at a time', wholeNumber('--batch-size', 1), defaultBatchSize)
    .addOption(engineOption())
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
      const weights = requireWeightsAndData('evaluate', options);
      const graph = loadGraph(file, options);
      const { arrays: data } = await readModelData(graph, options.data, 'train', options);
      const model = new Model(graph, await createEngine(options.engine, options), { seed: 0 });
      noteSkipped(await loadWeights(model, weights, options), weights);
      const logs = await model.evaluate(data, { batchSize: options.batchSize });
      const report = options.report
        ? await reportOf(model, data, { batchSize: options.batchSize })
        : undefined;
      if (options.json) printJson(report ? { ...logs, report } : logs);
      else process.stdout.write(`${logsText(logs)}\n${report ? reportText(report) : ''}`);
      await model.dispose();
    });
};

/**
 * The path of the weights.
 * @throws UsageError where weights or data are not given
 */
export function requireWeightsAndData(
  command: string,
  { weights, data }: { readonly weights?: string; readonly data: readonly string[] },
): string {
  if (weights === undefined)
    throw new UsageError(`\`kmodel ${command}\` needs weights.`, 'Add `--weights FILE`.');
  if (data.length === 0) throw new UsageError(`\`kmodel ${command}\` needs data.`, 'Add `--data PATH`.');
  return weights;
}
