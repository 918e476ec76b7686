import { reachOfLayers, worlds, type LayerReach, type Reach } from './worlds.ts';

const head = `/** How a layer gets to another world, where it does not do so as one of its own. */
export type ReachKind = 'class' | 'before' | 'no';

/**
 * Where layers get to other than plainly, by their names; those that get everywhere are not listed. Written by
 * \`npm run reference\`, which writes the example of every layer for each world.
 */
export const layerReach: Readonly<Record<string, Readonly<Partial<Record<ReachKind, readonly string[]>>>>> = {`;

/** The module by which the editor tells where a layer gets. */
export async function layerReachModule(): Promise<string> {
  return [head, ...(await reachOfLayers()).flatMap(lineOf), '};', ''].join('\n');
}

function lineOf({ layer, reach }: LayerReach): readonly string[] {
  const kinds = (['no', 'class', 'before'] as const).flatMap((kind) => {
    const there = worlds.filter((world) => reach[world].kind === (kind satisfies Reach['kind']));
    return there.length === 0 ? [] : [`${kind}: [${there.map((world) => `'${world}'`).join(', ')}]`];
  });
  return kinds.length === 0 ? [] : [`  ${layer.name}: { ${kinds.join(', ')} },`];
}
