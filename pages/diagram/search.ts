import type { Diagram, DiagramNode } from '../../compiler/graph/diagram/diagram.ts';

export interface Search {
  /** The nodes that match what is typed, in the order of the text; none while nothing is typed. */
  readonly matches: () => readonly string[];
}

interface Actions {
  readonly show: (id: string) => void;
  readonly highlight: (ids: readonly string[]) => void;
}

/** Finds layers by class, name, argument or type, in folded groups too: Enter goes to the next, Shift and Enter back. */
export function createSearch(
  { nodes }: Diagram,
  input: HTMLInputElement,
  count: HTMLElement,
  { show, highlight }: Actions,
): Search {
  const texts = nodes.map((node) => [node.id, searchText(node)] as const);
  let matches: readonly string[] = [];
  let at = -1;
  const say = (): void => {
    const position = at >= 0 ? `${at + 1} of ` : '';
    count.textContent = input.value.trim() === '' ? '' : `${position}${matches.length} found`;
  };
  input.addEventListener('input', () => {
    const wanted = input.value.trim().toLowerCase();
    matches = wanted === '' ? [] : texts.filter(([, text]) => text.includes(wanted)).map(([id]) => id);
    at = -1;
    highlight(matches);
    say();
  });
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || matches.length === 0) return;
    at = event.shiftKey ? (Math.max(at, 0) + matches.length - 1) % matches.length : (at + 1) % matches.length;
    show(matches[at]!);
    say();
  });
  return { matches: () => matches };
}

function searchText({ id, title, arguments: line, caption, details }: DiagramNode): string {
  const types = details ? [...details.takes, ...details.gives] : [];
  return [id.slice(id.indexOf(':') + 1), title, line, caption, ...types].join('\n').toLowerCase();
}
