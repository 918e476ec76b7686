import { summarizeModel } from '../../compiler/graph/summary.ts';
import { renderSummary } from '../../compiler/graph/summary-table.ts';
import { addModelOptions, loadGraph, type ModelCommandOptions } from '../model-options.ts';
import { learnedBy, learnedText } from '../learned-state.ts';
import { outputColors as colors, printJson } from '../report.ts';
import type { DefineCommand } from './index.ts';

interface SummaryOptions extends ModelCommandOptions {
  readonly json?: boolean;
  readonly multiplyAdds?: boolean;
  readonly weights?: string;
}

export const defineSummary: DefineCommand = (command) => {
  addModelOptions(command)
    .option('--multiply-adds', 'add a column with the multiply-adds of one sample')
    .option('--weights <file>', 'also show what these weights have learned from data')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  kmodel summary text-qa.kmodel --set vocab=5000\n  kmodel summary penguins.kmodel --weights run/best.safetensors\n',
    )
    .action(async (file: string, options: SummaryOptions) => {
      const graph = loadGraph(file, options);
      const summary = summarizeModel(graph);
      const learned = options.weights === undefined ? undefined : await learnedBy(graph, options.weights);
      if (options.json) printJson(learned ? { ...summary, learned } : summary);
      else {
        const style = { bold: colors.bold, dim: colors.dim };
        process.stdout.write(
          renderSummary(summary, { style, multiplyAdds: options.multiplyAdds ?? false, width: tableWidth() }),
        );
        if (learned) process.stdout.write(learnedText(learned));
      }
    });
};

/** As wide as the terminal; elsewhere, where programs read it, a layer stays on one line. */
function tableWidth(): number | undefined {
  return process.stdout.isTTY ? process.stdout.columns || 80 : undefined;
}
