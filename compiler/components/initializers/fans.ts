/**
 * How many inputs feed one unit of a weight, and how many outputs one input feeds, as Keras counts them: the
 * last axis holds the outputs, the one before it the inputs, and the axes before those (the window of a
 * convolution) multiply both. A vector counts its length for both.
 */
export function computeFans(
  shape: readonly number[],
  inputAxes: readonly number[] | null = null,
  outputAxes: readonly number[] | null = null,
): { readonly fanIn: number; readonly fanOut: number } {
  if (inputAxes !== null || outputAxes !== null) return fansOfAxes(shape, inputAxes ?? [], outputAxes ?? []);
  if (shape.length === 0) return { fanIn: 1, fanOut: 1 };
  if (shape.length === 1) return { fanIn: shape[0]!, fanOut: shape[0]! };
  const window = shape.slice(0, -2).reduce((product, size) => product * size, 1);
  return { fanIn: shape.at(-2)! * window, fanOut: shape.at(-1)! * window };
}

function fansOfAxes(shape: readonly number[], inputAxes: readonly number[], outputAxes: readonly number[]) {
  const fromFront = (axis: number) => (axis < 0 ? axis + shape.length : axis);
  const inputs = new Set(inputAxes.map(fromFront));
  const outputs = new Set(outputAxes.map(fromFront));
  const product = (keep: (axis: number) => boolean) =>
    shape.reduce((total, size, axis) => (keep(axis) ? total * size : total), 1);
  const window = product((axis) => !inputs.has(axis) && !outputs.has(axis));
  return {
    fanIn: product((axis) => inputs.has(axis)) * window,
    fanOut: product((axis) => outputs.has(axis)) * window,
  };
}
