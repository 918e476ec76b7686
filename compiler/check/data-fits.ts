import { placeIn } from '../bind/module.ts';
import type { Fix } from '../diagnostics/diagnostic.ts';
import type { Place } from '../diagnostics/place.ts';
import { closestNames, replacementFix, suggestionFor } from '../diagnostics/suggest.ts';
import type { CheckedHead } from '../expand/checked-terms.ts';
import type { CheckedData } from '../expand/data.ts';
import type { ExpansionContext } from '../expand/site.ts';
import type { ModelGraph } from '../graph/model-graph.ts';
import { declaredTypeText, type TensorType } from '../shapes/types.ts';
import { otherColumns } from '../tables/other-columns.ts';
import { columnsFor } from '../tables/columns.ts';
import type { TableHead } from '../tables/table-head.ts';
import { cellProblem, type CellRule } from './cell-rule.ts';
import { headRule, inputRule } from './column-rules.ts';
import { classesFixes } from './classes-fix.ts';
import type { DataLook, SeenPart, SeenTable } from './data-look.ts';

/** An input, or a head that takes targets from the data. */
interface Wanted {
  readonly what: 'input' | 'head';
  readonly name: string;
  readonly type: TensorType;
  readonly place: Place;
  readonly rule: CellRule;
  /** Of a head: what its text says. */
  readonly checked?: CheckedHead | undefined;
}

/**
 * KM7002 and KM7003: each input and head has its columns in what trains, validates and tests, and what stands in them
 * fits, as far as was looked.
 */
export function checkDataFits(
  context: ExpansionContext,
  graph: ModelGraph,
  data: CheckedData,
  { source, head, others, besideArrays, further }: DataLook,
  heads: readonly CheckedHead[],
): void {
  const own = head ? [{ source, head }, ...others] : [];
  const parts = [{ entry: 'source' as const, tables: own, besideArrays }, ...further];
  if (parts.every(({ tables }) => tables.length === 0)) return;
  const wanted: readonly Wanted[] = [
    ...graph.inputs.map((input): Wanted => {
      const type = graph.tensors[input.tensor]!;
      return { what: 'input', name: input.name, type, place: input.place, rule: inputRule(graph, input) };
    }),
    ...graph.heads.flatMap((each): Wanted[] =>
      each.loss && each.target
        ? [
            {
              what: 'head',
              name: each.name,
              type: each.target,
              place: each.place,
              rule: headRule(graph, each),
              checked: heads.find(({ defined }) => defined.member.name.key === each.name),
            },
          ]
        : [],
    ),
  ];
  const errors = context.collector.errorCount();
  for (const part of parts) {
    // One mistake is told once: what is wrong in one table is likely so in the next.
    if (context.collector.errorCount() > errors) return;
    checkPart(context, data, part, wanted);
  }
}

/** Sources that are read together. */
interface Part {
  readonly entry: 'source' | SeenPart['entry'];
  readonly tables: readonly SeenTable[];
  readonly besideArrays: boolean;
}

function checkPart(
  context: ExpansionContext,
  data: CheckedData,
  { entry, tables, besideArrays }: Part,
  wanted: readonly Wanted[],
): void {
  const [first, ...others] = tables;
  if (!first || first.head.names.length === 0) return;
  const errors = context.collector.errorCount();
  const known = new Set(first.head.names);
  const isThere = ({ name }: Wanted): boolean =>
    columnsFor(name, data.settings.columns[name], (column) => known.has(column)).length > 0;
  for (const each of wanted)
    if (!besideArrays || isThere(each)) checkOne(context, data, first.source, first.head, each);
  if (!besideArrays) refuseUnknownColumns(context, data, first, entry);
  for (const other of others) {
    if (context.collector.errorCount() > errors) return;
    if (!refuseOtherColumns(context, data, { first, entry }, other))
      for (const each of wanted) checkOne(context, data, other.source, other.head, each);
  }
}

/** KM7002 for columns of dates or weights that a table lacks; only what trains needs its weights. */
function refuseUnknownColumns(
  context: ExpansionContext,
  data: CheckedData,
  { source, head: { names, word } }: SeenTable,
  entry: Part['entry'],
): void {
  for (const { name, span } of data.otherColumns) {
    if (names.includes(name) || (entry !== 'source' && name === data.settings.weights)) continue;
    const at = placeIn(data.module, span);
    const { text, closest } = suggestionFor(name, names, 'It has');
    context.report('KM7002', 'default', { source, name, word }, at, {
      suggestion: text,
      fixes: closest.map((other) => replacementFix(at, JSON.stringify(other))),
    });
  }
}

/** KM7001 for a table whose columns are not those of the first one; true where it is reported. */
function refuseOtherColumns(
  context: ExpansionContext,
  data: CheckedData,
  { first, entry }: { readonly first: SeenTable; readonly entry: Part['entry'] },
  other: SeenTable,
): boolean {
  const message = otherColumns(
    { path: first.source, names: first.head.names },
    { path: other.source, names: other.head.names },
  );
  if (message === undefined) return false;
  const place = placeIn(data.module, data.spans.get(entry) ?? data.settings.place.span);
  context.report('KM7001', 'unreadable', { message }, place, {
    help: 'Sources of one model have the same columns.',
  });
  return true;
}

