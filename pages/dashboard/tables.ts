import type { RunComparison, RunDetails } from './api.ts';
import { h } from './dom.ts';

function table(
  caption: string,
  heading: readonly string[],
  rows: readonly (readonly string[])[],
): HTMLElement {
  return h(
    'table',
    {},
    h('caption', {}, caption),
    h('thead', {}, h('tr', {}, ...heading.map((text) => h('th', { scope: 'col' }, text)))),
    h(
      'tbody',
      {},
      ...rows.map(([first, ...cells]) =>
        h('tr', {}, h('th', { scope: 'row' }, first), ...cells.map((text) => h('td', {}, text))),
      ),
    ),
  );
}

const text = (value: unknown): string =>
  value === null || value === undefined
    ? ''
    : typeof value === 'number'
      ? String(Number(value.toPrecision(5)))
      : typeof value === 'string'
        ? value
        : JSON.stringify(value);

/** What differs between two runs, and their texts side by side. */
export function drawComparison(
  a: RunDetails,
  b: RunDetails,
  { settings, metrics, layers }: RunComparison,
): HTMLElement {
  const changes = [
    ...layers.removed.map((layer) => ['gone', layer]),
    ...layers.added.map((layer) => ['new', layer]),
    ...layers.changed.map((layer) => ['changed', layer]),
  ];
  return h(
    'section',
    {},
    settings.length === 0 && changes.length === 0
      ? h('p', { class: 'hint' }, 'The two runs have the same settings and layers.')
      : undefined,
    settings.length > 0
      ? table(
          'Settings that differ',
          ['Setting', a.name, b.name],
          settings.map((each) => [each.name, text(each.a), text(each.b)]),
        )
      : undefined,
    changes.length > 0 ? table('Layers that differ', ['', 'Layer'], changes) : undefined,
    table(
      'Last epoch',
      ['Value', a.name, b.name],
      metrics.map((each) => [each.name, text(each.a), text(each.b)]),
    ),
    h('div', { class: 'texts' }, drawText(a, b), drawText(b, a)),
  );
}

/** A model's text, with the lines marked that the other one has not. */
function drawText(run: RunDetails, other: RunDetails): HTMLElement {
  const known = new Set((other.text ?? '').split('\n'));
  const lines = (run.text ?? 'The text is not in the folder of this run.').split('\n');
  return h(
    'figure',
    {},
    h('figcaption', {}, run.name),
    h(
      'pre',
      { tabindex: 0 },
      ...lines.map((line) => (known.has(line) ? `${line}\n` : h('mark', {}, `${line}\n`))),
    ),
  );
}

/** What a run was made with, what it said, and its model's text. */
export function drawDetails(run: RunDetails): HTMLElement {
  const { command, versions, data, ...record } = run.record;
  const rows = Object.entries({
    ...record,
    state: run.state,
    command: (command ?? []).join(' '),
    versions: Object.entries(versions ?? {})
      .map((entry) => entry.join(' '))
      .join(', '),
    'training data': data?.training,
  }).map(([name, value]) => [name, text(value)]);
  return h(
    'section',
    {},
    table(run.name, ['Fact', 'Value'], rows),
    ...run.messages.map((message) => h('p', {}, message)),
    run.text === null ? undefined : h('pre', { tabindex: 0 }, run.text),
  );
}
