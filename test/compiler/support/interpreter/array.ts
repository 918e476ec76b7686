/** A tensor of the interpreter: row-major, in double precision; bool is 0 and 1. */
export interface NumberArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** The number of entries of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** The step in the data from one entry of each axis to the next. */
export function stridesOf(shape: readonly number[]): readonly number[] {
  const strides = Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  return strides;
}

/** Makes an array from the value at every index. The index is reused between calls. */
export function generate(shape: readonly number[], value: (index: readonly number[]) => number): NumberArray {
  const data = new Float64Array(sizeOf(shape));
  let position = 0;
  forEachIndex(shape, (index) => {
    data[position++] = value(index);
  });
  return { shape, data };
}

/** Visits every index of a shape in row-major order; the index is reused between visits. */
export function forEachIndex(shape: readonly number[], visit: (index: readonly number[]) => void): void {
  const count = sizeOf(shape);
  const index = Array<number>(shape.length).fill(0);
  for (let visited = 0; visited < count; visited++) {
    visit(index);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]!++;
      if (index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
  }
}

/** Where an index lies in the data. */
export function offsetOf(shape: readonly number[], index: readonly number[]): number {
  let offset = 0;
  for (let axis = 0; axis < shape.length; axis++) offset = offset * shape[axis]! + index[axis]!;
  return offset;
}

/** Numpy's broadcasting of several shapes. */
export function broadcast(...shapes: readonly (readonly number[])[]): readonly number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1);
    const size = sizes.find((candidate) => candidate !== 1) ?? 1;
    if (sizes.some((other) => other !== 1 && other !== size)) throw new Error(`[${sizes}] do not broadcast`);
    return size;
  });
}

/** A reader of an array as if it had a broadcast shape. */
export function broadcastReader(
  array: NumberArray,
  shape: readonly number[],
): (index: readonly number[]) => number {
  const missing = shape.length - array.shape.length;
  const strides = stridesOf(array.shape).map((stride, axis) => (array.shape[axis] === 1 ? 0 : stride));
  return (index) => {
    let offset = 0;
    for (let axis = 0; axis < strides.length; axis++) offset += strides[axis]! * index[axis + missing]!;
    return array.data[offset]!;
  };
}
