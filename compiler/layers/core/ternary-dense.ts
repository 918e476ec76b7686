import { boolean, noneByDefault, requiredInteger, requiredNumber } from '../../declarations/declare.ts';
import { defineLayer } from '../../declarations/define.ts';
import type { LayerShapeCall } from '../../declarations/define-layer.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { applyActivation, asFloat } from '../shared/apply-component.ts';
import { activation, kernelAndBias } from '../shared/component-arguments.ts';
import type { LoraArguments } from '../shared/lora.ts';
import { dense } from './dense.ts';

/**
 * Dense with the signs of its kernel, or 0 for what is small, times the mean magnitude (BitNet b1.58,
 * arXiv:2402.17764, section 3.1). Gradients go to the kernel itself, as if it were taken as it is.
 */
export const ternaryDense = defineLayer({
  name: 'TernaryDense',
  family: 'core',
  summary: 'Dense whose weights count as −1, 0 or 1, while training changes the numbers behind them.',
  example: 'x -> TernaryDense(64, activation: relu)',
  arguments: {
    units: requiredInteger('Size of the last axis of the result.', { minimum: 1 }),
    threshold: noneByDefault(
      requiredNumber('Weights up to this magnitude count as 0; none: half the mean magnitude.', {
        minimum: 0,
      }),
    ),
    activation: activation(),
    use_bias: boolean(true, 'Add a bias to every output.'),
    ...kernelAndBias,
  },
  input: dense.input,
  output: (call) => dense.output(plain(call)),
  weights: (call) => dense.weights!(plain(call)),
  lower: (context, { args, inputs }) => {
    const { ops } = context;
    const kernel = context.weight('kernel');
    const size = ops.mean(ops.absolute(kernel));
    const product = ops.matmul(
      asFloat(ops, inputs[0]!),
      ternary(ops, kernel, args.threshold ?? ops.multiply(size, 0.5)),
    );
    const scaled = args.threshold === null ? ops.multiply(product, size) : product;
    const sum = args.use_bias ? ops.add(scaled, context.weight('bias')) : scaled;
    return applyActivation(ops, sum, args.activation);
  },
  mask: 'pass',
  lastAxisOnly: true,
  multiplyAdds: (call, outputs) => dense.multiplyAdds!(plain(call), outputs),
});

/** The call of a Dense that has the same shapes. */
function plain<A>(call: LayerShapeCall<A>): LayerShapeCall<A & LoraArguments> {
  return { ...call, args: { ...call.args, lora_rank: null, lora_alpha: null } };
}

/** −1, 0 and 1 for a kernel; its gradient is the kernel's own. */
function ternary(ops: Ops, kernel: Tensor, threshold: Tensor | number): Tensor {
  const counts = ops.cast(ops.greater(ops.absolute(kernel), threshold), 'float32');
  const signs = ops.multiply(ops.sign(kernel), counts);
  return ops.add(kernel, ops.stopGradient(ops.subtract(signs, kernel)));
}
