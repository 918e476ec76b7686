import { h } from './dom.ts';
import { colourTexts } from './model-view.ts';
import { modelColours, tabs, type Tab, type ViewState } from './view-state.ts';

const tabTexts: Readonly<Record<Tab, string>> = {
  curves: 'Curves',
  balance: 'Loss balance',
  layers: 'Layers',
  embedding: 'Embedding',
  results: 'Results',
  compare: 'Compare',
  model: 'Model',
  details: 'Details',
};

const axisTexts = { step: 'Steps', epoch: 'Epochs', seconds: 'Seconds' } as const;

/** The tabs, and what is set for charts. */
export function drawControls(state: ViewState, change: (next: Partial<ViewState>) => void): HTMLElement {
  const buttons = tabs.map((tab) =>
    h(
      'button',
      { type: 'button', 'aria-pressed': String(tab === state.tab), onclick: () => change({ tab }) },
      tabTexts[tab],
    ),
  );
  const hasCharts = state.tab === 'curves' || state.tab === 'balance';
  return h(
    'div',
    { class: 'bar' },
    h('div', { class: 'tabs' }, ...buttons),
    hasCharts ? chartSettings(state, change) : undefined,
    state.tab === 'model' ? modelSettings(state, change) : undefined,
  );
}

function modelSettings(state: ViewState, change: (next: Partial<ViewState>) => void): HTMLElement {
  const colour = h(
    'select',
    {
      onchange: (event) =>
        change({ colour: (event.target as HTMLSelectElement).value as ViewState['colour'] }),
    },
    ...modelColours.map((value) =>
      h('option', { value, selected: value === state.colour }, colourTexts[value]),
    ),
  );
  return h('div', { class: 'settings' }, h('label', {}, 'Coloured by ', colour));
}

function chartSettings(state: ViewState, change: (next: Partial<ViewState>) => void): HTMLElement {
  const axis = h(
    'select',
    { onchange: (event) => change({ axis: (event.target as HTMLSelectElement).value as ViewState['axis'] }) },
    ...Object.entries(axisTexts).map(([value, text]) =>
      h('option', { value, selected: value === state.axis }, text),
    ),
  );
  return h(
    'div',
    { class: 'settings' },
    h('label', {}, 'Over ', axis),
    h(
      'label',
      {},
      'Smoothing ',
      h('input', {
        type: 'range',
        min: 0,
        max: 0.99,
        step: 0.01,
        value: state.smoothing,
        onchange: (event) => change({ smoothing: Number((event.target as HTMLInputElement).value) }),
      }),
    ),
    h(
      'label',
      {},
      h('input', {
        type: 'checkbox',
        checked: state.logarithmic,
        onchange: (event) => change({ logarithmic: (event.target as HTMLInputElement).checked }),
      }),
      ' Logarithmic',
    ),
  );
}
