import { readData } from '../../runtime/data/read-data.ts';
import { writeArrays } from '../../runtime/data/writers/write-arrays.ts';
import { defaultBatchSize, Model } from '../../runtime/model.ts';
import { loadWeights } from '../../runtime/weights/save.ts';
import { createEngine, engineHelp } from '../engine.ts';
import { UsageError } from '../exit-codes.ts';
import {
  addModelOptions,
  collect,
  loadGraph,
  wholeNumber,
  type ModelCommandOptions,
} from '../model-options.ts';
import { note } from '../report.ts';
import { requireWeightsAndData } from './evaluate.ts';
import type { DefineCommand } from './index.ts';

interface PredictOptions extends ModelCommandOptions {
  readonly weights?: string;
  readonly data: readonly string[];
  readonly output?: string;
  readonly outputs?: string;
  readonly batchSize: number;
  readonly engine: string;
}

export const definePredict: DefineCommand = (command) => {
  addModelOptions(command)
    .option('--weights <file>', 'weights of the model: .safetensors, .keras, .weights.h5 or .h5')
    .option('--data <path>', 'data with the inputs; may be repeated', collect, [])
    .option('-o, --output <file>', 'where the predictions go: .npz, .jsonl or .csv')
    .option('--outputs <names>', 'heads or branches, separated by commas (default: all heads)')
    .option('--batch-size <n>', 'samples at a time', wholeNumber('--batch-size', 1), defaultBatchSize)
    .option('--engine <name>', engineHelp, 'auto')
    .addHelpText(
      'after',
      '\nExample:\n  kmodel predict digits.kmodel --weights run/best.safetensors --data new.npz -o digits.csv\n',
    )
    .action(async (file: string, options: PredictOptions) => {
      const weights = requireWeightsAndData('predict', options);
      const output = options.output;
      if (output === undefined)
        throw new UsageError('`kmodel predict` needs a file to write.', 'Add `-o FILE`.');
      const graph = loadGraph(file, options);
      const data = readData(
        options.data,
        graph.inputs.map(({ name }) => name),
      );
      const model = new Model(graph, await createEngine(options.engine), { seed: 0 });
      await loadWeights(model, weights);
      const names = options.outputs?.split(',').map((name) => name.trim());
      const predictions = await model.predict(data, {
        batchSize: options.batchSize,
        ...(names && { outputs: names }),
      });
      writeArrays(output, predictions);
      note(
        `Wrote ${Object.keys(predictions).join(', ')} for ${Object.values(predictions)[0]!.shape[0]} samples to ${output}.`,
      );
      await model.dispose();
    });
};
