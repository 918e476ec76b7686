import type { Diagram, DiagramEdge, DiagramGroup, DiagramNode } from './diagram.ts';

/** Which groups are folded: a block, model or shared stack to one box, a `repeat` to its first round. */
export type Fold = (group: DiagramGroup) => boolean;

/** What is folded where nobody asked for more: models used as layers, and the rounds of `repeat`. */
export const defaultFold: Fold = ({ kind }) => kind === 'model' || kind === 'repeat';

/**
 * The diagram with groups folded. An arrow from one round of a folded `repeat` to the next is left out: the frame says
 * how often its contents stand one behind the other. Equal arrows become one, which says how many they are.
 */
export function foldDiagram(diagram: Diagram, isFolded: Fold = defaultFold): Diagram {
  const groups = new Map(diagram.groups.map((group) => [group.id, group]));
  const nodes = new Map(diagram.nodes.map((node) => [node.id, node]));
  const folded = new Set(diagram.groups.filter(isFolded).map(({ id }) => id));
  const chainOf = (node: DiagramNode): readonly DiagramGroup[] => chain(groups, node.group);

  /** The layer that is drawn in a layer's place. */
  const drawnLayer = (node: DiagramNode): DiagramNode => {
    for (let current = node; ;) {
      // From the outside in: below the first round of an outer one, an inner one is another.
      const repeat = chainOf(current).find(({ id }) => folded.has(id) && current.twins?.[id] !== undefined);
      if (!repeat) return current;
      current = nodes.get(current.twins![repeat.id]!)!;
    }
  };
  const boxes = new Map<string, string>();
  const members = new Map<string, DiagramNode[]>();
  const drawn = new Map<string, DiagramNode>();
  for (const node of diagram.nodes) {
    const layer = drawnLayer(node);
    const box = chainOf(layer).find(({ id, kind }) => kind !== 'repeat' && folded.has(id));
    boxes.set(node.id, box?.id ?? layer.id);
    if (!box) {
      if (layer === node) drawn.set(node.id, node);
    } else if (layer === node) {
      // Its place in the order of the text is its first layer's.
      if (!drawn.has(box.id)) drawn.set(box.id, node);
      const inside = members.get(box.id) ?? [];
      members.set(box.id, inside);
      inside.push(node);
    }
  }
  for (const [id, inside] of members) drawn.set(id, folderBox(groups.get(id)!, inside));
  const shown = [...drawn.values()];
  return {
    model: diagram.model,
    nodes: shown,
    edges: foldEdges(diagram.edges, boxes, (id) => drawnLayer(nodes.get(id)!).id !== id),
    groups: diagram.groups.filter(groupsAround(groups, shown)),
  };
}

function chain(groups: ReadonlyMap<string, DiagramGroup>, innermost: string | undefined): DiagramGroup[] {
  const around: DiagramGroup[] = [];
  for (let id = innermost; id !== undefined; id = groups.get(id)!.parent) around.unshift(groups.get(id)!);
  return around;
}

function folderBox(group: DiagramGroup, inside: readonly DiagramNode[]): DiagramNode {
  const params = inside.reduce((sum, node) => sum + (node.params ?? 0), 0);
  const name = group.id.slice('group:'.length);
  const layers = inside.length === 1 ? '1 layer' : `${inside.length.toLocaleString('en-US')} layers`;
  const notes = [...(name === group.of ? [] : [name]), layers];
  if (params > 0) notes.push(`${params.toLocaleString('en-US')} params`);
  return {
    id: group.id,
    kind: 'group',
    title: group.of === 'shared' ? name : group.of,
    arguments: '',
    caption: notes.join(' · '),
    shared: inside.every(({ shared }) => shared),
    params,
    ...(group.parent === undefined ? {} : { group: group.parent }),
  };
}

function foldEdges(
  edges: readonly DiagramEdge[],
  boxes: ReadonlyMap<string, string>,
  isLater: (id: string) => boolean,
): readonly DiagramEdge[] {
  const kept = new Map<string, { readonly edge: DiagramEdge; readonly tensors: Set<number> }>();
  const add = (edge: DiagramEdge): void => {
    const key = `${edge.from} ${edge.to} ${edge.label}`;
    const known = kept.get(key) ?? { edge, tensors: new Set() };
    kept.set(key, known);
    for (const tensor of edge.tensors) known.tensors.add(tensor);
  };
  for (const edge of edges) {
    const from = boxes.get(edge.from)!;
    const to = boxes.get(edge.to)!;
    // Between later rounds, or from one round to the next; what leaves the last round leaves the first, as drawn.
    if (isLater(edge.to) || (from === to && edge.from !== edge.to)) continue;
    add({ ...edge, from, to });
  }
  return [...kept.values()].map(({ edge, tensors }) => ({
    ...edge,
    label: tensors.size === 1 ? edge.label : `${edge.label} ×${tensors.size}`,
    tensors: [...tensors],
  }));
}

/** Which groups have something to show. */
function groupsAround(
  groups: ReadonlyMap<string, DiagramGroup>,
  nodes: readonly DiagramNode[],
): (group: DiagramGroup) => boolean {
  const shown = new Set<string>();
  for (const { group } of nodes) {
    for (let id = group; id !== undefined && !shown.has(id); id = groups.get(id)!.parent) shown.add(id);
  }
  return ({ id }) => shown.has(id);
}
