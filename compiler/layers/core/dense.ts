import { boolean, requiredInteger } from '../../declarations/declare.ts';
import { multiplySizes, sizeProduct } from '../../shapes/size.ts';
import { defineLayer } from '../../declarations/define.ts';
import { applyActivation, asFloat } from '../shared/apply-component.ts';
import { activation, kernelAndBias } from '../shared/component-arguments.ts';
import { loraArguments, loraKernel, loraProblem, withLora } from '../shared/lora.ts';
import { activated, known, weight } from '../shared/results.ts';

/** activation(x · kernel + bias) along the last axis; kernel [in, units], bias [units]. */
export const dense = defineLayer({
  name: 'Dense',
  family: 'core',
  summary: 'Every output is a weighted sum of all entries of the last axis, plus a bias.',
  example: 'x -> Dense(64, activation: relu)',
  arguments: {
    units: requiredInteger('Size of the last axis of the result.', { minimum: 1 }),
    activation: activation(),
    use_bias: boolean(true, 'Add a bias to every output.'),
    ...kernelAndBias,
    ...loraArguments,
  },
  input: {
    rank: { minimum: 1 },
    dtype: 'float',
    knownAxes: [-1],
    description: 'vectors, float32[batch, features]',
  },
  output: ({ args, inputs }) =>
    loraProblem(args, args.kernel_constraint, 'kernel_constraint') ??
    activated([...inputs[0]!.shape.slice(0, -1), args.units], args.activation),
  weights: ({ args, inputs }) =>
    withLora(
      [
        weight(
          'kernel',
          [known(inputs[0]!, -1), args.units],
          args.kernel_initializer,
          args.kernel_regularizer,
          args.kernel_constraint,
        ),
        ...(args.use_bias
          ? [weight('bias', [args.units], args.bias_initializer, args.bias_regularizer, args.bias_constraint)]
          : []),
      ],
      args,
    ),
  lower: (context, { args, inputs }) => {
    const { ops } = context;
    const product = ops.matmul(asFloat(ops, inputs[0]!), loraKernel(context, 'kernel', args));
    const sum = args.use_bias ? ops.add(product, context.weight('bias')) : product;
    return applyActivation(ops, sum, args.activation);
  },
  mask: 'pass',
  lastAxisOnly: true,
  multiplyAdds: ({ args, inputs }) => multiplySizes(sizeProduct(inputs[0]!.shape), args.units),
});
