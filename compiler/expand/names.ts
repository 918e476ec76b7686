import type { BuiltLayer } from './graph-builder.ts';
import type { Collector } from '../diagnostics/collector.ts';
import type { Place } from '../diagnostics/place.ts';

/**
 * Names every layer and group. What the text names itself comes first: `name: "…"`, `shared` declarations,
 * heads; the others take the declaration and the layer in snake case, numbered from the second on, around what
 * is taken.
 * @param reserved names that layers may not bear: the inputs'
 */
export function nameLayers(
  layers: readonly BuiltLayer[],
  reserved: Iterable<string>,
  collector: Collector,
): void {
  const taken = new Map<string, Place | undefined>();
  for (const name of reserved) taken.set(name, undefined);
  nameGroups(layers);
  for (const layer of layers) {
    const own = layer.explicit?.text ?? layer.own ?? layer.head;
    if (own === undefined) continue;
    const name = join(layer.group?.name, undefined, own);
    if (taken.has(name)) {
      if (!layer.explicit) continue;
      const first = taken.get(name);
      collector.report('KM1002', 'layerName', { name }, layer.explicit.place, {
        related: first ? [{ place: first, message: `The first \`${name}\` is here.` }] : [],
      });
    }
    taken.set(name, layer.explicit?.place ?? layer.place);
    layer.name = name;
  }
  const counts = new Map<string, number>();
  for (const layer of layers) {
    if (layer.name !== '') continue;
    layer.name = takeFree(join(layer.group?.name, layer.declaredIn, layer.snake), counts, taken);
    taken.set(layer.name, layer.place);
  }
}

/** Groups in the order of their first layers, outer ones first. */
function nameGroups(layers: readonly BuiltLayer[]): void {
  const taken = new Map<string, undefined>();
  const counts = new Map<string, number>();
  for (const layer of layers) {
    const chain = [];
    for (let group = layer.group; group && group.name === undefined; group = group.outer) chain.push(group);
    for (const group of chain.reverse()) {
      const own = group.explicit?.text ?? group.own;
      group.name =
        own === undefined
          ? takeFree(join(group.outer?.name, group.declaration, group.snake), counts, taken)
          : join(group.outer?.name, undefined, own);
      taken.set(group.name, undefined);
    }
  }
}

function takeFree(base: string, counts: Map<string, number>, taken: ReadonlyMap<string, unknown>): string {
  if (!taken.has(base)) return base;
  let count = counts.get(base) ?? 1;
  while (taken.has(`${base}_${count}`)) count++;
  counts.set(base, count + 1);
  return `${base}_${count}`;
}

function join(group: string | undefined, declaration: string | undefined, last: string): string {
  const inner = declaration === undefined ? last : `${declaration}_${last}`;
  return group === undefined ? inner : `${group}_${inner}`;
}
