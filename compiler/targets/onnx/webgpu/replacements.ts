import type { Replacements } from '../../../ops/rebuild.ts';
import { averagePoolGradientByAxis } from './average-pool-gradient.ts';
import { convolutionForGpu, inputGradientByConvolution, kernelGradientByGroups } from './convolutions.ts';
import { maxPoolGradientByComparison } from './max-pool-gradient.ts';
import { preciseCosine, preciseSine } from './sine.ts';

/**
 * What onnxruntime's WebGPU provider lacks, in ops that it has. Without, such an op would run on the processor in the
 * middle of a step, with a copy and a wait before and after it, or not at all.
 */
export const webGpuReplacements: Replacements = {
  logSoftmax: (ops, [x], { axis }) => {
    const shifted = ops.subtract(x!, ops.reduceMax(x!, axis, true));
    return [ops.subtract(shifted, ops.log(ops.sum(ops.exp(shifted), axis, true)))];
  },

  // The provider's ArgMax gives 64-bit numbers, which it cannot cast: the least place of a greatest entry is the same.
  argMax: (ops, [x], { axis }) => {
    const { shape } = x!;
    const isGreatest = ops.equal(x!, ops.reduceMax(x!, axis, true));
    const places = ops.cast(ops.iota(shape, axis), 'float32');
    const behind = ops.size(shape[axis]!);
    return [ops.cast(ops.reduceMin(ops.select(isGreatest, places, behind), axis), 'int32')];
  },

  sin: (ops, [x]) => [preciseSine(ops, x!)],
  cos: (ops, [x]) => [preciseCosine(ops, x!)],
  or: (ops, [a, b]) => [ops.not(ops.and(ops.not(a!), ops.not(b!)))],

  convolution: convolutionForGpu,
  convolutionKernelGradient: kernelGradientByGroups,
  convolutionInputGradient: inputGradientByConvolution,
  averagePoolGradient: averagePoolGradientByAxis,
  maxPoolGradient: (ops, inputs, attributes) => [maxPoolGradientByComparison(ops, inputs, attributes)],
};
