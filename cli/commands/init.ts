import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { examples } from '../../examples/data/index.ts';
import { tableExamples, type TableExample } from '../../examples/data/tables.ts';
import { writeArrays } from '../../runtime/data/writers/write-arrays.ts';
import { KmodelError } from '../../runtime/errors.ts';
import { isFolder, writeFileAtomic } from '../../runtime/files.ts';
import { packageFile } from '../../runtime/package-files.ts';
import { createRandom } from '../../runtime/random.ts';
import { initFrom as initFromTable } from '../init-from.ts';
import { choiceOption } from '../choice-option.ts';
import { UsageError } from '../exit-codes.ts';
import { wholeNumber } from '../model-options.ts';
import { errorColors as colors, note } from '../report.ts';
import type { DefineCommand } from './index.ts';

interface InitOptions {
  readonly from?: string;
  readonly target?: string;
  readonly example: string;
  readonly samples?: number;
  readonly seed: number;
}

/** Everything that `--example` takes. */
const exampleNames = [...examples, ...tableExamples].map(({ name }) => name);

/** More take gigabytes, and more than one array holds. */
const mostSamples = 1_000_000;

/** @throws UsageError for anything but a number of samples that can be made */
function samplesToMake(text: string): number {
  const samples = wholeNumber('--samples', 2)(text);
  if (samples > mostSamples)
    throw new UsageError(`\`--samples\` makes ${mostSamples.toLocaleString('en-US')} samples at most.`);
  return samples;
}

export const defineInit: DefineCommand = (command) => {
  command
    .argument('[dir]', 'the folder to make (default: this one; with --from, one of its name)')
    .option(
      '--from <source>',
      'write a model for a .csv, .tsv, .jsonl, .parquet or .db file, or for a folder with one folder of images for each class',
    )
    .option('--target <columns>', 'what the model for a table predicts: a column, or several with commas')
    .addOption(choiceOption('--example <name>', 'what to start from', exampleNames).default('digits'))
    .option('--samples <n>', 'how many samples of data to make', samplesToMake)
    .option('--seed <n>', 'another seed, other data', wholeNumber('--seed', 0), 0)
    .addHelpText(
      'after',
      '\nExamples:\n  kmodel init digits && cd digits && kmodel train digits.kmodel --data digits.npz\n  kmodel init --from penguins.csv --target species && kmodel train penguins/penguins.kmodel\n',
    )
    .action(init);
};

/** @throws UsageError where the table or its target is not named */
function initFrom(
  from: string | undefined,
  target: string | undefined,
  dir: string | undefined,
): Promise<void> {
  if (from === undefined)
    throw new UsageError('`--target` says what to predict of a table.', 'Add `--from TABLE`.');
  const targets = (target ?? '').split(',').filter((name) => name !== '');
  if (targets.length === 0 && !isFolder(from))
    throw new UsageError('`kmodel init --from` needs to know what to predict.', 'Add `--target COLUMN`.');
  return initFromTable(from, targets, dir);
}

/** Writes a model file, what it imports, and data with something to learn in it; never over a file that is there. */
async function init(dir: string | undefined, options: InitOptions): Promise<void> {
  const { from, target } = options;
  if (from !== undefined || target !== undefined) return initFrom(from, target, dir);
  const folder = dir ?? '.';
  const table = tableExamples.find(({ name }) => name === options.example);
  if (table) return initTable(folder, table, options);
  const example = examples.find(({ name }) => name === options.example);
  if (!example) {
    throw new UsageError(
      `There is no example \`${options.example}\`.`,
      `There are ${exampleNames.join(', ')}.`,
    );
  }
  const models = [example.name, ...example.imports].map((name) => `${name}.kmodel`);
  const data = `${example.name}.npz`;
  refuseOverwriting(folder, [...models, data]);
  for (const file of models)
    writeFileAtomic(join(folder, file), readFileSync(packageFile(join('examples', file)), 'utf8'));
  const random = createRandom(options.seed, example.name);
  writeArrays(join(folder, data), example.make(options.samples ?? example.samples, random));
  note(`Wrote ${[...models, data].map((file) => join(folder, file)).join(', ')}.\n`);
  note(`${example.summary} Train it:\n`);
  noteNext(folder, `kmodel train ${example.name}.kmodel --data ${example.name}.npz`);
}

/** Copies an example that learns from a table, with the table. */
function initTable(folder: string, { name, summary, table }: TableExample, { samples }: InitOptions): void {
  if (samples !== undefined)
    throw new UsageError(
      `\`--samples\` has no meaning for \`${name}\`: its table lies beside it.`,
      'Leave it out.',
    );
  const files = [`${name}.kmodel`, table];
  refuseOverwriting(folder, files);
  for (const file of files)
    writeFileAtomic(join(folder, file), readFileSync(packageFile(join('examples/tables', file)), 'utf8'));
  note(`Wrote ${files.map((file) => join(folder, file)).join(', ')}.\n`);
  note(`${summary} Train it:\n`);
  noteNext(folder, `kmodel train ${name}.kmodel`);
}

function refuseOverwriting(folder: string, files: readonly string[]): void {
  if (existsSync(folder) && !isFolder(folder))
    throw new KmodelError(`${folder} is a file.`, 'Name another folder.');
  const present = existsSync(folder) ? readdirSync(folder) : [];
  const taken = files.find((file) => present.includes(file));
  if (taken !== undefined) {
    throw new KmodelError(
      `${join(folder, taken)} is there already.`,
      'Name another folder, or move the file away.',
    );
  }
}

/** Says the commands that come next. */
function noteNext(folder: string, train: string): void {
  const there = relative('.', folder);
  const lines = [...(there === '' ? [] : [`cd ${basename(folder) === there ? there : folder}`]), train];
  for (const line of lines) note(`  ${colors.cyan(line)}`);
}
