import type { Command } from 'commander';
import { join } from 'node:path';
import type { Logs } from '../../runtime/callbacks/callback.ts';
import { compareRuns, type RunComparison } from '../../runtime/run/compare.ts';
import { readEvents } from '../../runtime/run/events.ts';
import { runFiles } from '../../runtime/run/folder.ts';
import { findRun, listRuns, type RunEntry } from '../../runtime/run/list.ts';
import { UsageError } from '../exit-codes.ts';
import { duration } from '../progress.ts';
import { outputColors as colors, note, printJson } from '../report.ts';
import { renderTable } from '../table.ts';
import type { DefineCommand } from './index.ts';

interface ListOptions {
  readonly sort?: string;
  readonly filter?: string;
  readonly json?: boolean;
}

const defaultFolder = 'runs';

export const defineRuns: DefineCommand = (command) => {
  command
    .argument('[folder]', 'the folder that holds the runs', defaultFolder)
    .option(
      '--sort <name>',
      'by a column, such as `val_loss`, the lowest first; by default the newest run first',
    )
    .option('--filter <text>', 'only runs whose name, model or state has the text in it')
    .option('--json', 'print the runs as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  kmodel runs --sort val_loss\n  kmodel runs compare Digits/1 Digits/2\n',
    )
    .action((folder: string, options: ListOptions) => list(folder, options));
  addShared(command.command('show <run>').summary('Show one run.').description('Show one run.')).action(
    (name: string, _: unknown, own: Command) => show(name, own.optsWithGlobals<SharedOptions>()),
  );
  addShared(
    command
      .command('compare <a> <b>')
      .summary('Show what differs between two runs.')
      .description('Show what differs between two runs.'),
  ).action((a: string, b: string, _: unknown, own: Command) =>
    compare(a, b, own.optsWithGlobals<SharedOptions>()),
  );
};

interface SharedOptions {
  readonly folder: string;
  readonly json?: boolean;
}

function addShared(command: Command): Command {
  return command
    .option('--folder <dir>', 'the folder below which runs are looked for', defaultFolder)
    .option('--json', 'print JSON');
}

function list(folder: string, { sort, filter, json }: ListOptions): void {
  const wanted = filter?.toLowerCase();
  const found = listRuns(folder).filter(
    ({ name, record, state }) =>
      wanted === undefined || `${name}\n${record.model}\n${state}`.toLowerCase().includes(wanted),
  );
  const runs = sort === undefined ? found : sorted(found, sort);
  if (json) return printJson({ runs: runs.map(entryJson) });
  if (runs.length === 0) return note(`There are no runs in ${folder}.`);
  const logged = commonLogs(runs);
  const heading = ['Run', 'Model', 'State', 'Started', 'Time', 'Epochs', ...logged];
  const rows = runs.map((run) => [
    run.name,
    run.record.model,
    run.state,
    run.record.start.slice(0, 16).replace('T', ' '),
    duration(run.record.seconds),
    String(run.epochs),
    ...logged.map((name) => valueText(run.logs[name])),
  ]);
  process.stdout.write(renderTable(heading, rows, colors.bold));
}

/** A run as `--json` has it. */
function entryJson({ name, path, record, state, epochs, logs }: RunEntry) {
  const { id, model, start, seconds, seed } = record;
  return { name, path, id, model, state, start, seconds, epochs, seed, logs };
}

/** Columns, from the record and from the logs. */
function sortValue(run: RunEntry, name: string): number | string | undefined {
  const columns = { ...entryJson(run), logs: undefined };
  const value = Object.hasOwn(run.logs, name) ? run.logs[name] : columns[name as keyof typeof columns];
  return typeof value === 'number' || typeof value === 'string' ? value : undefined;
}

/** @throws UsageError where no run has such a column */
function sorted(runs: readonly RunEntry[], name: string): readonly RunEntry[] {
  const values = new Map(runs.map((run) => [run, sortValue(run, name)]));
  if (runs.length > 0 && [...values.values()].every((value) => value === undefined)) {
    throw new UsageError(
      `No run has a value \`${name}\`.`,
      `There are ${[...new Set(runs.flatMap((run) => Object.keys(run.logs)))].map((each) => `\`${each}\``).join(', ')}, \`start\`, \`seconds\` and \`epochs\`.`,
    );
  }
  return [...runs].sort((a, b) => compareValues(values.get(a), values.get(b)));
}

