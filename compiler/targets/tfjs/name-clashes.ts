import type { Place } from '../../diagnostics/place.ts';
import type { ModelGraph } from '../../graph/model-graph.ts';
import { tfjsName } from './names.ts';

/** An input or layer that tfjs would call like another one. */
export interface NameClash {
  readonly name: string;
  /** The one that has the name already. */
  readonly other: string;
  readonly tfjsName: string;
  readonly place: Place;
}

/** Names of a model that fall together where only ASCII is allowed: `ä` and `u00e4`. */
export function nameClashes({ inputs, layers }: ModelGraph): readonly NameClash[] {
  const owners = new Map<string, string>();
  return [...inputs, ...layers].flatMap(({ name, place }): readonly NameClash[] => {
    const plain = tfjsName(name);
    const other = owners.get(plain);
    if (other !== undefined) return [{ name, other, tfjsName: plain, place }];
    owners.set(plain, name);
    return [];
  });
}

/** Why two such names cannot both be there, as a part of a sentence. */
export function clashReason({ tfjsName: name, other }: NameClash): string {
  return `its name would be \`${name}\` there, as that of \`${other}\``;
}
