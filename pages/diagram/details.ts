import type { Diagram, DiagramNode, NodeDetails } from '../../compiler/graph/diagram/diagram.ts';

export interface Details {
  readonly show: (id: string | undefined) => void;
  readonly shown: () => string | undefined;
}

/** The panel beside the drawing: what is known of one node. All text goes in as text, so no name can become markup. */
export function createDetails(diagram: Diagram, panel: HTMLElement): Details {
  const nodes = new Map(diagram.nodes.map((node) => [node.id, node]));
  let shown: string | undefined;
  return {
    shown: () => shown,
    show: (id) => {
      shown = id;
      const node = id === undefined ? undefined : nodes.get(id);
      panel.hidden = id === undefined;
      if (id === undefined) return;
      panel.replaceChildren(...(node ? nodeParts(node) : groupParts(diagram, id)));
    },
  };
}

function nodeParts(node: DiagramNode): Node[] {
  const parts: Node[] = [create('h2', node.title), create('p', node.caption)];
  if (node.details) parts.push(...detailParts(node.details));
  return parts;
}

function detailParts({ summary, arguments: args, weights, takes, gives }: NodeDetails): Node[] {
  const parts: Node[] = [
    create('p', summary),
    table('Shapes', [...takes.map((type) => ['takes', type]), ...gives.map((type) => ['gives', type])]),
  ];
  if (args.length > 0) {
    const rows = args.map(({ name, value, isDefault }) => [name, isDefault ? `${value} (default)` : value]);
    parts.push(table('Arguments', rows));
  }
  if (weights.length > 0) {
    const rows = weights.map(({ name, shape, trainable }) => [
      name,
      `[${shape.join(', ')}]${trainable ? '' : ' (not trained)'}`,
    ]);
    parts.push(table('Weights', rows));
  }
  return parts;
}

function groupParts({ groups, nodes }: Diagram, id: string): Node[] {
  const group = groups.find((each) => each.id === id);
  if (!group) return [];
  const parents = new Map(groups.map((each) => [each.id, each.parent]));
  const isInside = (start: string | undefined): boolean => {
    for (let around = start; around !== undefined; around = parents.get(around))
      if (around === id) return true;
    return false;
  };
  const inside = nodes.filter((node) => isInside(node.group));
  const params = inside.reduce((sum, node) => sum + (node.params ?? 0), 0);
  return [
    create('h2', group.title),
    create(
      'p',
      `${inside.length} layers, ${params.toLocaleString('en-US')} parameters. A double click opens it.`,
    ),
    table(
      'Layers',
      inside.map((node) => [node.title, node.arguments]),
    ),
  ];
}

function table(title: string, rows: readonly (readonly string[])[]): HTMLElement {
  const section = create('section');
  const body = create('table');
  for (const [name, value] of rows) {
    const row = create('tr');
    const heading = create('th', name);
    heading.setAttribute('scope', 'row');
    row.append(heading, create('td', value));
    body.append(row);
  }
  section.append(create('h3', title), body);
  return section;
}

function create(tag: string, text = ''): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}
