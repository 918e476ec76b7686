import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { learnedText } from '../../cli/learned-state.ts';
import { reportText } from '../../cli/report-text.ts';
import { memoryText, trainingMemory } from '../../cli/training-memory.ts';
import { UsageError } from '../../cli/exit-codes.ts';
import type { ClassReport } from '../../runtime/report.ts';
import { graphOf } from '../compiler/harness.ts';

const said = (...args: Parameters<typeof reportText>): string =>
  stripVTControlCharacters(reportText(...args));

function classes(names: readonly (string | undefined)[]): ClassReport {
  return {
    kind: 'classes',
    accuracy: 0.8,
    confusion: names.map((_, row) => names.map((_, column) => (row === column ? 4 : 1))),
    classes: names.map((name) => ({
      ...(name !== undefined && { name }),
      precision: 0.8,
      recall: 0.66667,
      f1: null,
      samples: 5,
    })),
  };
}

describe('the report of a head', () => {
  it('of numbers is one line', () => {
    const report = {
      kind: 'numbers',
      mean_absolute_error: 0.123456,
      root_mean_squared_error: 12345.678,
      r2: null,
    } as const;
    expect(said({ price: report })).toBe(
      '\nprice\n  mean absolute error 0.1235 · root mean squared error 12350 · R² -\n',
    );
  });

  it('of classes is a table of each class, and one of what was said of whom', () => {
    expect(said({ kind: classes(['cat', undefined]) })).toBe(
      [
        '',
        'kind',
        'Class  Precision  Recall  F1  Samples',
        'cat          0.8  0.6667   -        5',
        '1            0.8  0.6667   -        5',
        '',
        'Is \\ said  cat  1',
        'cat          4  1',
        '1            1  4',
        '',
      ].join('\n'),
    );
  });

  it('has no table of whom for more classes than fit a screen', () => {
    const text = said({ kind: classes(Array(21).fill(undefined)) });
    expect(text).toContain('(21 classes are too many for a confusion matrix here; `--json` has it.)');
    expect(text).not.toContain('Is \\ said');
    expect(said({ kind: classes(Array(20).fill(undefined)) })).toContain('Is \\ said');
  });
});

describe('what a model has learned from data', () => {
  it('stands a line each, strings in quotes, numbers with six digits', () => {
    expect(learnedText({ 'town/vocabulary': ['Bern', 'a "b"'], 'scale/mean': [0.123456789, 3] })).toBe(
      ' Learned from data:\n   town/vocabulary: "Bern", "a \\"b\\""\n   scale/mean: 0.123457, 3\n',
    );
  });

  it('shows eight entries of a long list, and how many there are', () => {
    const eight = [1, 2, 3, 4, 5, 6, 7, 8];
    expect(learnedText({ v: eight })).toBe(' Learned from data:\n   v: 1, 2, 3, 4, 5, 6, 7, 8\n');
    expect(learnedText({ v: [...eight, 9] })).toBe(
      ' Learned from data:\n   v: 1, 2, 3, 4, 5, 6, 7, 8, … (9)\n',
    );
  });

  it('is said where there is nothing', () => {
    expect(learnedText({})).toBe(' Learned from data: nothing\n');
  });
});

describe('the memory of a training step', () => {
  const graph = graphOf(`model Steps {
    input x: float32[T, 8]
    head y = x -> GlobalAveragePooling1D() -> Dense(1) { loss: mse }
    train { batch_size: 16 }
  }`);

  it('is asked for with a number for each open size, and the batch of the text', () => {
    const small = trainingMemory(graph, { size: ['T=10'] });
    expect(small).toMatchObject({ batch: 16, step: 'train' });
    const large = trainingMemory(graph, { size: ['T=1000'], batch: 32 });
    expect(large.batch).toBe(32);
    expect(large.data).toBeGreaterThan(100 * small.data);
    expect(large.weights).toBe(small.weights);
  });

  it('asks for a size that is missing, and refuses one that the model lacks', () => {
    expect(() => trainingMemory(graph, { size: [] })).toThrow(
      new UsageError(
        '`T` is an open size of `Steps`: the memory depends on it.',
        'Add `--size T=100`, with the size of your data.',
      ),
    );
    expect(() => trainingMemory(graph, { size: ['T=10', 'S=2'] })).toThrow(
      new UsageError('`Steps` has no size variable `S`.', 'It has `T`.'),
    );
  });

  it('is a column of sizes under a line that says of how many samples', () => {
    const text = memoryText(trainingMemory(graph, { size: ['T=10'], batch: 1 }));
    expect(text).toContain(' Memory of a training step with 1 sample, about:');
    const rows = text.split('\n').filter((line) => line.startsWith('   '));
    expect(rows.map((row) => row.trim().split(/ {2,}/)[0])).toEqual([
      'Weights',
      'Optimizer and metrics',
      'Data of the batch',
      'Results of layers and gradients',
      'The engine itself',
      'Together',
    ]);
    expect(new Set(rows.map((row) => row.length)).size).toBe(1);
    expect(memoryText(trainingMemory(graph, { size: ['T=10'], batch: 2000 }))).toContain('2,000 samples');
  });
});
