import { requiredString } from '../declarations/declare.ts';
import { shapeProblem, type ShapeProblem } from '../declarations/define-layer.ts';
import { asFloat } from '../layers/shared/apply-component.ts';
import type { Ops } from '../ops/builder.ts';
import type { Tensor } from '../ops/types.ts';
import { sizeProduct, sizesEqual, type Size } from '../shapes/size.ts';
import { isBatched, tensorTypeText, type TensorType } from '../shapes/types.ts';
import { defineFunction, type FunctionCall, type TensorFunction } from './define-function.ts';
import { fits } from './types.ts';

/** An equation such as `btd,bsd->bts`: a letter for every axis, the batch included. */
interface Equation {
  readonly inputs: readonly (readonly string[])[];
  readonly output: readonly string[];
}

/** Sums of products over the letters that the result lacks. */
export const einsum: TensorFunction = defineFunction({
  name: 'einsum',
  class: 'Einsum',
  summary: 'Sums of products, by letters for axes: the batch has one, too.',
  example: 'einsum("btd,bsd->bts", x, x)',
  operands: { operands: 'rest' },
  arguments: { subscripts: requiredString('The letters of each operand, `->`, and those of the result.') },
  order: ['subscripts', 'operands'],
  output: (types, { subscripts }, call) => {
    const equation = readEquation(subscripts);
    if (!equation) return equationProblem(subscripts);
    const sizes = sizesOf(equation, types as readonly TensorType[], call);
    if ('problem' in sizes) return sizes;
    const problem = batchProblem(equation, types as readonly TensorType[], call);
    return problem ?? { dtype: 'float32', shape: equation.output.map((letter) => sizes.get(letter)!) };
  },
  lower: ({ ops }, operands, { subscripts }, { outputs }) => {
    const { inputs, output } = readEquation(subscripts)!;
    let labels = inputs[0]!;
    let value = asFloat(ops, operands[0] as Tensor);
    for (let index = 1; index < operands.length; index++) {
      const later = [...inputs.slice(index + 1).flat(), ...output];
      const next = product(
        ops,
        [value, labels],
        [asFloat(ops, operands[index] as Tensor), inputs[index]!],
        later,
      );
      [value, labels] = next;
    }
    const gone = labels.flatMap((letter, axis) => (output.includes(letter) ? [] : [axis]));
    if (gone.length > 0) value = ops.sum(value, gone);
    labels = labels.filter((letter) => output.includes(letter));
    const order = output.map((letter) => labels.indexOf(letter));
    return ops.reshape(ops.transpose(value, order), outputs[0]!.shape);
  },
});

/** Undefined for what is no equation; a letter twice in one operand is a diagonal, which is none here. */
function readEquation(text: string): Equation | undefined {
  const [left, right, ...more] = text.replaceAll(' ', '').split('->');
  if (more.length > 0 || left === undefined || !/^[A-Za-z]*(,[A-Za-z]*)*$/.test(left)) return undefined;
  const inputs = left.split(',').map((part) => [...part]);
  const counts = new Map<string, number>();
  for (const letter of inputs.flat()) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  // Without an arrow the result has the letters that stand once, in the order of the alphabet.
  const output =
    right === undefined
      ? [...counts]
          .filter(([, count]) => count === 1)
          .map(([letter]) => letter)
          .sort()
      : [...right];
  const isDistinct = (letters: readonly string[]): boolean => new Set(letters).size === letters.length;
  if (!inputs.every(isDistinct) || !isDistinct(output)) return undefined;
  return output.every((letter) => counts.has(letter)) ? { inputs, output } : undefined;
}

function equationProblem(subscripts: string): ShapeProblem {
  return shapeProblem(
    'KM2004',
    `\`${subscripts}\` is no equation of \`einsum\`: each operand has different letters, and the result has letters of theirs.`,
    { argument: 'subscripts', help: 'for example `"btd,bsd->bts"`.' },
  );
}

