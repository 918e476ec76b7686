import type { Diagram } from '../../compiler/graph/diagram/diagram.ts';
import { defaultFold, foldDiagram } from '../../compiler/graph/diagram/fold-diagram.ts';

export interface Folding {
  /** The diagram as it is folded now. */
  readonly shown: () => Diagram;
  readonly toggle: (group: string) => void;
  readonly setAll: (folded: boolean) => void;
  /** Opens what hides a node. */
  readonly reveal: (id: string) => void;
  /** The box that stands for a node now. */
  readonly boxOf: (id: string) => string;
}

/** Which groups of the page are folded: at first as in pictures. */
export function createFolding(diagram: Diagram, changed: () => void): Folding {
  let folded = new Set(diagram.groups.filter(defaultFold).map(({ id }) => id));
  const groups = new Map(diagram.groups.map((group) => [group.id, group]));
  const nodes = new Map(diagram.nodes.map((node) => [node.id, node]));
  const around = (id: string): string[] => {
    const ids: string[] = [];
    for (let group = nodes.get(id)?.group; group !== undefined; group = groups.get(group)!.parent)
      ids.push(group);
    return ids;
  };
  const shown = (): Diagram => foldDiagram(diagram, ({ id }) => folded.has(id));
  const set = (next: Set<string>): void => {
    folded = next;
    changed();
  };
  return {
    shown,
    toggle: (group) => {
      const next = new Set(folded);
      if (!next.delete(group)) next.add(group);
      set(next);
    },
    setAll: (all) => set(new Set(all ? groups.keys() : [])),
    reveal: (id) => {
      if (shown().nodes.some((node) => node.id === id)) return;
      set(new Set([...folded].filter((group) => !around(id).includes(group))));
    },
    boxOf: (id) => {
      const visible = new Set(shown().nodes.map((node) => node.id));
      if (visible.has(id)) return id;
      const twins = Object.values(nodes.get(id)?.twins ?? {});
      return [...twins, ...around(id)].find((each) => visible.has(each)) ?? id;
    },
  };
}