function checkOne(
  context: ExpansionContext,
  data: CheckedData,
  source: string,
  head: TableHead,
  wanted: Wanted,
): void {
  const { what, name, type, place, rule } = wanted;
  const known = new Set(head.names);
  const declared = data.settings.columns[name];
  // Columns that are named for this very source are meant: the input's own name is for data that comes otherwise.
  const isNamed = declared?.every((column) => known.has(column)) ?? true;
  const columns = isNamed ? columnsFor(name, declared, (column) => known.has(column)) : [];
  if (columns.length === 0) {
    reportMissing(context, data, source, head, wanted);
    return;
  }
  const { days, dateParts } = data.settings;
  const dates = columns.filter((column) => days.includes(column) || dateParts.includes(column));
  if (columns.length > 1 || dates.length > 0) {
    const width = columns.reduce((sum, column) => sum + (dateParts.includes(column) ? 4 : 1), 0);
    if (!fitsWidth(type, width)) {
      const found = `${columns.length === 1 ? `its column gives` : `its ${columns.length} columns give`} ${width}`;
      const values = {
        what: what === 'input' ? 'Input' : 'Head',
        name,
        wanted: declaredTypeText(type),
        found,
      };
      context.report('KM7003', 'width', values, place);
      return;
    }
  }
  const positions = columns
    .filter((column) => !dates.includes(column))
    .map((column) => head.names.indexOf(column));
  for (const [row, cells] of head.rows.entries()) {
    for (const position of positions) {
      const cell = cells[position];
      // Of JSON lines `""` is a string: what is missing is `null` there.
      if (cell === '' && rule.kind === 'words' && head.word === 'key') continue;
      const problem = cellProblem(cell, rule, data.settings.decimal);
      if (problem === undefined) continue;
      const where = `line ${head.lines[row]}, ${head.word} \`${head.names[position]}\``;
      const span = data.columnSpans.get(name)?.[columns.indexOf(head.names[position]!)];
      const related = span
        ? [{ place: placeIn(data.module, span), message: `Its ${head.word} is named here.` }]
        : [];
      const values = { source, place: where, what, name };
      if (problem.kind === 'gap')
        context.report('KM7003', 'gap', { ...values, wanted: problem.wanted }, place, {
          related,
          help: problem.help,
        });
      else
        context.report(
          'KM7003',
          'value',
          { ...values, value: problem.shown, wanted: problem.wanted },
          place,
          {
            related,
            help: problem.help,
            fixes: classesFixes(
              head.rows.map((each) => each[position]),
              wanted.checked,
            ),
          },
        );
      return;
    }
  }
}

function fitsWidth({ shape }: TensorType, width: number): boolean {
  const entries = shape.reduce<number | undefined>(
    (product, size) => (product === undefined || typeof size !== 'number' ? undefined : product * size),
    1,
  );
  return entries === undefined || entries === width;
}

function reportMissing(
  context: ExpansionContext,
  data: CheckedData,
  source: string,
  { names, word }: TableHead,
  { what, name, place }: Wanted,
): void {
  const declared = data.settings.columns[name];
  if (!declared) {
    const { text } = suggestionFor(name, names, 'It has');
    const fixes = closestNames(name, names).map((column) => columnsFix(data, name, column));
    context.report('KM7002', 'missing', { source, what, name, word }, place, {
      suggestion: text,
      fixes,
      help: fixes.length > 0 ? undefined : `\`columns: { ${name}: "…" }\` of \`data\` says which one it is.`,
    });
    return;
  }
  const index = declared.findIndex((column) => !names.includes(column));
  const column = declared[index]!;
  const { text, closest } = suggestionFor(column, names, 'It has');
  const at = placeIn(data.module, data.columnSpans.get(name)![index] ?? data.settings.place.span);
  context.report('KM7002', 'default', { source, name: column, word }, at, {
    suggestion: text,
    fixes: closest.map((other) => replacementFix(at, JSON.stringify(other))),
    related: [{ place, message: `It is for ${what} \`${name}\`.` }],
  });
}

/** Says that an input takes a column of another name. */
function columnsFix({ module, spans }: CheckedData, name: string, column: string): Fix {
  const entry = `${name}: ${JSON.stringify(column)}`;
  const written = spans.get('columns');
  const at = written ? written.start + 1 : spans.get('source')!.end;
  const isEmpty = written && /^\{\s*\}$/.test(module.source.text.slice(written.start, written.end));
  const newText = written ? ` ${entry}${isEmpty ? '' : ','}` : `, columns: { ${entry} }`;
  return {
    title: `Take \`${name}\` from \`${column}\``,
    edits: [{ place: placeIn(module, { start: at, end: at }), newText }],
  };
}
