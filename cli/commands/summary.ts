import { summarizeModel } from '../../compiler/graph/summary.ts';
import { renderSummary } from '../../compiler/graph/summary-table.ts';
import { UsageError } from '../exit-codes.ts';
import { memoryText, trainingMemory } from '../training-memory.ts';
import {
  addModelOptions,
  collect,
  loadGraph,
  weightsOf,
  wholeNumber,
  type ModelCommandOptions,
} from '../model-options.ts';
import { learnedBy, learnedText } from '../learned-state.ts';
import { outputColors as colors, printJson } from '../report.ts';
import type { DefineCommand } from './index.ts';

interface SummaryOptions extends ModelCommandOptions {
  readonly json?: boolean;
  readonly multiplyAdds?: boolean;
  readonly weights?: string;
  readonly memory?: boolean;
  readonly batch?: number;
  readonly size: readonly string[];
}

export const defineSummary: DefineCommand = (command) => {
  addModelOptions(command)
    .option('--multiply-adds', 'add a column with the multiply-adds of one sample')
    .option('--weights <file>', 'also show what these weights have learned from data')
    .option('--memory', 'also show what a training step needs on the onnx engine, as an estimate')
    .option(
      '--batch <n>',
      'with --memory: samples of a batch, instead of the model’s own',
      wholeNumber('--batch', 1),
    )
    .option(
      '--size <name=number>',
      'with --memory: a number for a size variable; may be repeated',
      collect,
      [],
    )
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  kmodel summary text-qa.kmodel --set vocab=5000\n  kmodel summary penguins.kmodel --weights run/best.safetensors\n  kmodel summary text-qa.kmodel --memory --batch 64 --size T=100\n',
    )
    .action(async (file: string, options: SummaryOptions) => {
      if (!options.memory && (options.batch !== undefined || options.size.length > 0))
        throw new UsageError('`--batch` and `--size` are for `--memory`.', 'Add `--memory`.');
      const graph = loadGraph(file, options);
      const memory = options.memory ? trainingMemory(graph, options) : undefined;
      const summary = summarizeModel(graph);
      const weights = weightsOf(file, options);
      const learned = weights === undefined ? undefined : await learnedBy(graph, weights);
      if (options.json) printJson({ ...summary, ...(learned && { learned }), ...(memory && { memory }) });
      else {
        const style = { bold: colors.bold, dim: colors.dim };
        process.stdout.write(
          renderSummary(summary, { style, multiplyAdds: options.multiplyAdds ?? false, width: tableWidth() }),
        );
        if (memory) process.stdout.write(memoryText(memory));
        if (learned) process.stdout.write(learnedText(learned));
      }
    });
};

/** As wide as the terminal; elsewhere, where programs read it, a layer stays on one line. */
function tableWidth(): number | undefined {
  return process.stdout.isTTY ? process.stdout.columns || 80 : undefined;
}
