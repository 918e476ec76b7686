import { withDefaults } from '../../../declarations/default-value.ts';
import { findComponent } from '../../../components/registry.ts';
import type { Counterparts } from './counterpart.ts';

const glorotNormal = withDefaults(findComponent('initializer', 'GlorotNormal')!);

/** tfjs draws the weights of Dense, convolutions and recurrent layers from another distribution than Keras. */
export const kernelDefault = { kernel_initializer: glorotNormal } as const;

/** Core layers, activations and preprocessing. */
export const coreCounterparts: Counterparts = {
  Dense: { factory: 'dense', defaults: kernelDefault },
  Embedding: { factory: 'embedding' },
  Masking: { factory: 'masking' },
  Identity: { factory: 'activation', adapt: () => ({ activation: 'linear' }) },
  Rescaling: {
    factory: 'rescaling',
    misfit: ({ args }) =>
      Array.isArray(args.scale) || Array.isArray(args.offset)
        ? 'tfjs rescales every channel by the same number'
        : undefined,
  },
  Activation: { factory: 'activation' },
  ReLU: { factory: 'reLU', fixed: { negative_slope: 0, threshold: 0 } },
  LeakyReLU: { factory: 'leakyReLU', names: { negative_slope: 'alpha' } },
  PReLU: { factory: 'prelu' },
  ELU: { factory: 'elu', fixed: { alpha: 1 } },
  Softmax: {
    factory: 'softmax',
    defaults: { axis: 1 },
    misfit: ({ args, masked, inputs }) =>
      Array.isArray(args.axis)
        ? 'tfjs takes one `axis`'
        : args.axis !== -1 && args.axis !== inputs[0]!.shape.length
          ? 'tfjs takes the last axis alone'
          : masked
            ? 'tfjs does not leave masked entries out'
            : undefined,
  },
};
