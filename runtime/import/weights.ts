import type { LayerInstance, ModelGraph } from '../../compiler/graph/model-graph.ts';
import { keepsWeights } from '../../compiler/targets/keras/weights.ts';
import type { Alignment } from '../../compiler/targets/read/align.ts';
import type { SourceModel } from '../../compiler/targets/read/source.ts';
import type { HostTensor } from '../engines/engine.ts';
import { WeightsError } from '../errors.ts';
import type { WeightFile } from '../weights/match.ts';
import { storedOrder, type StoredLayout } from '../weights/stored-order.ts';

/**
 * The weights of a file by the names that they have in the imported model.
 * @param layout `own` where the file has kmodel's own names of weights, and only those that it needs
 * @throws WeightsError where the file lacks some, or has them in another shape
 */
export function alignedWeights(
  model: SourceModel,
  alignment: Alignment,
  graph: ModelGraph,
  file: WeightFile,
  path: string,
  layout?: 'own',
): Readonly<Record<string, HostTensor>> {
  const groups = groupsOf(file);
  const taken: Record<string, HostTensor> = {};
  const named = new Map(file.map(({ name, tensor }) => [name, tensor]));
  // What a prediction does not need is not in the file.
  const byName = (layer: string, made: LayerInstance): void => {
    for (const { name, shape } of made.weights) {
      const found = named.get(`${layer}/${name}`);
      if (found?.shape.join() === shape.join()) taken[`${made.name}/${name}`] = found;
    }
  };
  const visit = (source: SourceModel, found: Alignment): void => {
    source.layers.forEach((layer, index) => {
      const inner = found.inner.get(index);
      if (layer.kind === 'model' && inner) return visit(layer.model, inner);
      const made = graph.layers[found.layers.get(index) ?? -1];
      if (made && layout === 'own') return byName(layer.name, made);
      if (!made || !keepsWeights(made)) return;
      const own = groups.get(layer.name) ?? [];
      const place = own.findIndex(
        ({ layout, tensors }) => shapesText(tensors) === shapesText(storedOrder(made, layout)),
      );
      const [group] = place < 0 ? [] : own.splice(place, 1);
      if (!group) {
        throw new WeightsError(
          `${path} holds no weights for \`${layer.name}\` in the shapes ${made.weights.map(({ shape }) => `[${shape.join(', ')}]`).join(', ')}.`,
        );
      }
      storedOrder(made, group.layout).forEach(
        ({ name }, at) => (taken[`${made.name}/${name}`] = group.tensors[at]!),
      );
    });
  };
  visit(model, alignment);
  return taken;
}

function shapesText(weights: readonly { readonly shape: readonly number[] }[]): string {
  return weights.map(({ shape }) => shape.join()).join(';');
}

/** The weights of one layer of a file, in its order. */
interface FileLayer {
  readonly layout: StoredLayout;
  readonly tensors: HostTensor[];
}

/** The weights of each layer of the file together; layers of models inside models may share a name. */
function groupsOf(file: WeightFile): ReadonlyMap<string, FileLayer[]> {
  const groups = new Map<string, FileLayer[]>();
  for (const { name, tensor } of file) {
    const counted = /^(.*)\/(\d+)$/.exec(name);
    const layer = counted ? counted[1]! : name.split('/')[0]!;
    const known = groups.get(layer);
    const made = (): FileLayer => ({ layout: counted ? 'counted' : 'named', tensors: [tensor] });
    if (!known) groups.set(layer, [made()]);
    else if (counted && counted[2] === '0') known.push(made());
    else known.at(-1)!.tensors.push(tensor);
  }
  return groups;
}
