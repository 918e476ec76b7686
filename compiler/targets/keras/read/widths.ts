import type { SourceLayer } from '../../read/source.ts';

/** Layers that leave the size of the last axis as it is. */
const keeping = new Set(
  (
    'Activation ReLU LeakyReLU PReLU ELU Softmax Identity Dropout AlphaDropout GaussianDropout GaussianNoise ' +
    'ActivityRegularization BatchNormalization LayerNormalization GroupNormalization UnitNormalization Masking'
  ).split(' '),
);

/** The size of the last axis behind a layer; undefined where it is not known without the shapes of all that comes before. */
export function widthAfter(
  kerasClass: string,
  layer: SourceLayer,
  width: number | undefined,
): number | undefined {
  if (layer.kind !== 'layer') return undefined;
  if (keeping.has(kerasClass)) return width;
  const { units, filters, target_shape: target } = layer.args;
  if (/^(Dense|LSTM|GRU|SimpleRNN)$/.test(kerasClass)) return known(units);
  if (/^(Separable)?Conv[123]D(Transpose)?$/.test(kerasClass)) return known(filters);
  return kerasClass === 'Reshape' && Array.isArray(target) ? known(target.at(-1)) : undefined;
}

function known(size: unknown): number | undefined {
  return typeof size === 'number' && size > 0 ? size : undefined;
}
