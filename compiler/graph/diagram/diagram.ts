import type { LayerFamily } from '../../declarations/define-layer.ts';
import type { GroupName } from '../model-graph.ts';

/** A model as boxes and arrows, before any layout: every format is drawn from it. */
export interface Diagram {
  readonly model: string;
  /** In the order of the text, so that every box but a shared one stands after what it takes. */
  readonly nodes: readonly DiagramNode[];
  readonly edges: readonly DiagramEdge[];
  readonly groups: readonly DiagramGroup[];
}

export interface DiagramNode {
  readonly id: string;
  /** A `group` is a folded one: all of its layers in one box. */
  readonly kind: 'input' | 'layer' | 'head' | 'group';
  /** What stands in large: the layer's class, or the name of an input or head. */
  readonly title: string;
  /** The arguments that matter, on one line: `32, 3×3, relu`; empty where there are none. */
  readonly arguments: string;
  /** What stands below: the layer's name and parameters, or a type. */
  readonly caption: string;
  /** What colours it, for layers. */
  readonly family?: LayerFamily;
  /** Drawn with a mark: one set of weights, used in several places. */
  readonly shared: boolean;
  readonly group?: string;
  /** For each `repeat` in whose later rounds it stands, by the group's id: the same layer in the first round. */
  readonly twins?: Readonly<Record<string, string>>;
  readonly params?: number;
  /** Everything else that is known of a layer, for pages that show it on request. */
  readonly details?: NodeDetails;
}

export interface NodeDetails {
  readonly summary: string;
  /** Every argument, as the text would write it, and whether that is its default. */
  readonly arguments: readonly {
    readonly name: string;
    readonly value: string;
    readonly isDefault: boolean;
  }[];
  readonly weights: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly trainable: boolean;
  }[];
  /** Types of the tensors that flow in and out. */
  readonly takes: readonly string[];
  readonly gives: readonly string[];
}

export interface DiagramEdge {
  readonly from: string;
  readonly to: string;
  /** The tensor's type: `float32[T, 64]`. */
  readonly label: string;
  /** Which tensors of the model flow there: several where a layer is used several times. */
  readonly tensors: readonly number[];
}

/** A block, a model used as a layer, a shared stack or a `repeat`, drawn around its nodes. */
export interface DiagramGroup {
  readonly id: string;
  readonly kind: GroupName['kind'] | 'repeat';
  readonly title: string;
  /** The block or model, or `repeat`. */
  readonly of: string;
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
