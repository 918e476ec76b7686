import type { Diagram } from '../../compiler/graph/diagram/diagram.ts';
import { createDetails } from './details.ts';
import { createDrawing } from './drawing.ts';
import { createFolding } from './folding.ts';
import { createSearch } from './search.ts';
import { createViewport } from './viewport.ts';

/** The interactive page of a model: its diagram is in the page as JSON; nothing is loaded from anywhere. */
const diagram = JSON.parse(element('diagram').textContent) as Diagram;
const folding = createFolding(diagram, () => redraw());
const viewport = createViewport(element('view'), element('drawing'));
const details = createDetails(diagram, element('details'));
const drawing = createDrawing(element('drawing'), {
  select: (id) => {
    details.show(id);
    drawing.mark(id);
  },
  toggle: (group) => folding.toggle(group),
});
const search = createSearch(diagram, element<HTMLInputElement>('search'), element('found'), {
  show: (id) => {
    folding.reveal(id);
    details.show(id);
    drawing.mark(id);
    viewport.center(drawing.find(id));
  },
  highlight: (ids) => drawing.highlight(ids.map((id) => folding.boxOf(id))),
});

function redraw(): void {
  drawing.draw(folding.shown());
  drawing.highlight(search.matches().map((id) => folding.boxOf(id)));
  drawing.mark(details.shown());
}

function element<E extends HTMLElement>(id: string): E {
  return document.getElementById(id) as E;
}

element('unfold').addEventListener('click', () => folding.setAll(false));
element('fold').addEventListener('click', () => folding.setAll(true));
element('in').addEventListener('click', () => viewport.zoom(1.25));
element('out').addEventListener('click', () => viewport.zoom(0.8));
element('fit').addEventListener('click', () => viewport.fit());
const keys = new Map<string, () => void>([
  ['+', () => viewport.zoom(1.25)],
  ['=', () => viewport.zoom(1.25)],
  ['-', () => viewport.zoom(0.8)],
  ['0', () => viewport.fit()],
  ['/', () => element('search').focus()],
  ['Escape', () => (details.show(undefined), drawing.mark(undefined))],
]);
document.addEventListener('keydown', (event) => {
  if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
  const action = keys.get(event.key);
  if (!action) return;
  event.preventDefault();
  action();
});
redraw();
viewport.fit();
