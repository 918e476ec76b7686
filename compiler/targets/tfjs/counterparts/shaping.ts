import type { ArgumentValue } from '../../../declarations/values.ts';
import type { Counterpart, Counterparts, CounterpartSite } from './counterpart.ts';

/** tfjs combines masks of merged tensors in its own way, and merges two at least; other merges are made anew. */
function merge(factory: string): Counterpart {
  return {
    factory,
    misfit: ({ masked, inputs }) => {
      if (masked) return 'tfjs combines the masks of merged tensors in its own way';
      return inputs.length < 2 ? 'tfjs merges two tensors or more' : undefined;
    },
  };
}

/** tfjs works out -1 only where the batch size is known, so a size that the checker knows takes its place. */
function knownShape({ outputs }: CounterpartSite): readonly ArgumentValue[] {
  return outputs[0]!.shape.map((size) => (typeof size === 'number' ? size : -1));
}

/** Layers that merge, move and drop entries. */
export const shapingCounterparts: Counterparts = {
  Add: merge('add'),
  Average: merge('average'),
  Maximum: merge('maximum'),
  Minimum: merge('minimum'),
  Multiply: merge('multiply'),
  Concatenate: merge('concatenate'),
  Dot: {
    ...merge('dot'),
    misfit: ({ inputs }) =>
      inputs.some(({ shape }) => shape.length > 2) ? 'tfjs multiplies at most matrices' : undefined,
  },
  AddNumber: {
    factory: 'rescaling',
    adapt: ({ args }) => ({ scale: 1, offset: args.number! }),
  },
  SubtractNumber: {
    factory: 'rescaling',
    adapt: ({ args }) =>
      args.number_first === true
        ? { scale: -1, offset: args.number! }
        : { scale: 1, offset: -(args.number as number) },
  },
  MultiplyNumber: { factory: 'rescaling', adapt: ({ args }) => ({ scale: args.number!, offset: 0 }) },
  TrueDivideNumber: {
    factory: 'rescaling',
    adapt: ({ args }) => ({ scale: 1 / (args.number as number), offset: 0 }),
    misfit: ({ args }) => (args.number_first === true ? 'tfjs has no division by a tensor' : undefined),
  },
  Flatten: {
    factory: 'flatten',
    eitherFormat: true,
    misfit: ({ inputs }) =>
      inputs[0]!.shape.length < 2 || inputs[0]!.shape.some((size) => typeof size !== 'number')
        ? 'tfjs flattens what has two axes or more, of known sizes'
        : undefined,
  },
  Permute: { factory: 'permute' },
  RepeatVector: { factory: 'repeatVector' },
  Reshape: {
    factory: 'reshape',
    adapt: (site) => ({ target_shape: knownShape(site) }),
    misfit: (site) =>
      knownShape(site).filter((size) => size === -1).length > 1 ? 'tfjs takes one unknown size' : undefined,
  },
  UpSampling2D: {
    factory: 'upSampling2d',
    eitherFormat: true,
    lists: ['size'],
    misfit: ({ args }) =>
      // tfjs's bilinear one takes corners of pixels where Keras takes their middles.
      args.interpolation === 'nearest'
        ? undefined
        : `tfjs has no \`interpolation: ${String(args.interpolation)}\` like Keras's`,
  },
  ZeroPadding2D: { factory: 'zeroPadding2d', eitherFormat: true },
  Cropping2D: { factory: 'cropping2D', eitherFormat: true },
  Dropout: { factory: 'dropout', fixed: { noise_shape: null } },
  SpatialDropout1D: { factory: 'spatialDropout1d' },
  GaussianNoise: { factory: 'gaussianNoise', ignored: ['seed'] },
  GaussianDropout: { factory: 'gaussianDropout', ignored: ['seed'] },
};
