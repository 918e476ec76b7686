import type { ListedRun } from './api.ts';
import { h } from './dom.ts';

interface Actions {
  readonly toggle: (name: string) => void;
}

/** The table of runs at the side: which are shown, in which colour, how far they are. */
export function drawRunList(
  runs: readonly ListedRun[],
  shown: readonly string[],
  colourOf: (index: number) => string,
  filter: string,
  { toggle }: Actions,
): HTMLElement {
  const wanted = filter.trim().toLowerCase();
  const rows = runs
    .filter(({ name, model, state }) => `${name}\n${model}\n${state}`.toLowerCase().includes(wanted))
    .map((run) => row(run, shown.indexOf(run.name), colourOf, toggle));
  return rows.length > 0
    ? h('ul', { class: 'runs' }, ...rows)
    : h(
        'p',
        { class: 'hint' },
        runs.length === 0 ? 'There are no runs yet.' : 'No run has this in its name.',
      );
}

function row(
  run: ListedRun,
  place: number,
  colourOf: (index: number) => string,
  toggle: (name: string) => void,
): HTMLElement {
  const swatch = h('span', { class: 'swatch', 'aria-hidden': 'true' });
  if (place >= 0) swatch.style.background = colourOf(place);
  const box = h('input', { type: 'checkbox', checked: place >= 0, onchange: () => toggle(run.name) });
  const [first] = Object.entries(run.logs)
    .filter(([name]) => name === 'val_loss' || name === 'loss')
    .reverse();
  const value =
    first && typeof first[1] === 'number' ? ` · ${first[0]} ${Number(first[1].toPrecision(4))}` : '';
  return h(
    'li',
    {},
    h(
      'label',
      {},
      box,
      swatch,
      h('span', { class: 'name' }, run.name),
      h('span', { class: `state ${run.state}` }, run.state),
      h('span', { class: 'facts' }, `${run.epochs} epochs${value}`),
    ),
  );
}
