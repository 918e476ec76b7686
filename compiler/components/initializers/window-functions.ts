/**
 * Windows as sums of cosines, Σ aₖ · cos(k·φ) for φ from −π to π: their coefficients in `scipy.signal.windows`, by
 * whose names Keras knows them.
 */
const coefficients = {
  hann: [0.5, 0.5],
  hamming: [0.54, 0.46],
  blackman: [0.42, 0.5, 0.08],
  nuttall: [0.3635819, 0.4891775, 0.1365995, 0.0106411],
  blackmanharris: [0.35875, 0.48829, 0.14128, 0.01168],
  flattop: [0.21557895, 0.41663158, 0.277263158, 0.083578947, 0.006947368],
  boxcar: [1],
} as const;

export type WindowName = keyof typeof coefficients;

export const windowNames = Object.keys(coefficients) as WindowName[];

/**
 * The values of a window.
 * @param periodic true for the form whose next value would be its first, as Fourier transforms want it; else its two
 * ends are the same
 */
export function windowValues(name: WindowName, length: number, periodic: boolean): Float64Array {
  const values = new Float64Array(length);
  if (length === 1) return values.fill(1);
  const last = periodic ? length : length - 1;
  const terms = coefficients[name];
  return values.map((_, place) => {
    const angle = -Math.PI + (2 * Math.PI * place) / last;
    return terms.reduce((sum, factor, multiple) => sum + factor * Math.cos(multiple * angle), 0);
  });
}
