import { dataFormat } from '../../declarations/data-format.ts';
import { noneByDefault, option, perAxis, requiredPerAxis } from '../../declarations/declare.ts';
import type { Ops } from '../../ops/builder.ts';
import type { PoolAttributes, Tensor } from '../../ops/types.ts';
import { defineLayer } from '../../declarations/define.ts';
import type { InputSpecification } from '../../declarations/define-layer.ts';
import { asFloat } from '../shared/apply-component.ts';
import { floats } from '../shared/results.ts';
import { spatialInput, windowDoc, type SpatialRank } from '../shared/spatial.ts';
import { windowAttributes, windowedSizes, windowProblem, type WindowGeometry } from '../shared/windows.ts';

/** The input of pools over `rank` axes. */
export function poolInput(rank: SpatialRank): InputSpecification {
  return { ...spatialInput(rank), dtype: 'float' };
}

interface PoolArguments {
  readonly pool_size: readonly number[];
  readonly strides: readonly number[] | null;
  readonly padding: 'valid' | 'same';
}

function geometryOf(args: PoolArguments): WindowGeometry {
  return {
    window: args.pool_size,
    strides: args.strides ?? args.pool_size,
    dilations: args.pool_size.map(() => 1),
    padding: args.padding,
  };
}

/** A pool over `rank` axes. Keras gives the maximum's window a default, the average's none. */
export function definePooling(
  rank: SpatialRank,
  kind: 'Max' | 'Average',
  texts: { readonly summary: string; readonly example: string },
  pool: (ops: Ops, x: Tensor, attributes: PoolAttributes) => Tensor,
) {
  return defineLayer({
    name: `${kind}Pooling${rank}D`,
    aliases: [`${kind === 'Average' ? 'Avg' : kind}Pool${rank}D`],
    family: 'pooling',
    ...texts,
    arguments: {
      pool_size: kind === 'Max' ? perAxis(rank, 2, windowDoc(rank)) : requiredPerAxis(rank, windowDoc(rank)),
      strides: noneByDefault(
        requiredPerAxis(rank, 'How far the window moves at each step; none moves it by its own size.'),
      ),
      padding: option(
        ['valid', 'same'],
        'valid',
        '`valid` leaves out what a whole window does not reach; `same` lets windows hang over the end.',
      ),
      data_format: dataFormat,
    },
    input: poolInput(rank),
    output: ({ args, inputs }) => {
      const spatial = inputs[0]!.shape.slice(0, -1);
      const geometry = geometryOf(args);
      const problem = windowProblem(spatial, geometry, 'pool_size');
      return problem ?? floats([...windowedSizes(spatial, geometry), inputs[0]!.shape.at(-1)!]);
    },
    lower: ({ ops }, { args, inputs }) => {
      const x = asFloat(ops, inputs[0]!);
      const attributes = windowAttributes(x.shape.slice(1, -1), geometryOf(args));
      return pool(ops, x, { ...attributes, window: args.pool_size });
    },
  });
}
