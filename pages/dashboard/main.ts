import {
  compareRuns,
  embeddingOf,
  layersOf,
  listRuns,
  onChanges,
  pictureOf,
  resultsOf,
  runDetails,
  type ListedRun,
  type RunDetails,
} from './api.ts';
import { drawChart } from './chart.ts';
import { drawEmbedding } from './cloud.ts';
import { colourOf } from './colours.ts';
import { drawControls } from './controls.ts';
import { h } from './dom.ts';
import { drawLayers } from './layers.ts';
import { drawModel } from './model-view.ts';
import { drawResults } from './results.ts';
import { drawRunList } from './run-list.ts';
import { balanceOf, chartsOf, pullsOf, type ShownRun } from './series.ts';
import { drawComparison, drawDetails } from './tables.ts';
import { readState, stateText, type ViewState } from './view-state.ts';

/** The dashboard: what is chosen stands in the address, what is known comes from the server and is asked for anew on changes. */
let state = readState(location.hash);
let runs: readonly ListedRun[] = [];
let filter = '';
const known = new Map<string, RunDetails>();

const list = h('div', { class: 'list' });
const controls = h('div', { class: 'controls' });
const content = h('main', { id: 'content', tabindex: -1 });
const connection = h('span', { class: 'connection', role: 'status' });
document.body.append(
  h('header', {}, h('h1', {}, 'kmodel runs'), connection),
  h(
    'div',
    { class: 'columns' },
    h(
      'nav',
      { 'aria-label': 'Runs' },
      h('input', {
        type: 'search',
        placeholder: 'Filter',
        'aria-label': 'Filter runs',
        oninput: (event) => {
          filter = (event.target as HTMLInputElement).value;
          drawList();
        },
      }),
      list,
    ),
    h('div', { class: 'work' }, controls, content),
  ),
);

function change(next: Partial<ViewState>): void {
  state = { ...state, ...next };
  history.replaceState(null, '', `#${stateText(state)}`);
  void draw();
}

function drawList(): void {
  list.replaceChildren(
    drawRunList(runs, state.runs, colourOf, filter, {
      toggle: (name) =>
        change({
          runs: state.runs.includes(name)
            ? state.runs.filter((each) => each !== name)
            : [...state.runs, name],
        }),
    }),
  );
}

let drawing = 0;

async function draw(): Promise<void> {
  const own = ++drawing;
  drawList();
  controls.replaceChildren(drawControls(state, change));
  const shown: ShownRun[] = [];
  for (const [index, name] of state.runs.entries()) {
    const details = known.get(name) ?? (await runDetails(name));
    if (!details) continue;
    known.set(name, details);
    shown.push({ details, colour: colourOf(index) });
  }
  const parts = await view(shown);
  // A newer drawing is on its way.
  if (own === drawing) content.replaceChildren(...parts);
}

async function view(shown: readonly ShownRun[]): Promise<readonly HTMLElement[]> {
  const [first, second] = shown;
  if (!first) return [h('p', { class: 'hint' }, 'Choose a run at the side; several lie over each other.')];
  switch (state.tab) {
    case 'curves': {
      const charts = chartsOf(shown, state);
      return charts.length > 0
        ? [
            h(
              'div',
              { class: 'charts' },
              ...charts.map((chart) => drawChart(chart, state.axis, state.logarithmic)),
            ),
          ]
        : [h('p', { class: 'hint' }, 'Nothing is logged yet.')];
    }
    case 'balance': {
      const pulls = await Promise.all(
        shown.map(async (run) => pullsOf(run, (await layersOf(run.details.name)) ?? [], colourOf)),
      );
      const charts = shown
        .flatMap((run, index) => [balanceOf(run, state.axis, colourOf), pulls[index]!])
        .filter(({ lines }) => lines.length > 1);
      return charts.length > 0
        ? [
            h(
              'div',
              { class: 'charts' },
              ...charts.map((chart) => drawChart(chart, chart.over ?? state.axis, false)),
            ),
          ]
        : [h('p', { class: 'hint' }, 'Only models with several heads share their loss out.')];
    }
    case 'layers': {
      const looks = await layersOf(first.details.name);
      return [drawLayers(first.details, looks ?? [], state.layer, (layer) => change({ layer }))];
    }
    case 'embedding':
      return Promise.all(
        shown.map(async ({ details, colour }) => {
          const found = details.embeddings.length > 0 && (await embeddingOf(details.name, state.layer));
          return drawEmbedding(details, found || undefined, colour, state.projection, change);
        }),
      );
    case 'results':
      return Promise.all(
        shown.map(async ({ details, colour }) => drawResults(details, await resultsOf(details.name), colour)),
      );
    case 'compare': {
      const comparison = second && (await compareRuns(first.details.name, second.details.name));
      return comparison
        ? [drawComparison(first.details, second.details, comparison)]
        : [h('p', { class: 'hint' }, 'Choose two runs to compare them.')];
    }
    case 'model':
      return Promise.all(
        shown.map(async ({ details }) => {
          const [text, looks] = await Promise.all([pictureOf(details.name), layersOf(details.name)]);
          const open = (layer: string): void => change({ tab: 'layers', layer, runs: [details.name] });
          return drawModel(details, text, looks?.at(-1), state.colour, open);
        }),
      );
    case 'details':
      return shown.map(({ details }) => drawDetails(details));
  }
}

async function refresh(names: readonly string[]): Promise<void> {
  for (const name of names) known.delete(name);
  runs = (await listRuns()) ?? [];
  await draw();
}

window.addEventListener('hashchange', () => {
  state = readState(location.hash);
  void draw();
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => void draw());
onChanges(
  (names) => void refresh(names),
  (isConnected) => (connection.textContent = isConnected ? 'live' : 'not connected'),
);
runs = (await listRuns()) ?? [];
// The newest run is what one has come for.
if (state.runs.length === 0 && runs[0]) state = { ...state, runs: [runs[0].name] };
await draw();
