import type { ModelGraph, SizeCondition } from '../../compiler/graph/model-graph.ts';
import { evaluateSize, isSymbolic, sizeText, variablesOf } from '../../compiler/shapes/size.ts';
import { DataError } from '../errors.ts';
import type { Column } from './columns.ts';

/**
 * Checks the data's sizes against the model's size variables and the conditions on them.
 * @throws DataError that names the input and the size variable
 */
export function checkSizes(model: ModelGraph, inputs: readonly Column[]): void {
  const values = new Map<string, { readonly value: number; readonly input: string }>();
  for (const input of model.inputs) {
    const column = inputs.find(({ name }) => name === input.name);
    if (!column) continue;
    model.tensors[input.tensor]!.shape.forEach((size, axis) => {
      if (!isSymbolic(size)) return;
      const names = [...variablesOf(size)];
      const [name] = names;
      if (name === undefined) return;
      const value = column.tensor.shape[axis + 1]!;
      const known = values.get(name);
      if (known && known.value !== value) {
        throw new DataError(
          `\`${name}\` is ${known.value} in \`${known.input}\`, but ${value} in \`${input.name}\`: ` +
            `the same size variable is the same size.`,
        );
      }
      values.set(name, { value, input: input.name });
    });
  }
  const numbers = new Map([...values].map(([name, { value }]) => [name, value]));
  for (const condition of model.conditions) checkCondition(condition, numbers, values);
}

function checkCondition(
  condition: SizeCondition,
  numbers: ReadonlyMap<string, number>,
  values: ReadonlyMap<string, { readonly value: number; readonly input: string }>,
): void {
  const sizes = condition.kind === 'equal' ? [condition.left, condition.right] : [condition.size];
  const results = sizes.map((size) => evaluateSize(size, numbers));
  if (results.some((result) => result === undefined)) return;
  const [first, second] = results as [number, number?];
  const holds =
    condition.kind === 'atLeast'
      ? first >= condition.minimum
      : condition.kind === 'equal'
        ? first === second
        : first % condition.divisor === 0;
  if (holds) return;
  const names = [...new Set(sizes.flatMap((size) => [...variablesOf(size)]))];
  const found = names.map(
    (name) => `\`${name}\` is ${values.get(name)!.value} in \`${values.get(name)!.input}\``,
  );
  const needed =
    condition.kind === 'atLeast'
      ? `${sizeText(condition.size)} ≥ ${condition.minimum}`
      : condition.kind === 'equal'
        ? `${sizeText(condition.left)} = ${sizeText(condition.right)}`
        : `${sizeText(condition.size)} to be a multiple of ${condition.divisor}`;
  throw new DataError(`${found.join(', ')}, but \`${condition.layer}\` needs ${needed}.`);
}

/**
 * Checks integer inputs that an Embedding reads against its vocabulary.
 * @throws DataError that names the input and the value
 */
export function checkIndices(model: ModelGraph, inputs: readonly Column[]): void {
  for (const input of model.inputs) {
    const column = inputs.find(({ name }) => name === input.name);
    if (!input.indexRange || !column) continue;
    const { below, layer } = input.indexRange;
    const { data, shape } = column.tensor;
    const width = data.length / Math.max(1, shape[0]!);
    for (let index = 0; index < data.length; index++) {
      const value = data[index]!;
      if (value < 0 || value >= below) {
        throw new DataError(
          `\`${input.name}\` holds ${value} in sample ${Math.floor(index / width)}, but \`${layer}\` has entries 0 to ${below - 1}.`,
        );
      }
    }
  }
}
