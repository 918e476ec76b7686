import { withDefaults } from '../../declarations/default-value.ts';
import { noneByDefault, requiredInteger, requiredNumber } from '../../declarations/declare.ts';
import {
  shapeProblem,
  type LoweringContext,
  type ShapeProblem,
  type WeightSpecification,
} from '../../declarations/define-layer.ts';
import type { Arguments } from '../../declarations/values.ts';
import { zeros } from '../../components/initializers/constant.ts';
import { heUniform } from '../../components/initializers/variance-scaling.ts';
import type { Tensor } from '../../ops/types.ts';
import { weight } from './results.ts';

/**
 * Low-rank adaption (Hu et al., arXiv:2106.09685): a kernel that stays as it is, plus alpha / rank times the product of
 * two small matrices, which training changes.
 */
export const loraArguments = {
  lora_rank: noneByDefault(
    requiredInteger('Train two factors of this rank instead of the kernel, which stays as it is.', {
      minimum: 1,
    }),
  ),
  lora_alpha: noneByDefault(
    requiredNumber('Weight of the product of the factors, in parts of the rank; none is the rank itself.'),
  ),
};

export interface LoraArguments {
  readonly lora_rank: number | null;
  readonly lora_alpha: number | null;
}

/** What a layer of any kind says of low-rank adaption; undefined where it has no factors. */
export function loraOf({ lora_rank: rank, lora_alpha: alpha }: Arguments): LoraArguments | undefined {
  if (typeof rank !== 'number') return undefined;
  return { lora_rank: rank, lora_alpha: typeof alpha === 'number' ? alpha : null };
}

/** The names of the two factors of a kernel. */
export function loraNames(kernel: string): readonly [a: string, b: string] {
  return [`lora_${kernel}_a`, `lora_${kernel}_b`];
}

/** True for the name of a factor, alone or behind that of its layer. */
export function isLoraFactor(name: string): boolean {
  return /(^|\/)lora_\w+_[ab]$/.test(name);
}

/** The factor of the product. */
export function loraScale({ lora_rank: rank, lora_alpha: alpha }: LoraArguments): number {
  return (alpha ?? rank!) / rank!;
}

/** A layer's weights, the kernel first, with the factors behind them where there are some. */
export function withLora(
  weights: readonly WeightSpecification[],
  { lora_rank: rank }: LoraArguments,
): readonly WeightSpecification[] {
  if (rank === null) return weights;
  const [kernel, ...others] = weights as readonly [WeightSpecification, ...WeightSpecification[]];
  const { shape, regularizer = null } = kernel;
  const [a, b] = loraNames(kernel.name);
  return [
    { ...kernel, trainable: false },
    ...others,
    weight(a, [...shape.slice(0, -1), rank], withDefaults(heUniform), regularizer),
    weight(b, [rank, shape.at(-1)!], withDefaults(zeros), regularizer),
  ];
}

/** The kernel that a layer computes with. */
export function loraKernel(
  { ops, weight: find }: LoweringContext,
  name: string,
  args: LoraArguments,
): Tensor {
  const kernel = find(name);
  if (args.lora_rank === null) return kernel;
  const [a, b] = loraNames(name).map((factor) => find(factor)) as [Tensor, Tensor];
  const product = ops.matmul(ops.reshape(a, [rowsOf(a), args.lora_rank]), b);
  return ops.add(kernel, ops.multiply(ops.reshape(product, kernel.shape), loraScale(args)));
}

function rowsOf({ shape }: Tensor): number {
  return (shape as readonly number[]).slice(0, -1).reduce((product, size) => product * size, 1);
}

/** Keras allows no constraint beside the factors: it would hold the frozen kernel alone. */
export function loraProblem(
  { lora_rank: rank }: LoraArguments,
  constraint: unknown,
  name: string,
): ShapeProblem | undefined {
  if (rank === null || constraint === null) return undefined;
  return shapeProblem(
    'KM2004',
    `\`${name}\` would hold the frozen weights of {layer} alone: take it out, or \`lora_rank\`.`,
    {
      argument: name,
    },
  );
}
