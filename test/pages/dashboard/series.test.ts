import { describe, expect, it } from 'vitest';
import type { EpochInspection, RunDetails } from '../../../pages/dashboard/api.ts';
import { balanceOf, chartsOf, pullsOf, smoothed, type ShownRun } from '../../../pages/dashboard/series.ts';
import { readState } from '../../../pages/dashboard/view-state.ts';

type Values = Readonly<Record<string, readonly (number | null)[]>>;

/** A run of two epochs of two steps, each of which took a second. */
function run(name: string, steps: Values, epochs: Values, heads: RunDetails['heads'] = []): ShownRun {
  const curves = {
    steps: { step: [1, 2, 3, 4], epoch: [0.5, 1, 1.5, 2], seconds: [1, 2, 3, 4], values: steps },
    epochs: { step: [2, 4], epoch: [1, 2], seconds: [2, 4], values: epochs },
  };
  // The charts read nothing else of a run.
  const details: Pick<RunDetails, 'name' | 'curves' | 'heads'> = { name, curves, heads };
  return { details: details as RunDetails, colour: `colour of ${name}` };
}

const state = readState('');

describe('a smoothed line', () => {
  it('is the line itself without a weight', () => {
    const values = [1, null, 3];
    expect(smoothed(values, 0)).toBe(values);
  });

  it('begins at its first value, rather than near zero', () => {
    expect(smoothed([4, 4, 4], 0.9)).toEqual([4, 4, 4].map((value) => expect.closeTo(value, 10)));
  });

  it('weighs each value and what came before', () => {
    // After two values, (0.5 · 0.5 · 1 + 0.5 · 4) / 0.75.
    expect(smoothed([1, 4], 0.5)).toEqual([1, 3]);
  });

  it('leaves gaps, and goes on behind them', () => {
    expect(smoothed([1, null, 4], 0.5)).toEqual([1, null, 3]);
  });
});

describe('the charts of runs', () => {
  const a = run(
    'a',
    { loss: [4, 3, 2, 1], learning_rate: [1, 1, 1, 1], y_loss: [1, 1, 1, 1] },
    { loss: [3, 1], val_loss: [5, 4], val_accuracy: [0, 1], accuracy: [0.5, 1] },
  );

  it('begin with the loss, then losses of heads, metrics, and what is of the process', () => {
    expect(chartsOf([a], state).map(({ title }) => title)).toEqual([
      'loss',
      'y_loss',
      'accuracy',
      'learning_rate',
    ]);
  });

  it('draw training step by step, and validation at the ends of epochs, dashed', () => {
    const [loss, , accuracy] = chartsOf([a], state);
    expect(loss!.lines).toEqual([
      { label: 'a', colour: 'colour of a', dashed: false, x: [1, 2, 3, 4], y: [4, 3, 2, 1] },
      { label: 'a (validation)', colour: 'colour of a', dashed: true, x: [2, 4], y: [5, 4] },
    ]);
    // No step told the accuracy: its line has the epochs.
    expect(accuracy!.lines.map(({ x }) => x)).toEqual([
      [2, 4],
      [2, 4],
    ]);
  });

  it('lie over steps, epochs or seconds', () => {
    const xOf = (axis: string) => chartsOf([a], readState(`axis=${axis}`))[0]!.lines[0]!.x;
    expect(xOf('epoch')).toEqual([0.5, 1, 1.5, 2]);
    expect(xOf('seconds')).toEqual([1, 2, 3, 4]);
  });

  it('hold the lines of all runs that have the value', () => {
    const b = run('b', { loss: [1, 1, 1, 1] }, {});
    const [loss, , accuracy] = chartsOf([a, b], state);
    expect(loss!.lines.map(({ label }) => label)).toEqual(['a', 'a (validation)', 'b']);
    expect(accuracy!.lines.map(({ label }) => label)).toEqual(['a', 'a (validation)']);
  });

  it('are none of no run', () => {
    expect(chartsOf([], state)).toEqual([]);
  });
});

describe('the balance of heads', () => {
  const heads = [
    { name: 'near', weight: 1 },
    { name: 'far', weight: 0.5 },
    { name: 'silent', weight: 1 },
  ];
  const colours = (index: number): string => `colour ${index}`;

  it('is the share of each in the weighted loss', () => {
    const { title, lines } = balanceOf(
      run('a', {}, { near_loss: [3, 0], far_loss: [2, 0] }, heads),
      'epoch',
      colours,
    );
    expect(title).toBe('Share of each head in the loss of a');
    expect(lines).toEqual([
      { label: 'near', colour: 'colour 0', dashed: false, x: [1, 2], y: [0.75, null] },
      { label: 'far (weight 0.5)', colour: 'colour 1', dashed: false, x: [1, 2], y: [0.25, null] },
    ]);
  });
});

describe('the pull of terms on the weights', () => {
  const look = (epoch: number, pulls: Readonly<Record<string, number>>): EpochInspection => ({
    epoch,
    layers: [],
    weights: [],
    terms: Object.entries(pulls).map(([term, pull]) => ({
      term,
      loss: 1,
      weight: term === 'far' ? 2 : 1,
      pull,
    })),
  });

  it('is the share of each in all lengths, for the epochs that were looked into', () => {
    const looks = [look(1, { near: 3, far: 1 }), look(4, { near: 1, far: 1 })];
    const chart = pullsOf(run('a', {}, {}), looks, String);
    expect(chart).toMatchObject({ title: 'Share of each term in the gradient of a', over: 'epoch' });
    expect(chart.lines).toEqual([
      { label: 'near', colour: '0', dashed: false, x: [1, 4], y: [0.75, 0.5] },
      { label: 'far (weight 2)', colour: '1', dashed: false, x: [1, 4], y: [0.25, 0.5] },
    ]);
  });

  it('is unknown where nothing pulls, and zero of a term that an epoch lacks', () => {
    const { lines } = pullsOf(run('a', {}, {}), [look(1, { near: 2 }), look(2, { near: 0, far: 0 })], String);
    expect(lines.map(({ y }) => y)).toEqual([
      [1, null],
      [0, null],
    ]);
  });

  it('has no line where nobody looked', () => {
    expect(pullsOf(run('a', {}, {}), [], String).lines).toEqual([]);
  });
});
