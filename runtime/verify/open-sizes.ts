import type { ModelGraph, SizeCondition } from '../../compiler/graph/model-graph.ts';
import { evaluateSize } from '../../compiler/shapes/size.ts';
import { openSizes } from '../../compiler/shapes/open-sizes.ts';
import { KmodelError } from '../errors.ts';

/** Numbers for size variables that are tried, the likeliest to be both enough and quick first. */
const candidates = [...range(8, 64), ...range(1, 8), 72, 75, 80, 96, 100, 112, 128, 160, 192, 224, 256, 299];

/**
 * Numbers for the open sizes of a model's inputs that keep every condition on them: one for all, where one will do.
 * @param given numbers that are wanted, by the name of the size variable
 * @throws KmodelError where no number that is tried keeps the conditions, or a name is unknown
 */
export function chooseSizes(
  model: ModelGraph,
  given: Readonly<Record<string, number>> = {},
): ReadonlyMap<string, number> {
  const names = new Set<string>();
  for (const { tensor } of model.inputs)
    for (const size of model.tensors[tensor]!.shape) openSizes(size, names);
  const unknown = Object.keys(given).find((name) => !names.has(name));
  if (unknown !== undefined) {
    const known = model.sizeVariables.map((name) => `\`${name}\``).join(', ');
    throw new KmodelError(
      `\`${model.name}\` has no size variable \`${unknown}\`.`,
      known === '' ? undefined : `It has ${known}.`,
    );
  }
  for (const candidate of candidates) {
    const sizes = new Map(
      [...names].map((name) => [name, Object.hasOwn(given, name) ? given[name]! : candidate]),
    );
    if (model.conditions.every((condition) => holds(condition, sizes))) return sizes;
  }
  throw new KmodelError(
    `No size was found for ${[...names].map((name) => `\`${name}\``).join(', ')} that every layer of \`${model.name}\` takes.`,
    'Say one, for example `--size T=100`.',
  );
}

function holds(condition: SizeCondition, sizes: ReadonlyMap<string, number>): boolean {
  if (condition.kind === 'equal')
    return evaluateSize(condition.left, sizes) === evaluateSize(condition.right, sizes);
  const size = evaluateSize(condition.size, sizes);
  // What is known only when a layer has run binds nothing before.
  if (size === undefined) return true;
  return condition.kind === 'atLeast' ? size >= condition.minimum : size % condition.divisor === 0;
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
