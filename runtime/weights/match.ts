import type { LayerInstance } from '../../compiler/graph/model-graph.ts';
import { isLoraFactor } from '../../compiler/layers/shared/lora.ts';
import type { WeightSpecification } from '../../compiler/declarations/define-layer.ts';
import type { HostTensor } from '../engines/engine.ts';
import { WeightsError } from '../errors.ts';
import { storedOrder } from './stored-order.ts';

const takesThoseThatFit =
  '`--skip-mismatch` (`skipMismatch`) takes those alone that fit, and draws the others.';

/** The weights of a file in its order. */
export type WeightFile = readonly FileWeight[];

export interface FileWeight {
  /** The full name, `LAYER/kernel`, or `LAYER/0` in files that count a layer's weights. */
  readonly name: string;
  readonly tensor: HostTensor;
}

interface ModelWeight {
  readonly name: string;
  readonly layer: LayerInstance;
  readonly weight: WeightSpecification;
}

/** How weights are paired where not all names fit. */
export interface MatchOptions {
  /** Takes those whose names and shapes fit, Keras's `by_name` with `skip_mismatch`; all others stay. */
  readonly skipMismatch?: boolean;
  /** Takes them in the order of the file although some names fit. */
  readonly byOrder?: boolean;
}

/** Full names in orders in which a file of another program may have them, the likeliest first. */
export type WeightOrders = readonly (readonly string[])[];

/**
 * Pairs a file's weights with a model's: by name where all names match, else in order where all shapes agree and no
 * name says otherwise.
 * @throws WeightsError that lists what is missing and what is left over
 */
export function matchWeights(
  model: string,
  weights: readonly ModelWeight[],
  file: WeightFile,
  path: string,
  options: MatchOptions = {},
  orders: WeightOrders = [],
): Readonly<Record<string, HostTensor>> {
  // The factors of a low-rank adaption begin anew where a file is from before it.
  const adapted = file.some(({ name }) => isLoraFactor(name));
  const wanted = adapted ? weights : weights.filter(({ name }) => !isLoraFactor(name));
  const named = namesOf(wanted, file);
  if (options.skipMismatch) return matchingPart(model, wanted, named, path);
  const paired = wanted.length === file.length && named.size === file.length ? named : undefined;
  if (paired) {
    for (const { name, weight } of wanted) {
      const found = paired.get(name)!.shape;
      if (found.join() !== weight.shape.join()) {
        throw new WeightsError(
          `The weight \`${name}\` is [${weight.shape.join(', ')}] in \`${model}\`, but [${found.join(', ')}] in ${path}.`,
          takesThoseThatFit,
        );
      }
    }
    return Object.fromEntries(paired);
  }
  const foreign = orders.map((order) => inOrder(wanted, order)).filter((each) => fitsInOrder(each, file));
  // Names that are equal by chance stand at their places; others say that the file is of another model.
  const ordered =
    foreign.find((order) =>
      order.every(({ name }, index) => (named.get(name) ?? file[index]!.tensor) === file[index]!.tensor),
    ) ?? (fitsInOrder(wanted, file) && (named.size === 0 || options.byOrder) ? wanted : undefined);
  if (ordered) return Object.fromEntries(ordered.map(({ name }, index) => [name, file[index]!.tensor]));
  if (fitsInOrder(wanted, file)) throw someNamesFit(model, file, named, path);

  const known = new Set(wanted.map(({ name }) => name));
  const present = new Set(file.map(({ name }) => name));
  const missing = wanted.filter(({ name }) => !present.has(name)).map(({ name }) => name);
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
    ...(named.size > 0 ? [takesThoseThatFit] : []),
  );
}

function inOrder(wanted: readonly ModelWeight[], order: readonly string[]): readonly ModelWeight[] {
  const byName = new Map(wanted.map((each) => [each.name, each]));
  return order.flatMap((name) => byName.get(name) ?? []);
}

/** Whether the shapes of a file are those of the weights, one after the other. */
function fitsInOrder(weights: readonly ModelWeight[], file: WeightFile): boolean {
  return (
    weights.length === file.length &&
    weights.every(({ weight }, index) => weight.shape.join() === file[index]!.tensor.shape.join())
  );
}

/** The file's tensors by the model's names, as far as they fit. */
function namesOf(wanted: readonly ModelWeight[], file: WeightFile): ReadonlyMap<string, HostTensor> {
  const names = new Map(wanted.map(({ name }) => [name, name]));
  for (const layer of new Set(wanted.map((each) => each.layer)))
    storedOrder(layer, 'counted')
      .map((weight) => `${layer.name}/${weight.name}`)
      .filter((name) => names.has(name))
      .forEach((name, index) => names.set(`${layer.name}/${index}`, name));
  const paired = new Map<string, HostTensor>();
  for (const { name, tensor } of file) {
    const own = names.get(name) ?? innerName(names, name);
    if (own !== undefined && !paired.has(own)) paired.set(own, tensor);
  }
  return paired;
}

function matchingPart(
  model: string,
  wanted: readonly ModelWeight[],
  named: ReadonlyMap<string, HostTensor>,
  path: string,
): Readonly<Record<string, HostTensor>> {
  const fitting = wanted.filter(({ name, weight }) => named.get(name)?.shape.join() === weight.shape.join());
  if (fitting.length === 0) {
    throw new WeightsError(`${path} holds no weight that fits \`${model}\` by name and shape.`);
  }
  return Object.fromEntries(fitting.map(({ name }) => [name, named.get(name)!]));
}

/** In order they would fit, but some names stand elsewhere: one of the two is not meant. */
function someNamesFit(
  model: string,
  file: WeightFile,
  named: ReadonlyMap<string, HostTensor>,
  path: string,
): WeightsError {
  return new WeightsError(
    `Only ${named.size} of the ${file.length} weights in ${path} have a name of \`${model}\`: ${listed([...named.keys()])}.`,
    '`--skip-mismatch` (`skipMismatch`) takes those alone, `--by-order` (`byOrder`) all in the order of the file.',
  );
}

/** A layer of a model used as a layer has the use's name in front: `stem/kernel` is `eye_stem/kernel`. */
function innerName(names: ReadonlyMap<string, string>, name: string): string | undefined {
  const found = [...names].filter(([key]) => key.endsWith(`_${name}`));
  return found.length === 1 ? found[0]![1] : undefined;
}

function listed(names: readonly string[]): string {
  const shown = names
    .slice(0, 5)
    .map((name) => `\`${name}\``)
    .join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}
