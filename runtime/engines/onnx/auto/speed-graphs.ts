import { createOps } from '../../../../compiler/ops/builder.ts';
import type { OpGraph, Tensor } from '../../../../compiler/ops/types.ts';
import type { HostTensor } from '../../engine.ts';

/** A graph whose time tells of a device, with what it is fed. It gives `y`, of a few numbers. */
export interface SpeedGraph {
  readonly graph: OpGraph;
  readonly feeds: Readonly<Record<'x' | 'w', HostTensor>>;
  readonly nodes: number;
  readonly multiplications: number;
  readonly numbers: number;
}

/** Numbers of the result that are looked at. */
const shown = 16;

/** Sums of two tensors of so many numbers, one after the other. */
export function sumsGraph(size: number, nodes: number): SpeedGraph {
  return {
    ...chain(nodes, [size], [size], (ops, x, w) => ops.add(x, w)),
    multiplications: 0,
    numbers: nodes * size,
  };
}

/** Matrix products of so many rows and columns. */
export function productsGraph(size: number, nodes: number): SpeedGraph {
  return {
    ...chain(nodes, [size, size], [size, size], (ops, x, w) => ops.matmul(x, w)),
    multiplications: nodes * size ** 3,
    numbers: 0,
  };
}

/** Convolutions of 3 × 3 that leave images and channels as many as they are. */
export function convolutionsGraph(
  { images, side, channels }: Readonly<Record<'images' | 'side' | 'channels', number>>,
  nodes: number,
): SpeedGraph {
  const attributes = {
    strides: [1, 1],
    dilations: [1, 1],
    padding: [
      [1, 1],
      [1, 1],
    ] as const,
    groups: 1,
  };
  const image = [images, side, side, channels];
  return {
    ...chain(nodes, image, [3, 3, channels, channels], (ops, x, w) => ops.convolution(x, w, attributes)),
    multiplications: nodes * images * side ** 2 * channels ** 2 * 9,
    numbers: 0,
  };
}

function chain(
  nodes: number,
  shape: readonly number[],
  weightShape: readonly number[],
  next: (ops: ReturnType<typeof createOps>, x: Tensor, w: Tensor) => Tensor,
): Pick<SpeedGraph, 'graph' | 'feeds' | 'nodes'> {
  const ops = createOps();
  let x = ops.scope.input('x', 'float32', shape);
  const w = ops.scope.input('w', 'float32', weightShape);
  for (let node = 0; node < nodes; node++) x = next(ops, x, w);
  const last = shape.at(-1)!;
  const sizes = [...shape.slice(0, -1).map(() => 1), Math.min(last, shown)];
  const y = ops.slice(
    x,
    shape.map(() => 0),
    sizes,
  );
  const terms = weightShape.slice(0, -1).reduce((product, size) => product * size, 1);
  return {
    graph: ops.scope.build([{ name: 'y', tensor: y }]),
    // With terms as many, sums of products stay as large as what goes in.
    feeds: { x: waves(shape, 1, 0.37), w: waves(weightShape, 1 / Math.sqrt(terms), 0.61) },
    nodes,
  };
}

/** Numbers that are neither alike nor drawn. */
function waves(shape: readonly number[], height: number, pace: number): HostTensor {
  const size = shape.reduce((product, each) => product * each, 1);
  const period = Float32Array.from({ length: 997 }, (_, at) => height * Math.sin(1 + at * at * pace));
  const data = new Float32Array(size);
  for (let at = 0; at < size; at += period.length)
    data.set(at + period.length <= size ? period : period.subarray(0, size - at), at);
  return { dtype: 'float32', shape, data };
}
