import { describe, expect, it } from 'vitest';
import { textWidth } from '../../../compiler/diagnostics/text-width.ts';
import { renderSummary } from '../../../compiler/graph/summary-table.ts';
import { summarizeModel } from '../../../compiler/graph/summary.ts';
import { graphOf } from '../harness.ts';

const summary = summarizeModel(
  graphOf(`model A {
  input picture_of_the_left_camera: float32[8, 8, 3]
  input 깊이: float32[8, 8, 3]
  branch joined_features_of_both = [picture_of_the_left_camera, 깊이] -> Concatenate() -> Flatten()
  head y = [joined_features_of_both, joined_features_of_both] -> Add() -> Dense(1) { loss: mse }
}
`),
);

const rows = (text: string): readonly string[] => text.split('\n').filter((line) => /^[│┌├└]/.test(line));
const cells = (text: string, column: number): string =>
  rows(text)
    .filter((line) => line.startsWith('│'))
    .map((line) => line.split('│')[column + 1]!.replaceAll(' ', ''))
    .join('');

describe('a summary of a given width', () => {
  it.each([60, 80, 100])('is no wider than %i, and leaves nothing out', (width) => {
    const text = renderSummary(summary, { width });
    for (const line of rows(text)) expect(textWidth(line)).toBeLessThanOrEqual(width);
    const full = renderSummary(summary);
    for (const column of [0, 1, 2, 3]) expect(cells(text, column)).toBe(cells(full, column));
  });

  it('never breaks numbers', () => {
    const narrow = renderSummary(summary, { width: 20 });
    expect(narrow).toMatch(/│ +385 │/);
  });

  it('keeps a layer on one line without a width, and where there is room', () => {
    const full = renderSummary(summary);
    expect(rows(full)).toHaveLength(4 + summary.inputs.length + summary.layers.length);
    expect(renderSummary(summary, { width: 1000 })).toBe(full);
  });
});
