import { declaredTypeText } from '../shapes/types.ts';
import type { LayerInstance, ModelGraph } from './model-graph.ts';
import { parameterCount } from './summary.ts';

/** A model as boxes and arrows, before any layout: every format is drawn from it. */
export interface Diagram {
  readonly model: string;
  readonly nodes: readonly DiagramNode[];
  readonly edges: readonly DiagramEdge[];
  readonly groups: readonly DiagramGroup[];
}

export interface DiagramNode {
  readonly id: string;
  readonly kind: 'input' | 'layer' | 'head';
  /** What stands in large: the layer's class, or the name of an input or head. */
  readonly title: string;
  /** What stands below: the layer's name and parameters, or a type. */
  readonly caption: string;
  /** Drawn with a mark: one set of weights, used in several places. */
  readonly shared: boolean;
  readonly group?: string;
}

export interface DiagramEdge {
  readonly from: string;
  readonly to: string;
  /** The tensor's type: `float32[T, 64]`. */
  readonly label: string;
}

/** A block, a model used as a layer or a shared stack, drawn around its nodes. */
export interface DiagramGroup {
  readonly id: string;
  readonly title: string;
  readonly parent?: string;
}

/** What lies directly in a group, or outside of all. */
export interface GroupContents {
  readonly nodes: readonly DiagramNode[];
  readonly groups: readonly DiagramGroup[];
}

/** The contents of each group by its id, and of the outside by `undefined`. */
export function contentsOfGroups({ nodes, groups }: Diagram): (group: string | undefined) => GroupContents {
  const contents = new Map<string | undefined, { nodes: DiagramNode[]; groups: DiagramGroup[] }>();
  const of = (group: string | undefined) => {
    const known = contents.get(group);
    if (known) return known;
    const fresh = { nodes: [], groups: [] };
    contents.set(group, fresh);
    return fresh;
  };
  for (const node of nodes) of(node.group).nodes.push(node);
  for (const group of groups) of(group.parent).groups.push(group);
  return of;
}

/** The diagram of a model: a shared layer is one box that all its uses go through. */
export function createDiagram(model: ModelGraph): Diagram {
  const groups = new Map<string, DiagramGroup>();
  const nodes = new Map<string, DiagramNode>();
  const edges = new Map<string, DiagramEdge>();
  const makers = new Map<number, string>();

  for (const input of model.inputs) {
    const id = `input:${input.name}`;
    const caption = declaredTypeText(model.tensors[input.tensor]!);
    nodes.set(id, { id, kind: 'input', title: input.name, caption, shared: false });
    makers.set(input.tensor, id);
  }
  const connect = (tensor: number, to: string): void => {
    const from = makers.get(tensor)!;
    const label = declaredTypeText(model.tensors[tensor]!);
    edges.set(`${from} ${to} ${tensor}`, { from, to, label });
  };
  for (const call of model.calls) {
    const layer = model.layers[call.layer]!;
    const id = `layer:${layer.name}`;
    if (!nodes.has(id)) {
      const group = addGroups(groups, layer);
      nodes.set(id, {
        id,
        kind: 'layer',
        title: layer.class,
        caption: layerCaption(layer),
        shared: layer.shared,
        group,
      });
    }
    for (const tensor of [...call.inputs, ...Object.values(call.tensorArguments).flat()]) connect(tensor, id);
    for (const output of call.outputs) makers.set(output, id);
  }
  for (const head of model.heads) {
    const id = `head:${head.name}`;
    const loss = head.loss ? ` · ${head.loss.alias ?? head.loss.name}` : '';
    nodes.set(id, {
      id,
      kind: 'head',
      title: head.name,
      caption: `${declaredTypeText(model.tensors[head.tensor]!)}${loss}`,
      shared: false,
    });
    connect(head.tensor, id);
  }
  return {
    model: model.name,
    nodes: [...nodes.values()],
    edges: [...edges.values()],
    groups: [...groups.values()],
  };
}

function addGroups(groups: Map<string, DiagramGroup>, layer: LayerInstance): string | undefined {
  let parent: string | undefined;
  for (const { name, of } of layer.path) {
    const id = `group:${name}`;
    if (!groups.has(id))
      groups.set(id, { id, title: name === of ? name : `${of} · ${name}`, ...(parent && { parent }) });
    parent = id;
  }
  return parent;
}

function layerCaption(layer: LayerInstance): string {
  const parameters = parameterCount(layer);
  // The group around it says the beginning of the name.
  const around = layer.path.at(-1)?.name;
  const notes = [
    around !== undefined && layer.name.startsWith(`${around}_`)
      ? layer.name.slice(around.length + 1)
      : layer.name,
  ];
  if (parameters > 0)
    notes.push(`${parameters.toLocaleString('en-US')} params${layer.trainable ? '' : ', frozen'}`);
  return notes.join(' · ');
}
