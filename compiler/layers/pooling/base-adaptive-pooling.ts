import { dataFormat } from '../../declarations/data-format.ts';
import { requiredPerAxis } from '../../declarations/declare.ts';
import { defineLayer } from '../../declarations/define.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { asFloat } from '../shared/apply-component.ts';
import { floats } from '../shared/results.ts';
import { spatialInput, spatialThing, type SpatialRank } from '../shared/spatial.ts';

type Reduce = (ops: Ops, x: Tensor, axis: number) => Tensor;

/**
 * A pool whose windows follow from the size that the result shall have. Window i of an axis of n entries goes from
 * ⌊i · n / size⌋ to ⌈(i + 1) · n / size⌉, so windows may differ in length and overlap. A window over several axes
 * is a window along each, for means as for maxima: the axes are reduced one after the other.
 */
export function defineAdaptivePooling(rank: SpatialRank, kind: 'Max' | 'Average') {
  const reduce: Reduce =
    kind === 'Max'
      ? (ops, x, axis) => ops.reduceMax(x, axis, true)
      : (ops, x, axis) => ops.mean(x, axis, true);
  const value = kind === 'Max' ? 'The greatest value' : 'The mean';
  return defineLayer({
    name: `Adaptive${kind}Pooling${rank}D`,
    family: 'pooling',
    summary: `${value} of each window of ${spatialThing(rank)}, with windows that give a wanted size.`,
    example: `x -> Adaptive${kind}Pooling${rank}D(2)`,
    arguments: {
      output_size: requiredPerAxis(rank, 'The sizes of the result.'),
      data_format: dataFormat,
    },
    input: {
      ...spatialInput(rank),
      dtype: 'float',
      knownAxes: Array.from({ length: rank }, (_, axis) => axis),
    },
    output: ({ args, inputs }) => floats([...args.output_size, inputs[0]!.shape.at(-1)!]),
    lower: ({ ops }, { args, inputs, inputTypes }) =>
      args.output_size.reduce(
        (x, size, axis) => poolAxis(ops, x, axis + 1, inputTypes[0]!.shape[axis] as number, size, reduce),
        asFloat(ops, inputs[0]!),
      ),
  });
}

function poolAxis(ops: Ops, x: Tensor, axis: number, from: number, to: number, reduce: Reduce): Tensor {
  if (from === to) return x;
  const windows = Array.from({ length: to }, (_, index) => {
    const start = Math.floor((index * from) / to);
    const end = Math.ceil(((index + 1) * from) / to);
    return reduce(ops, ops.sliceAxis(x, axis, start, end - start), axis);
  });
  return ops.concat(windows, axis);
}
