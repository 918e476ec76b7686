import type { Expression, RecordExpression, Settings } from '../../grammar/ast.ts';
import type { Span } from '../../grammar/source.ts';
import type { Environment } from '../bind/environment.ts';
import { evaluate } from '../bind/evaluate.ts';
import { hasProblemWithin, placeIn, type Module } from '../bind/module.ts';
import { dataSettings, resolveSettings } from '../bind/settings.ts';
import { valueDescription, type Value } from '../bind/values.ts';
import { replacementFix, replacementFixes, suggestionFor } from '../diagnostics/suggest.ts';
import type { GraphData } from '../graph/model-graph.ts';
import { environmentOf, type ExpansionContext, type Frame } from './site.ts';

/** What `data` says, and where it says it. */
export interface CheckedData {
  readonly settings: GraphData;
  /** Where the value of each entry stands. */
  readonly spans: ReadonlyMap<string, Span>;
  /** Where each column of an input or head stands, by its name. */
  readonly columnSpans: ReadonlyMap<string, readonly Span[]>;
  /** Columns that other entries name: of dates, and of weights. */
  readonly otherColumns: readonly NamedColumn[];
  /** The module whose places these are. */
  readonly module: Module;
}

/** A column by its name, where it is named. */
export interface NamedColumn {
  readonly name: string;
  readonly span: Span;
}

/**
 * What a model's `data` says; undefined where it has none, or does not say where the data is. Reports KM7001 for one
 * without a source, KM1001 for columns of what the model does not have, and KM2004 for validation that is said twice.
 */
export function checkData(context: ExpansionContext, frame: Frame): CheckedData | undefined {
  const { definition } = frame;
  const { data } = definition;
  if (!data) return undefined;
  const environment = environmentOf(frame, data);
  const { values, spans, expressions } = resolveSettings(
    context,
    environment,
    data.member.settings,
    dataSettings,
    '`data`',
  );
  const { start } = data.member.span;
  const place = placeIn(data.module, { start, end: start + 'data'.length });
  const source = listOf(values.source);
  if (source.length === 0 && !spans.has('source') && !hasProblemWithin(data.module, data.member.span))
    context.report('KM7001', 'none', {}, place, { help: 'for example `source: "table.csv"`.' });
  refuseTwoValidations(context, frame, spans);
  const written = expressions.get('columns');
  const { columns, spans: columnSpans } = written
    ? readColumns(context, frame, environment, written)
    : { columns: {}, spans: new Map<string, readonly Span[]>() };
  if (source.length === 0) return undefined;
  const { validation } = values;
  return {
    settings: {
      source,
      columns,
      validation: typeof validation === 'number' || validation === null ? validation : listOf(validation),
      test: listOf(values.test),
      weights: values.weights,
      decimal: values.decimal,
      days: listOf(values.days),
      dateParts: listOf(values.date_parts),
      file: data.module.origin,
      place,
    },
    spans,
    columnSpans,
    otherColumns: [
      ...namedIn(data.member.settings, 'days', listOf(values.days)),
      ...namedIn(data.member.settings, 'date_parts', listOf(values.date_parts)),
      ...namedIn(data.member.settings, 'weights', values.weights === null ? [] : [values.weights]),
    ],
    module: data.module,
  };
}

/** The columns of an entry; none where what is written has not become so many names. */
function namedIn(settings: Settings, entry: string, names: readonly string[]): readonly NamedColumn[] {
  const written = settings.entries.find((each) => each.kind === 'Entry' && each.name.key === entry);
  if (written?.kind !== 'Entry') return [];
  const { value } = written;
  const spans = value.kind === 'List' ? value.items.map(({ span }) => span) : [value.span];
  return spans.length === names.length ? names.map((name, at) => ({ name, span: spans[at]! })) : [];
}

function listOf(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}

