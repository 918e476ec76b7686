import { summarizeModel } from '../../compiler/graph/summary.ts';
import { renderSummary } from '../../compiler/graph/summary-table.ts';
import { addModelOptions, loadGraph, type ModelCommandOptions } from '../model-options.ts';
import { outputColors as colors, printJson } from '../report.ts';
import type { DefineCommand } from './index.ts';

interface SummaryOptions extends ModelCommandOptions {
  readonly json?: boolean;
  readonly multiplyAdds?: boolean;
}

export const defineSummary: DefineCommand = (command) => {
  addModelOptions(command)
    .option('--multiply-adds', 'add a column with the multiply-adds of one sample')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  kmodel summary text-qa.kmodel --set vocab=5000\n')
    .action((file: string, options: SummaryOptions) => {
      const summary = summarizeModel(loadGraph(file, options));
      if (options.json) printJson(summary);
      else {
        const style = { bold: colors.bold, dim: colors.dim };
        process.stdout.write(
          renderSummary(summary, { style, multiplyAdds: options.multiplyAdds ?? false, width: tableWidth() }),
        );
      }
    });
};

/** As wide as the terminal; elsewhere, where programs read it, a layer stays on one line. */
function tableWidth(): number | undefined {
  return process.stdout.isTTY ? process.stdout.columns || 80 : undefined;
}
