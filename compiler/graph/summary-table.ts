import { textWidth } from '../diagnostics/text-width.ts';
import type { LayerSummary, ModelSummary } from './summary.ts';

export interface TableStyle {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
}

const plain: TableStyle = { bold: (text) => text, dim: (text) => text };

/** The table that Keras users know: layer, output shape, parameters, connections, totals. */
export function renderSummary(
  summary: ModelSummary,
  options: {
    readonly style?: TableStyle;
    readonly multiplyAdds?: boolean;
    /** In characters; longer cells go on in a further line. By default as wide as the longest cells. */
    readonly width?: number | undefined;
  } = {},
): string {
  const { style = plain, multiplyAdds = false, width = Infinity } = options;
  const linear = isLinear(summary);
  const header = ['Layer (type)', 'Output shape', 'Params'];
  if (multiplyAdds) header.push('Multiply-adds');
  if (!linear) header.push('Connected to');
  const inputs = summary.inputs.map((input) => {
    const row = [`${input.name} (Input)`, shape(input.shape), '0'];
    if (multiplyAdds) row.push('0');
    return linear ? row : [...row, '-'];
  });
  const layers = summary.layers.map((layer) => {
    const row = [layerTitle(layer), layer.shapes.map(shape).join(', '), grouped(layer.params)];
    if (multiplyAdds) row.push(grouped(layer.multiply_adds));
    return linear ? row : [...row, layer.inputs.join(', ') || '-'];
  });
  const rightAligned = new Set(multiplyAdds ? [2, 3] : [2]);
  const lines = [
    `${style.bold(`Model: ${summary.model}`)}`,
    ...table(header, [...inputs, ...layers], rightAligned, style, width),
  ];
  const { total, trainable, non_trainable } = summary.params;
  lines.push(
    ` Total params: ${style.bold(grouped(total))} (${memory(total)})`,
    ` Trainable params: ${style.bold(grouped(trainable))} (${memory(trainable)})`,
    ` Non-trainable params: ${style.bold(grouped(non_trainable))} (${memory(non_trainable)})`,
  );
  if (multiplyAdds) lines.push(` Multiply-adds per sample: ${style.bold(grouped(summary.multiply_adds))}`);
  if (summary.conditions.length > 0) lines.push(` Sizes must satisfy: ${summary.conditions.join(', ')}`);
  return lines.join('\n') + '\n';
}

/** True where every layer takes just what the one before it made: connections then say nothing. */
function isLinear(summary: ModelSummary): boolean {
  if (summary.inputs.length !== 1) return false;
  let before = summary.inputs[0]!.name;
  return summary.layers.every((layer) => {
    const follows = layer.inputs.length === 1 && layer.inputs[0] === before && layer.uses === 1;
    before = layer.name;
    return follows;
  });
}

function layerTitle(layer: LayerSummary): string {
  const notes = [
    layer.uses > 1 && `${layer.uses} uses`,
    !layer.trainable && layer.params > 0 && 'frozen',
  ].filter(Boolean);
  return `${layer.name} (${layer.class})${notes.length > 0 ? ` [${notes.join(', ')}]` : ''}`;
}

function shape(sizes: readonly (number | string)[]): string {
  return `[${['batch', ...sizes].join(', ')}]`;
}

/** 1234567 → 1,234,567 */
export function grouped(value: number | string): string {
  return typeof value === 'number' ? value.toLocaleString('en-US') : value;
}

/** Bytes of float32 parameters in units that people read, as Keras rounds them. */
export function memory(parameters: number): string {
  let value = parameters * 4;
  for (const unit of ['B', 'KB', 'MB', 'GB']) {
    if (value < 1024 || unit === 'GB') return `${value.toFixed(2)} ${unit}`;
    value /= 1024;
  }
  return '';
}

/** What a wrapped column keeps at least, where it is longer. */
const leastWidth = 10;

function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  rightAligned: ReadonlySet<number>,
  style: TableStyle,
  width: number,
): readonly string[] {
  const natural = header.map((title, column) =>
    Math.max(...[header, ...rows].map((row) => textWidth(row[column] ?? title))),
  );
  const widths = narrowed(natural, rightAligned, width - 3 * header.length - 1);
  const line = (left: string, fill: string, middle: string, right: string): string =>
    style.dim(left + widths.map((width) => fill.repeat(width + 2)).join(middle) + right);
  const bar = style.dim('│');
  const lineOf = (texts: readonly string[], bold: boolean): string =>
    bar +
    texts
      .map((text, column) => {
        const space = ' '.repeat(widths[column]! - textWidth(text));
        const shown = bold ? style.bold(text) : text;
        return ` ${rightAligned.has(column) ? space + shown : shown + space} `;
      })
      .join(bar) +
    bar;
  const cells = (row: readonly string[], bold: boolean): readonly string[] => {
    const wrapped = row.map((text, column) => wrap(text, widths[column]!));
    const height = Math.max(...wrapped.map((lines) => lines.length));
    return Array.from({ length: height }, (_, index) =>
      lineOf(
        wrapped.map((lines) => lines[index] ?? ''),
        bold,
      ),
    );
  };
  return [
    line('┌', '─', '┬', '┐'),
    ...cells(header, true),
    line('├', '─', '┼', '┤'),
    ...rows.flatMap((row) => cells(row, false)),
    line('└', '─', '┴', '┘'),
  ];
}

/** Takes from the widest columns of text, never from numbers, until all fit. */
function narrowed(
  natural: readonly number[],
  numbers: ReadonlySet<number>,
  available: number,
): readonly number[] {
  const widths = [...natural];
  let excess = widths.reduce((sum, width) => sum + width, 0) - available;
  while (excess > 0) {
    const texts = widths.map((width, column) => (numbers.has(column) ? 0 : width));
    const widest = texts.indexOf(Math.max(...texts));
    if (widths[widest]! <= leastWidth) break;
    widths[widest]!--;
    excess--;
  }
  return widths;
}

/** A text in lines of at most so many characters: broken at spaces, or within a word that is longer by itself. */
function wrap(text: string, width: number): readonly string[] {
  if (textWidth(text) <= width) return [text];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((each) => pieces(each, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (textWidth(longer) <= width) line = longer;
    else {
      if (line !== '') lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

/** A word in pieces that are narrow enough. */
function pieces(word: string, width: number): readonly string[] {
  const found: string[] = [];
  let piece = '';
  for (const character of word) {
    if (textWidth(piece + character) > width) {
      found.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...found, piece];
}