/** A share here and a share in `train` would cut the data twice. */
function refuseTwoValidations(
  context: ExpansionContext,
  { definition: { data, train } }: Frame,
  spans: ReadonlyMap<string, Span>,
): void {
  const own = spans.get('validation');
  const other = train?.member.settings.entries.find(
    (entry) => entry.kind === 'Entry' && entry.name.key === 'validation_split',
  );
  if (!own || !other) return;
  const message =
    'The validation is said twice: by `validation` of `data`, and by `validation_split` of `train`.';
  context.report('KM2004', 'given', { message }, placeIn(data!.module, own), {
    related: [{ place: placeIn(train!.module, other.span), message: 'It is said here, too.' }],
    help: 'Take `validation_split` out.',
  });
}

function readColumns(
  context: ExpansionContext,
  frame: Frame,
  environment: Environment,
  written: Expression,
): { readonly columns: GraphData['columns']; readonly spans: ReadonlyMap<string, readonly Span[]> } {
  const columns = new Map<string, readonly string[]>();
  const spans = new Map<string, readonly Span[]>();
  const none = { columns: {}, spans };
  if (written.kind === 'Missing') return none;
  if (written.kind !== 'Record') {
    misfit(context, environment, written, 'columns by name', evaluate(context, environment, written));
    return none;
  }
  for (const { name, value } of written.entries) {
    if (name.key === '' || !isDeclared(context, frame, environment, name)) continue;
    if (columns.has(name.key)) {
      context.report('KM1002', 'entry', { name: name.text }, placeIn(environment.module, name.span));
      continue;
    }
    const names = readNames(context, environment, value);
    if (!names) continue;
    columns.set(name.key, names);
    spans.set(name.key, value.kind === 'List' ? value.items.map(({ span }) => span) : [value.span]);
  }
  return { columns: Object.fromEntries(columns), spans };
}

/** Whether a name is that of an input or head, or of the weights of a head. */
function isDeclared(
  context: ExpansionContext,
  { definition }: Frame,
  { module }: Environment,
  name: RecordExpression['entries'][number]['name'],
): boolean {
  const heads = definition.heads.map(({ member }) => member.name.key);
  const names = [
    ...definition.inputs.map(({ member }) => member.name.key),
    ...heads,
    ...heads.map((head) => `${head}_weight`),
  ];
  if (names.includes(name.key)) return true;
  const place = placeIn(module, name.span);
  const { text, closest } = suggestionFor(name.text, names, 'There are');
  context.report('KM7002', 'owner', { name: name.text, model: definition.name }, place, {
    suggestion: text,
    fixes: replacementFixes(place, closest),
  });
  return false;
}

/** One name of a column, or several; undefined where that was reported. */
function readNames(
  context: ExpansionContext,
  environment: Environment,
  expression: Expression,
): readonly string[] | undefined {
  const value = evaluate(context, environment, expression);
  if (value.kind === 'unknown') return undefined;
  const items = value.kind === 'list' ? value.items : [value];
  const names = items.flatMap((item) => (item.kind === 'string' ? [item.value] : []));
  if (names.length === items.length && names.length > 0) return names;
  const unquoted = expression.kind === 'List' ? expression.items : [expression];
  if (value.kind !== 'list' && value.kind !== 'option') {
    misfit(context, environment, expression, 'a string or a list of strings', value);
    return undefined;
  }
  for (const [index, item] of items.entries()) {
    const written = unquoted[index] ?? expression;
    if (item.kind !== 'string') misfit(context, environment, written, 'a string or a list of strings', item);
  }
  return undefined;
}

function misfit(
  context: ExpansionContext,
  { module }: Environment,
  { span }: Expression,
  expected: string,
  found: Value,
): void {
  if (found.kind === 'unknown') return;
  const values = { owner: '`data`', name: 'columns', wanted: expected, found: valueDescription(found) };
  const place = placeIn(module, span);
  const quoted = found.kind === 'option' ? JSON.stringify(found.name) : undefined;
  context.report('KM2003', 'default', values, place, {
    help: quoted && `a name of a column stands in quotes, \`${quoted}\`.`,
    fixes: quoted ? [replacementFix(place, quoted)] : [],
  });
}