/** Runs without a value come last. */
function compareValues(a: number | string | undefined, b: number | string | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
}

const mostColumns = 4;

/** The values that most runs log, for columns. */
function commonLogs(runs: readonly RunEntry[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { logs } of runs)
    for (const [name, value] of Object.entries(logs))
      if (typeof value === 'number') counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, mostColumns)
    .map(([name]) => name);
}

function show(name: string, { folder, json }: SharedOptions): void {
  const run = findRun(name, folder);
  const events = readEvents(join(run.path, runFiles.events));
  const epochs = events.filter((event) => event.event === 'epoch');
  const messages = events.filter((event) => event.event === 'message');
  if (json) return printJson({ ...entryJson(run), settings: run.record, history: epochs, messages });
  const { record } = run;
  const facts: readonly (readonly [string, string])[] = [
    ['Run', run.path],
    ['Model', record.model],
    ['State', run.state],
    ['Started', record.start],
    ['Time', duration(record.seconds)],
    ['Seed', String(record.seed)],
    [
      'Parameters',
      Object.entries(record.parameters)
        .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
        .join(' '),
    ],
    ['Engine', `${record.device}${record.threads === null ? '' : `, ${record.threads} threads`}`],
    ['Versions', `kmodel ${record.versions?.kmodel ?? '?'}, Node ${record.versions?.node ?? '?'}`],
    ['Commit', record.commit ?? ''],
    ['Command', (record.command ?? []).join(' ')],
  ];
  const width = Math.max(...facts.map(([key]) => key.length));
  for (const [key, value] of facts)
    if (value !== '') process.stdout.write(`${colors.bold(key.padEnd(width))}  ${value}\n`);
  const names = [...new Set(epochs.flatMap(({ logs }) => Object.keys(logs)))];
  if (epochs.length > 0)
    process.stdout.write(
      `\n${renderTable(
        ['Epoch', ...names],
        epochs.map(({ epoch, logs }) => [String(epoch), ...names.map((each) => valueText(logs[each]))]),
        colors.bold,
      )}`,
    );
  for (const { text } of messages) process.stdout.write(`\n${text}\n`);
}

function compare(a: string, b: string, { folder, json }: SharedOptions): void {
  const comparison = compareRuns(findRun(a, folder), findRun(b, folder));
  if (json) return printJson(comparison);
  process.stdout.write(comparisonText(comparison, a, b));
}

function comparisonText({ settings, metrics, layers }: RunComparison, a: string, b: string): string {
  const parts: string[] = [];
  const cut = (text: string | null): string =>
    text === null ? '' : text.length > 40 ? `${text.slice(0, 39)}…` : text;
  if (settings.length > 0)
    parts.push(
      renderTable(
        ['Setting', a, b],
        settings.map((each) => [each.name, cut(each.a), cut(each.b)]),
        colors.bold,
      ),
    );
  const changes = [
    ...layers.removed.map((text) => `- ${text}`),
    ...layers.added.map((text) => `+ ${text}`),
    ...layers.changed.map((text) => `~ ${text}`),
  ];
  if (changes.length > 0)
    parts.push(`${colors.bold('Layers')}\n${changes.map((line) => `  ${line}\n`).join('')}`);
  if (settings.length === 0 && changes.length === 0)
    parts.push('The two runs have the same settings and layers.\n');
  parts.push(
    renderTable(
      ['Last epoch', a, b],
      metrics.map((each) => [each.name, valueText(each.a ?? undefined), valueText(each.b ?? undefined)]),
      colors.bold,
    ),
  );
  return parts.join('\n');
}

function valueText(value: Logs[string] | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'number'
    ? String(Number(value.toPrecision(4)))
    : `[${value.map((each) => Number(each.toPrecision(3))).join(', ')}]`;
}
