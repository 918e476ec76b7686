import type { ModelGraph } from '../../compiler/graph/model-graph.ts';
import type { Alignment } from '../../compiler/targets/read/align.ts';
import type { SourceModel } from '../../compiler/targets/read/source.ts';
import type { HostTensor } from '../engines/engine.ts';
import { WeightsError } from '../errors.ts';
import type { WeightFile } from '../weights/match.ts';

/**
 * The weights of a file by the names that they have in the imported model.
 * @throws WeightsError where the file lacks some, or has them in another shape
 */
export function alignedWeights(
  model: SourceModel,
  alignment: Alignment,
  graph: ModelGraph,
  file: WeightFile,
  path: string,
): Readonly<Record<string, HostTensor>> {
  const groups = groupsOf(file);
  const taken: Record<string, HostTensor> = {};
  const visit = (source: SourceModel, found: Alignment): void => {
    source.layers.forEach((layer, index) => {
      const inner = found.inner.get(index);
      if (layer.kind === 'model' && inner) return visit(layer.model, inner);
      const made = graph.layers[found.layers.get(index) ?? -1];
      if (!made || made.weights.length === 0) return;
      const wanted = made.weights.map(({ shape }) => shape.join());
      const own = groups.get(layer.name) ?? [];
      const place = own.findIndex(
        (group) => group.map(({ shape }) => shape.join()).join(';') === wanted.join(';'),
      );
      const [group] = place < 0 ? [] : own.splice(place, 1);
      if (!group) {
        throw new WeightsError(
          `${path} holds no weights for \`${layer.name}\` in the shapes ${made.weights.map(({ shape }) => `[${shape.join(', ')}]`).join(', ')}.`,
        );
      }
      made.weights.forEach(({ name }, at) => (taken[`${made.name}/${name}`] = group[at]!));
    });
  };
  visit(model, alignment);
  return taken;
}

/** The weights of each layer of the file together; layers of models inside models may share a name. */
function groupsOf(file: WeightFile): ReadonlyMap<string, HostTensor[][]> {
  const groups = new Map<string, HostTensor[][]>();
  for (const { name, tensor } of file) {
    const counted = /^(.*)\/(\d+)$/.exec(name);
    const layer = counted ? counted[1]! : name.split('/')[0]!;
    const known = groups.get(layer);
    if (!known) groups.set(layer, [[tensor]]);
    else if (counted && counted[2] === '0') known.push([tensor]);
    else known.at(-1)!.push(tensor);
  }
  return groups;
}
