import type { BuiltLayer, Group } from '../bind/expand/graph-builder.ts';
import type { Collector } from '../diagnostics/collector.ts';
import type { Place } from './model-graph.ts';

/** The names of a model's layers and groups. */
export interface LayerNames {
  readonly ofLayer: (layer: BuiltLayer) => string;
  readonly ofGroup: (group: Group) => string;
}

/**
 * Names every layer. What the text names itself comes first: `name: "…"`, `shared` declarations, heads; the
 * others take the declaration and the layer in snake case, numbered from the second on, around what is taken.
 * @param reserved names that layers may not bear: the inputs'
 */
export function nameLayers(
  layers: readonly BuiltLayer[],
  reserved: Iterable<string>,
  collector: Collector,
): LayerNames {
  const taken = new Map<string, Place | undefined>();
  for (const name of reserved) taken.set(name, undefined);
  const groups = nameGroups(layers);
  const names = new Map<BuiltLayer, string>();
  const prefixOf = (layer: BuiltLayer) => (layer.group ? groups.get(layer.group)! : undefined);

  for (const layer of layers) {
    const own = layer.explicit?.text ?? layer.own ?? layer.head;
    if (own === undefined) continue;
    const name = join(prefixOf(layer), own);
    if (taken.has(name)) {
      if (!layer.explicit) continue;
      const first = taken.get(name);
      collector.report('KM1002', 'layerName', { name }, layer.explicit.place, {
        related: first ? [{ place: first, message: `The first \`${name}\` is here.` }] : [],
      });
    }
    taken.set(name, layer.explicit?.place ?? layer.place);
    names.set(layer, name);
  }
  const counts = new Map<string, number>();
  for (const layer of layers) {
    if (names.has(layer)) continue;
    const base = join(prefixOf(layer), layer.declaredIn, layer.snake);
    names.set(
      layer,
      takeFree(base, counts, (name) => taken.has(name)),
    );
    taken.set(names.get(layer)!, layer.place);
  }
  return { ofLayer: (layer) => names.get(layer)!, ofGroup: (group) => groups.get(group)! };
}

/** Groups in the order of their first layers, outer ones first. */
function nameGroups(layers: readonly BuiltLayer[]): ReadonlyMap<Group, string> {
  const names = new Map<Group, string>();
  const taken = new Set<string>();
  const counts = new Map<string, number>();
  for (const layer of layers) {
    const chain: Group[] = [];
    for (let group = layer.group; group && !names.has(group); group = group.outer) chain.push(group);
    for (const group of chain.reverse()) {
      const outer = group.outer && names.get(group.outer);
      const own = group.explicit?.text ?? group.own;
      const name =
        own === undefined
          ? takeFree(join(outer, group.declaration, group.snake), counts, (each) => taken.has(each))
          : join(outer, own);
      names.set(group, name);
      taken.add(name);
    }
  }
  return names;
}

function takeFree(base: string, counts: Map<string, number>, isTaken: (name: string) => boolean): string {
  let count = counts.get(base) ?? 0;
  let name = count === 0 ? base : `${base}_${count}`;
  while (isTaken(name)) name = `${base}_${++count}`;
  counts.set(base, count + 1);
  return name;
}

function join(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join('_');
}
