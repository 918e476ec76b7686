import type { ModelGraph } from '../../compiler/index.ts';
import { specificationsOf } from '../../runtime/data/declared/sources.ts';
import { takersOf } from '../../runtime/data/declared/takers.ts';
import { joinTables } from '../../runtime/data/tables/join-tables.ts';
import type { Table } from '../../runtime/data/tables/open-table.ts';
import { KmodelError } from '../../runtime/errors.ts';
import { loadGraph } from '../model-options.ts';
import { openSource } from '../../runtime/data/tables/open-source.ts';
import { profileTable, type TableView } from '../../runtime/data/tables/profile-table.ts';
import { datasetFolder } from '../../runtime/data/datasets/cache.ts';
import { datasetNamed, datasets } from '../../runtime/data/datasets/catalogue.ts';
import { fetchDataset } from '../../runtime/data/datasets/fetch-dataset.ts';
import { UsageError } from '../exit-codes.ts';
import { addLimitOption, type LimitOption } from '../data-options.ts';
import { profileNotes, profileText } from '../profile-text.ts';
import { note, outputColors, printJson } from '../report.ts';
import type { DefineCommand } from './index.ts';

interface DataOptions extends LimitOption {
  readonly model?: string;
  readonly json?: boolean;
}

export const defineData: DefineCommand = (command) => {
  addLimitOption(command)
    .argument(
      '<source>',
      'a .csv, .tsv, .jsonl, .parquet, .npz, .npy or IDX file, a folder of .npy files or images, a query (`duckdb: select …`), or a .kmodel file, whose data is shown with what goes where; `get` fetches a data set',
    )
    .argument('[name]', `with \`get\`: a data set to fetch (${datasets.map(({ name }) => name).join(', ')})`)
    .option('--model <name>', 'which model of a file is meant')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  kmodel data penguins.csv\n  kmodel data penguins.kmodel\n  kmodel data get mnist\n',
    )
    .action(async (source: string, name: string | undefined, options: DataOptions) => {
      if (source === 'get') return getDataset(name);
      if (name !== undefined)
        throw new UsageError(`\`kmodel data\` shows one source; \`${name}\` is a second one.`);
      const graph = source.endsWith('.kmodel')
        ? loadGraph(source, { set: [], model: options.model })
        : undefined;
      const view = await profileTable(await (graph ? openData(graph, options) : openSource(source, options)));
      const names = view.columns.map(({ name }) => name);
      const takers = graph && takersOf(graph, names);
      if (options.json) printJson(viewJson(source, view, takers));
      else {
        process.stdout.write(profileText(view, outputColors, takers));
        for (const text of profileNotes(view)) note(text);
      }
    });
};

/** Fetches a data set into the cache and says where it is. @throws UsageError without its name */
async function getDataset(name: string | undefined): Promise<void> {
  const known = datasets.map((each) => each.name).join(' and ');
  if (name === undefined)
    throw new UsageError('`kmodel data get` needs the name of a data set.', `There are ${known}.`);
  let shown = 0;
  const path = await fetchDataset(datasetNamed(name), {
    folder: datasetFolder(),
    onProgress: (done, total) => {
      if (total === undefined || done < ((shown + 1) * total) / 4) return;
      shown = Math.floor((done / total) * 4);
      note(`${Math.round(done / 1e6)} of ${Math.round(total / 1e6)} MB`);
    },
  });
  note(`\`${name}\` is in ${path}. Use it: \`data { source: "dataset:${name}" }\`.`);
}

/**
 * The source that a model names, as a table.
 * @throws KmodelError where it names none
 */
function openData({ name, data }: ModelGraph, options: DataOptions): Promise<Table> {
  if (!data)
    throw new KmodelError(`\`${name}\` does not say where its data is.`, 'Add `data { source: "…" }` to it.');
  const [first] = specificationsOf(data, data.source);
  return typeof first === 'string' ? openSource(first, options) : joinTables(first!, options);
}

/** What is settled of a view, and no more; with a model, also what takes each column. */
function viewJson(
  source: string,
  { rows, columns }: TableView,
  takers?: ReadonlyMap<string, readonly string[]>,
): object {
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
      ...(takers && { for: takers.get(name) ?? [] }),
    })),
  };
}
