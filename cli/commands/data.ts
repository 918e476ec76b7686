import { openSource } from '../../runtime/data/tables/open-source.ts';
import { profileTable, type TableView } from '../../runtime/data/tables/profile-table.ts';
import { addLimitOption, type LimitOption } from '../data-options.ts';
import { profileNotes, profileText } from '../profile-text.ts';
import { note, outputColors, printJson } from '../report.ts';
import type { DefineCommand } from './index.ts';

interface DataOptions extends LimitOption {
  readonly json?: boolean;
}

export const defineData: DefineCommand = (command) => {
  addLimitOption(command)
    .argument('<source>', 'a .csv, .tsv, .jsonl, .npz, .npy or IDX file, or a folder of .npy files')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  kmodel data penguins.csv\n')
    .action(async (source: string, options: DataOptions) => {
      const view = await profileTable(await openSource(source, options));
      if (options.json) printJson(viewJson(source, view));
      else {
        process.stdout.write(profileText(view, outputColors));
        for (const text of profileNotes(view)) note(text);
      }
    });
};

/** What is settled of a view, and no more. */
function viewJson(source: string, { rows, columns }: TableView): object {
  return {
    source,
    rows,
    columns: columns.map(({ name, type, missing, distinct, min, max, mean, std, frequent }) => ({
      name,
      type,
      missing,
      distinct,
      min,
      max,
      mean,
      std,
      frequent,
    })),
  };
}
