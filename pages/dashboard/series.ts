import type { Curves } from '../../dashboard/curves.ts';
import type { EpochInspection, RunDetails } from './api.ts';
import type { ViewState } from './view-state.ts';

/** One line of a chart. */
export interface Line {
  readonly label: string;
  readonly colour: string;
  /** Of validation. */
  readonly dashed: boolean;
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
}

export interface Chart {
  readonly title: string;
  readonly lines: readonly Line[];
  /** What it lies over, where that is not for the user to choose. */
  readonly over?: ViewState['axis'];
}

/** A run that is shown, with its colour. */
export interface ShownRun {
  readonly details: RunDetails;
  readonly colour: string;
}

/** Values of the process, and not of the model. */
const ofSystem = new Set(['memory', 'learning_rate']);

/**
 * A chart for each value: the loss first, then losses of heads, metrics, the learning rate and memory. Training is drawn
 * step by step, validation at the ends of epochs, dashed.
 */
export function chartsOf(runs: readonly ShownRun[], state: ViewState): readonly Chart[] {
  const names = new Set(runs.flatMap(({ details }) => namesOf(details)));
  return [...names]
    .sort((a, b) => rank(a) - rank(b))
    .map((name) => ({
      title: name,
      lines: runs.flatMap((run) => linesOf(run, name, state)),
    }));
}

function namesOf({ curves }: RunDetails): readonly string[] {
  return [...Object.keys(curves.steps.values), ...Object.keys(curves.epochs.values)].map((name) =>
    name.replace(/^val_/, ''),
  );
}

function rank(name: string): number {
  if (name === 'loss') return 0;
  if (name.endsWith('_loss')) return 1;
  return ofSystem.has(name) ? 3 : 2;
}

function linesOf({ details, colour }: ShownRun, name: string, state: ViewState): readonly Line[] {
  const { steps, epochs } = details.curves;
  const line = (curves: Curves, key: string, dashed: boolean): Line[] => {
    const values = curves.values[key];
    if (!values) return [];
    return [
      {
        label: dashed ? `${details.name} (validation)` : details.name,
        colour,
        dashed,
        x: curves[state.axis],
        y: smoothed(values, state.smoothing),
      },
    ];
  };
  return [
    ...line(Object.hasOwn(steps.values, name) ? steps : epochs, name, false),
    ...line(epochs, `val_${name}`, true),
  ];
}

/** An exponential mean that starts without a bias to zero. */
export function smoothed(values: readonly (number | null)[], weight: number): readonly (number | null)[] {
  if (weight === 0) return values;
  let sum = 0;
  let share = 0;
  return values.map((value) => {
    if (value === null) return null;
    sum = weight * sum + (1 - weight) * value;
    share = weight * share + (1 - weight);
    return sum / share;
  });
}

/** The share of each head in the weighted loss, epoch by epoch. */
export function balanceOf(
  { details }: ShownRun,
  axis: ViewState['axis'],
  colours: (index: number) => string,
): Chart {
  const { epochs } = details.curves;
  const heads = details.heads.filter(({ name }) => Object.hasOwn(epochs.values, `${name}_loss`));
  const weighted = heads.map(({ name, weight }) =>
    epochs.values[`${name}_loss`]!.map((value) => (value ?? 0) * weight),
  );
  const totals = epochs.step.map((_, place) =>
    weighted.reduce((sum, values) => sum + Math.abs(values[place]!), 0),
  );
  return {
    title: `Share of each head in the loss of ${details.name}`,
    lines: heads.map(({ name, weight }, index) => ({
      label: weight === 1 ? name : `${name} (weight ${weight})`,
      colour: colours(index),
      dashed: false,
      x: epochs[axis],
      y: weighted[index]!.map((value, place) => (totals[place] ? Math.abs(value) / totals[place] : null)),
    })),
  };
}

/** The share of each term in the gradient, by its length over all weights, for the epochs that were looked into. */
export function pullsOf(
  { details }: ShownRun,
  looks: readonly EpochInspection[],
  colours: (index: number) => string,
): Chart {
  const terms = looks.at(-1)?.terms ?? [];
  const pullOf = (look: EpochInspection, name: string): number =>
    look.terms.find(({ term }) => term === name)?.pull ?? 0;
  return {
    title: `Share of each term in the gradient of ${details.name}`,
    over: 'epoch',
    lines: terms.map(({ term, weight }, index) => ({
      label: weight === 1 ? term : `${term} (weight ${weight})`,
      colour: colours(index),
      dashed: false,
      x: looks.map(({ epoch }) => epoch),
      y: looks.map((look) => {
        const total = look.terms.reduce((sum, { pull }) => sum + pull, 0);
        return total === 0 ? null : pullOf(look, term) / total;
      }),
    })),
  };
}
