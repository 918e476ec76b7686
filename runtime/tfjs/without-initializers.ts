import type * as TfjsLayers from '@tensorflow/tfjs-layers';

type AddWeight = (...args: unknown[]) => unknown;

/** The position of the initializer among the arguments of tfjs's `layer.addWeight`. */
const initializerPosition = 3;

/**
 * Builds layers whose weights are zeros, whatever their initializers are: they are about to be set, and drawing
 * them can take long (tfjs's orthogonal one decomposes a matrix in JavaScript, and needs methods of tensors that
 * `@tensorflow/tfjs-core` alone does not have). The layers keep their initializers.
 */
export function withoutInitializers<T>(tfl: typeof TfjsLayers, build: () => T): T {
  const prototype = tfl.layers.Layer.prototype as unknown as { addWeight: AddWeight };
  const { addWeight } = prototype;
  const zeros = tfl.initializers.zeros();
  prototype.addWeight = function (...args) {
    return addWeight.apply(this, args.with(initializerPosition, zeros));
  };
  try {
    return build();
  } finally {
    prototype.addWeight = addWeight;
  }
}
