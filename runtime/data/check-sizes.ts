import type { ModelGraph, SizeCondition } from '../../compiler/graph/model-graph.ts';
import { evaluateSize, isSymbolic, sizeText, type Size } from '../../compiler/shapes/size.ts';
import { openSizes } from '../../compiler/shapes/open-sizes.ts';
import { declaredTypeText } from '../../compiler/shapes/types.ts';
import { DataError } from '../errors.ts';
import type { SizedColumn } from './columns.ts';

/** What the data says of an open size of the model, with where it says so. */
interface FoundSize {
  readonly value: number;
  readonly input: string;
  /** "`T` is 5 in `x`" */
  readonly text: string;
}

/** By the name of a size variable, or the key of a `?`. */
type FoundSizes = ReadonlyMap<string, FoundSize>;

/**
 * Checks the data's sizes against the model's size variables, the conditions on them, and the sizes that heads get
 * by them.
 * @throws DataError that names the input or head and the size variable
 */
export function checkSizes(
  model: ModelGraph,
  inputs: readonly SizedColumn[],
  targets: readonly SizedColumn[],
): void {
  const found = findSizes(model, inputs);
  const numbers = new Map([...found].map(([name, { value }]) => [name, value]));
  for (const condition of model.conditions) {
    const sentence = conditionProblem(condition, numbers, found);
    if (sentence !== undefined) throw new DataError(sentence);
  }
  for (const head of model.heads) {
    const column = targets.find(({ name }) => name === head.name);
    if (column && head.target) checkTarget(column, head.target, numbers, found);
  }
}

/** Which condition of the model numbers for its open sizes break, in a sentence; undefined where none. */
export function brokenCondition(model: ModelGraph, numbers: ReadonlyMap<string, number>): string | undefined {
  const found = new Map(
    [...numbers].map(([name, value]) => [
      name,
      { value, input: '', text: `\`${name.replace('?', '')}\` is ${value}` },
    ]),
  );
  for (const condition of model.conditions) {
    const sentence = conditionProblem(condition, numbers, found);
    if (sentence !== undefined) return sentence;
  }
  return undefined;
}

function findSizes(model: ModelGraph, inputs: readonly SizedColumn[]): FoundSizes {
  const found = new Map<string, FoundSize>();
  for (const input of model.inputs) {
    const column = inputs.find(({ name }) => name === input.name);
    if (!column) continue;
    model.tensors[input.tensor]!.shape.forEach((size, axis) => {
      const [name] = openSizes(size);
      if (name === undefined) return;
      const value = column.tensor.shape[axis + 1]!;
      const known = found.get(name);
      if (known && known.value !== value) {
        throw new DataError(
          `\`${name}\` is ${known.value} in \`${known.input}\`, but ${value} in \`${input.name}\`: ` +
            `the same size variable is the same size.`,
        );
      }
      const what = isNamed(size) ? `\`${name}\` is ${value} in` : `axis ${axis + 1} is ${value} in`;
      found.set(name, { value, input: input.name, text: `${what} \`${input.name}\`` });
    });
  }
  return found;
}

/** A `?` has no name that a user knows. */
function isNamed(size: Size): boolean {
  return sizeText(size) !== '?';
}

/** Says what does not hold; undefined where all does, as far as it is known. */
function conditionProblem(
  condition: SizeCondition,
  numbers: ReadonlyMap<string, number>,
  found: FoundSizes,
): string | undefined {
  const sizes = condition.kind === 'equal' ? [condition.left, condition.right] : [condition.size];
  const results = sizes.map((size) => evaluateSize(size, numbers));
  if (results.some((result) => result === undefined)) return undefined;
  const [first, second] = results as [number, number?];
  const holds =
    condition.kind === 'atLeast'
      ? first >= condition.minimum
      : condition.kind === 'equal'
        ? first === second
        : first % condition.divisor === 0;
  if (holds) return undefined;
  return `${causes(sizes, found)}, but \`${condition.layer}\` needs ${needOf(condition)}.`;
}

/** What a condition asks for; `?` on both sides are told apart by where they come from, not by their text. */
function needOf(condition: SizeCondition): string {
  switch (condition.kind) {
    case 'atLeast':
      return `${sizeText(condition.size)} ≥ ${condition.minimum}`;
    case 'equal': {
      const [left, right] = [sizeText(condition.left), sizeText(condition.right)];
      if (left === '?' && right === '?') return 'equal sizes';
      return left === '?' ? `${right} there` : `${left} = ${right}`;
    }
    case 'divisible':
      return `${sizeText(condition.size)} to be a multiple of ${condition.divisor}`;
  }
}

/** "`T` is 5 in `x`, axis 1 is 3 in `b`": what the sizes come from. */
function causes(sizes: readonly Size[], found: FoundSizes): string {
  const names = new Set<string>();
  for (const size of sizes) openSizes(size, names);
  return [...names].flatMap((name) => found.get(name)?.text ?? []).join(', ');
}

/** A head whose sizes follow from the inputs wants targets of just those. */
function checkTarget(
  { name, tensor }: SizedColumn,
  target: NonNullable<ModelGraph['heads'][number]['target']>,
  numbers: ReadonlyMap<string, number>,
  found: FoundSizes,
): void {
  const wanted = target.shape.map((size) => evaluateSize(size, numbers));
  const fits = wanted.every((size, axis) => size === undefined || size === tensor.shape[axis + 1]);
  if (fits) return;
  const open = target.shape.filter(isSymbolic);
  const sizes = wanted.map((size, axis) => size ?? sizeText(target.shape[axis]!));
  throw new DataError(
    `\`${name}\` has the shape [${tensor.shape.join(', ')}], but head \`${name}\` is ${declaredTypeText(target)}, ` +
      `and ${causes(open, found)}: [N, ${sizes.join(', ')}] is needed.`,
  );
}
