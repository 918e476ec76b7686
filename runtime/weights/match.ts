import type { LayerInstance } from '../../compiler/graph/model-graph.ts';
import type { WeightSpecification } from '../../compiler/layers/define-layer.ts';
import type { HostTensor } from '../engines/engine.ts';
import { WeightsError } from '../errors.ts';

/** The weights of a file in its order, by full name `LAYER/kernel`. */
export type WeightFile = readonly { readonly name: string; readonly tensor: HostTensor }[];

interface ModelWeight {
  readonly name: string;
  readonly layer: LayerInstance;
  readonly weight: WeightSpecification;
}

/**
 * Pairs a file's weights with a model's: by name where all names match, else in order where all shapes agree.
 * @throws WeightsError that lists what is missing and what is left over
 */
export function matchWeights(
  model: string,
  wanted: readonly ModelWeight[],
  file: WeightFile,
  path: string,
): Readonly<Record<string, HostTensor>> {
  const byName = new Map(file.map(({ name, tensor }) => [name, tensor]));
  if (wanted.length === byName.size && wanted.every(({ name }) => byName.has(name))) {
    for (const { name, weight } of wanted) {
      const found = byName.get(name)!.shape;
      if (found.join() !== weight.shape.join()) {
        throw new WeightsError(
          `The weight \`${name}\` is [${weight.shape.join(', ')}] in \`${model}\`, but [${found.join(', ')}] in ${path}.`,
        );
      }
    }
    return Object.fromEntries(byName);
  }
  const ordered =
    wanted.length === file.length &&
    wanted.every(({ weight }, index) => weight.shape.join() === file[index]!.tensor.shape.join());
  if (ordered) return Object.fromEntries(wanted.map(({ name }, index) => [name, file[index]!.tensor]));

  const known = new Set(wanted.map(({ name }) => name));
  const missing = wanted.filter(({ name }) => !byName.has(name)).map(({ name }) => name);
  const left = file.filter(({ name }) => !known.has(name)).map(({ name }) => name);
  throw new WeightsError(
    `${path} holds the weights of another model than \`${model}\`: ` +
      [
        missing.length > 0 && `${listed(missing)} ${missing.length === 1 ? 'is' : 'are'} missing`,
        left.length > 0 && `${listed(left)} ${left.length === 1 ? 'is' : 'are'} left over`,
      ]
        .filter(Boolean)
        .join(', and ') +
      '.',
  );
}

function listed(names: readonly string[]): string {
  const shown = names
    .slice(0, 5)
    .map((name) => `\`${name}\``)
    .join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}
