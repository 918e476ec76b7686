import { noneByDefault, number, requiredInteger, type NumberBounds } from '../declarations/declare.ts';
import type { LoweringContext } from '../declarations/define-layer.ts';
import type { Tensor } from '../ops/types.ts';
import { defineFunction, type TensorFunction } from './define-function.ts';
import { only } from './types.ts';

const seed = noneByDefault(
  requiredInteger('Makes it draw the same numbers in every run; none follows the training seed.', {
    minimum: 0,
  }),
);

interface DrawArgument {
  readonly name: string;
  readonly value: number;
  readonly doc: string;
  readonly bounds?: NumberBounds;
}

/** Random numbers in the shape of a tensor. */
function drawn(
  name: string,
  kerasClass: string,
  summary: string,
  first: DrawArgument,
  second: DrawArgument | undefined,
  draw: (
    context: LoweringContext,
    like: Tensor,
    key: Tensor,
    args: Readonly<Record<string, number>>,
  ) => Tensor,
): TensorFunction {
  return defineFunction({
    name,
    class: kerasClass,
    summary,
    example: `${name}(like: x)`,
    operands: { like: 'tensor' },
    arguments: {
      [first.name]: number(first.value, first.doc, first.bounds),
      ...(second ? { [second.name]: number(second.value, second.doc, second.bounds) } : {}),
      seed,
    },
    output: (types) => ({ dtype: 'float32', shape: only(types).shape }),
    lower: (context, operands, args) => {
      const values = args as Readonly<Record<string, number | null>>;
      const key = context.randomKey(values.seed ?? null);
      return draw(context, operands[0] as Tensor, key, values as Readonly<Record<string, number>>);
    },
  });
}

/** Functions that draw, also outside training: a sampler samples. */
export const random: readonly TensorFunction[] = [
  drawn(
    'random_normal',
    'RandomNormal',
    'Normal numbers in the shape of a tensor.',
    { name: 'mean', value: 0, doc: 'Their mean.' },
    { name: 'stddev', value: 1, doc: 'Their standard deviation.', bounds: { minimum: 0 } },
    ({ ops }, like, key, args) =>
      ops.add(ops.multiply(ops.randomNormal(key, like.shape), args.stddev!), args.mean!),
  ),
  drawn(
    'random_uniform',
    'RandomUniform',
    'Numbers between two bounds, each as likely, in the shape of a tensor.',
    { name: 'minval', value: 0, doc: 'The least.' },
    { name: 'maxval', value: 1, doc: 'What all stay below.' },
    ({ ops }, like, key, args) =>
      ops.add(ops.multiply(ops.randomUniform(key, like.shape), args.maxval! - args.minval!), args.minval!),
  ),
  drawn(
    'random_bernoulli',
    'RandomBernoulli',
    'Ones with a probability, else zeros, in the shape of a tensor.',
    { name: 'p', value: 0.5, doc: 'The probability of a one.', bounds: { minimum: 0, maximum: 1 } },
    undefined,
    ({ ops }, like, key, args) => ops.cast(ops.less(ops.randomUniform(key, like.shape), args.p!), 'float32'),
  ),
];