const operandCount = (count: number): string => (count === 1 ? 'one operand' : `${count} operands`);

function sizesOf(
  { inputs }: Equation,
  types: readonly TensorType[],
  call: FunctionCall,
): ReadonlyMap<string, Size> | ShapeProblem {
  if (inputs.length !== types.length)
    return shapeProblem(
      'KM3009',
      `The equation names ${operandCount(inputs.length)}, but ${operandCount(types.length)} stand here.`,
    );
  const sizes = new Map<string, Size>();
  for (const [index, letters] of inputs.entries()) {
    const { shape } = types[index]!;
    if (letters.length !== shape.length)
      return shapeProblem(
        'KM3001',
        `\`${letters.join('')}\` names ${letters.length === 1 ? 'one axis' : `${letters.length} axes`}, but {input${index}} is ${tensorTypeText(types[index]!)}: the batch is named, too.`,
      );
    for (const [axis, letter] of letters.entries()) {
      const known = sizes.get(letter);
      const size = shape[axis]!;
      if (known === undefined) sizes.set(letter, size);
      else if (!fits(known, size))
        return shapeProblem(
          'KM3002',
          `\`${letter}\` of the equation has two sizes: {input${index}} is ${tensorTypeText(types[index]!)}.`,
        );
      else if (!sizesEqual(known, size)) call.requireEqual(known, size);
    }
  }
  return sizes;
}

/** Where samples stay by themselves, the batch has one letter, and it comes first in the result. */
function batchProblem(
  { inputs, output }: Equation,
  types: readonly TensorType[],
  call: FunctionCall,
): ShapeProblem | undefined {
  if (call.batch === 'free') return undefined;
  const letters = new Set(types.flatMap((type, index) => (isBatched(type) ? [inputs[index]![0]!] : [])));
  const [letter] = letters;
  if (letter === undefined || (letters.size === 1 && output[0] === letter)) return undefined;
  return shapeProblem(
    'KM2004',
    'The batch has one letter in an equation, the first of every operand and of the result.',
    { argument: 'subscripts' },
  );
}

/** Two operands as one product of matrices: letters of both that go on, letters of one, letters that are summed. */
function product(
  ops: Ops,
  [a, left]: readonly [Tensor, readonly string[]],
  [b, right]: readonly [Tensor, readonly string[]],
  later: readonly string[],
): readonly [Tensor, readonly string[]] {
  const shared = left.filter((letter) => right.includes(letter));
  const stay = shared.filter((letter) => later.includes(letter));
  const summed = shared.filter((letter) => !later.includes(letter));
  const only = (own: readonly string[], other: readonly string[]): readonly string[] =>
    own.filter((letter) => !other.includes(letter));
  const [ownLeft, ownRight] = [only(left, right), only(right, left)];
  const sizesIn = (tensor: Tensor, labels: readonly string[], wanted: readonly string[]): readonly Size[] =>
    wanted.map((letter) => tensor.shape[labels.indexOf(letter)]!);
  const arranged = (
    tensor: Tensor,
    labels: readonly string[],
    groups: readonly (readonly string[])[],
  ): Tensor => {
    const turned = ops.transpose(
      tensor,
      groups.flat().map((letter) => labels.indexOf(letter)),
    );
    const [first, ...rest] = groups;
    return ops.reshape(turned, [
      ...sizesIn(tensor, labels, first!),
      ...rest.map((group) => sizeProduct(sizesIn(tensor, labels, group))),
    ]);
  };
  const result = ops.matmul(
    arranged(a, left, [stay, ownLeft, summed]),
    arranged(b, right, [stay, summed, ownRight]),
  );
  const labels = [...stay, ...ownLeft, ...ownRight];
  const shape = [...sizesIn(a, left, stay), ...sizesIn(a, left, ownLeft), ...sizesIn(b, right, ownRight)];
  return [ops.reshape(result, shape), labels];
}
