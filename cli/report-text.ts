import { visibleText } from '../compiler/diagnostics/visible-text.ts';
import type { ClassReport, HeadReport } from '../runtime/report.ts';
import { outputColors as colors } from './report.ts';
import { renderTable } from './table.ts';

/** More classes than this make no table that can be read. */
const mostInMatrix = 20;

/** What `kmodel evaluate --report` says of each head. */
export function reportText(reports: Readonly<Record<string, HeadReport>>): string {
  return Object.entries(reports)
    .map(
      ([head, report]) =>
        `\n${colors.bold(head)}\n${report.kind === 'classes' ? classesText(report) : numbersText(report)}`,
    )
    .join('');
}

function numbersText({
  mean_absolute_error: absolute,
  root_mean_squared_error: squared,
  r2,
}: Extract<HeadReport, { kind: 'numbers' }>): string {
  return `  mean absolute error ${short(absolute)} · root mean squared error ${short(squared)} · R² ${short(r2)}\n`;
}

function classesText({ confusion, classes }: ClassReport): string {
  const names = classes.map(({ name }, index) => (name === undefined ? String(index) : visibleText(name)));
  const table = renderTable(
    ['Class', 'Precision', 'Recall', 'F1', 'Samples'],
    classes.map(({ precision, recall, f1, samples }, index) => [
      names[index]!,
      short(precision),
      short(recall),
      short(f1),
      String(samples),
    ]),
    colors.bold,
  );
  if (classes.length > mostInMatrix)
    return `${table}(${classes.length} classes are too many for a confusion matrix here; \`--json\` has it.)\n`;
  const matrix = renderTable(
    ['Is \\ said', ...names],
    confusion.map((row, index) => [names[index]!, ...row.map(String)]),
    colors.bold,
  );
  return `${table}\n${matrix}`;
}

function short(value: number | null): string {
  return value === null ? '-' : String(Number(value.toPrecision(4)));
}
