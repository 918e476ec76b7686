import { truncatedNormal } from '../../components/initializers/random.ts';
import { integer, requiredLayer } from '../../declarations/declare.ts';
import { withDefaults } from '../../declarations/default-value.ts';
import { defineLayer } from '../../declarations/define.ts';
import {
  isShapeProblem,
  shapeProblem,
  type LoweringContext,
  type WeightSpecification,
} from '../../declarations/define-layer.ts';
import type { LayerValue } from '../../declarations/values.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { innerLayer, innerOutput, innerWeights } from './inner-layer.ts';

/** The weights that are divided, by Keras's names: the first of these that a layer has. */
const normalizedNames = ['kernel', 'embeddings'];

/** Keeps a direction of a matrix at length one: what Keras adds under the root. */
const lengthEpsilon = 1e-12;

/**
 * Miyato et al., arXiv:1802.05957: the kernel, as a matrix with its last axis as columns, divided by its largest
 * singular value, which power iteration follows from step to step while training.
 */
export const spectralNormalization = defineLayer({
  name: 'SpectralNormalization',
  family: 'wrapper',
  summary: 'Divides the kernel of a layer by its largest singular value, so that it stretches nothing.',
  example: 'x -> SpectralNormalization(Dense(8))',
  arguments: {
    layer: requiredLayer('The layer whose kernel is divided.'),
    power_iterations: integer(1, 'Steps of the power iteration in each training step.', { minimum: 1 }),
  },
  input: {},
  output: ({ args, ...call }) => {
    const inner = innerOutput(innerLayer(args.layer), { ...call, tensorArguments: {} });
    if (isShapeProblem(inner)) return inner;
    const weights = innerWeights(innerLayer(args.layer), { ...call, tensorArguments: {} });
    if (!normalized(args.layer, weights)) {
      return shapeProblem('KM2004', `\`${args.layer.class}\` has no kernel that could be divided.`, {
        argument: 'layer',
      });
    }
    return inner.length === 1 ? inner[0]! : inner;
  },
  weights: ({ args, ...call }) => {
    const weights = innerWeights(innerLayer(args.layer), { ...call, tensorArguments: {} });
    const divided = normalized(args.layer, weights)!;
    const vector: WeightSpecification = {
      name: 'vector_u',
      shape: [1, divided.shape.at(-1)!],
      dtype: 'float32',
      initializer: withDefaults(truncatedNormal, { stddev: 0.02 }),
      trainable: false,
    };
    // Keras builds the wrapped layer's kernel, then the vector, then what is left.
    return weights.flatMap((weight) => (weight === divided ? [weight, vector] : [weight]));
  },
  lower: (context, call) => {
    const inner = innerLayer(call.args.layer);
    const { layer, prefix } = inner;
    const name = normalizedNames.find((each) => hasWeight(context, prefix, each))!;
    const divided = divide(context, `${prefix}/${name}`, call.args.power_iterations);
    const scope = context.scope(prefix);
    return layer.declaration.lower(
      { ...scope, weight: (wanted) => (wanted === name ? divided : scope.weight(wanted)) },
      { ...call, args: layer.args, trainable: call.trainable && layer.trainable },
    );
  },
  mask: 'pass',
  multiplyAdds: ({ args, ...call }, outputs) =>
    args.layer.declaration.multiplyAdds?.({ ...call, args: args.layer.args }, outputs) ?? 0,
  indexRange: ({ layer }) => layer.declaration.indexRange?.(layer.args),
});

function normalized(
  layer: LayerValue,
  weights: readonly WeightSpecification[],
): WeightSpecification | undefined {
  const { prefix } = innerLayer(layer);
  for (const name of normalizedNames) {
    const found = weights.find((weight) => weight.name === `${prefix}/${name}`);
    if (found) return found;
  }
  return undefined;
}

function hasWeight(context: LoweringContext, prefix: string, name: string): boolean {
  return (context.weight(`${prefix}/${name}`) as Tensor | undefined) !== undefined;
}

/** The kernel over its largest singular value σ = v · W · uᵀ. While training, u and the kernel itself move on. */
function divide(context: LoweringContext, name: string, iterations: number): Tensor {
  const { ops, training } = context;
  const kernel = context.weight(name);
  if (!training) return kernel;
  const columns = kernel.shape.at(-1)!;
  const matrix = ops.reshape(kernel, [
    kernel.shape.slice(0, -1).reduce<number>((a, b) => a * (b as number), 1),
    columns,
  ]);
  let u = context.weight('vector_u');
  let v = u;
  for (let step = 0; step < iterations; step++) {
    v = unit(ops, ops.matmul(u, matrix, { transposeB: true }));
    u = unit(ops, ops.matmul(v, matrix));
  }
  [u, v] = [ops.stopGradient(u), ops.stopGradient(v)];
  const sigma = ops.matmul(ops.matmul(v, matrix), u, { transposeB: true });
  const divided = ops.divide(kernel, ops.reshape(sigma, []));
  context.updateWeight('vector_u', u);
  context.updateWeight(name, ops.stopGradient(divided));
  // Keras sets the kernel before it is used: gradients are those of the divided kernel, not through the division.
  return ops.add(kernel, ops.stopGradient(ops.subtract(divided, kernel)));
}

function unit(ops: Ops, x: Tensor): Tensor {
  return ops.multiply(x, ops.reciprocal(ops.sqrt(ops.maximum(ops.sum(ops.square(x)), lengthEpsilon))));
}
