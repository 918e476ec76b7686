import type { Diagram } from '../../compiler/graph/diagram/diagram.ts';
import { diagramToSvg } from '../../compiler/graph/diagram/formats/svg.ts';

export interface Drawing {
  readonly draw: (diagram: Diagram) => void;
  readonly mark: (node: string | undefined) => void;
  readonly highlight: (nodes: readonly string[]) => void;
  readonly find: (node: string) => Element | undefined;
}

interface Actions {
  readonly select: (node: string) => void;
  readonly toggle: (group: string) => void;
}

/** The picture in the page: boxes can be clicked and reached by the keyboard, frames and folded boxes open and close. */
export function createDrawing(container: HTMLElement, { select, toggle }: Actions): Drawing {
  let titles = new Map<string, string>();
  const nodes = (): Element[] => [...container.querySelectorAll('[data-node]')];
  const find = (id: string): Element | undefined =>
    nodes().find((node) => node.getAttribute('data-node') === id);

  const act = (target: Element, isOpening: boolean): void => {
    const group = target.closest('[data-group]')?.getAttribute('data-group');
    const node = target.closest('[data-node]')?.getAttribute('data-node');
    if (group != null) toggle(group);
    else if (node != null && isOpening && titles.has(node)) toggle(node);
    else if (node != null) select(node);
  };
  container.addEventListener('click', (event) => act(event.target as Element, false));
  container.addEventListener('dblclick', (event) => act(event.target as Element, true));
  container.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    act(event.target as Element, event.key === ' ');
  });

  return {
    find,
    draw: (diagram) => {
      const svg = new DOMParser().parseFromString(diagramToSvg(diagram), 'image/svg+xml').documentElement;
      container.replaceChildren(document.adoptNode(svg));
      titles = new Map(
        diagram.nodes.filter(({ kind }) => kind === 'group').map(({ id, title }) => [id, title]),
      );
      for (const each of container.querySelectorAll('[data-node], [data-group]')) {
        each.setAttribute('tabindex', '0');
        each.setAttribute('role', 'button');
        each.setAttribute(
          'aria-label',
          [...each.querySelectorAll('text')].map((text) => text.textContent).join(', '),
        );
      }
    },
    mark: (id) => {
      for (const node of nodes()) node.classList.toggle('marked', node.getAttribute('data-node') === id);
      for (const edge of container.querySelectorAll('.edge')) {
        const isNear = edge.getAttribute('data-from') === id || edge.getAttribute('data-to') === id;
        edge.classList.toggle('near', isNear);
      }
    },
    highlight: (ids) => {
      const wanted = new Set(ids);
      for (const node of nodes()) node.classList.toggle('found', wanted.has(node.getAttribute('data-node')!));
    },
  };
}
