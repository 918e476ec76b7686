import { dataFormat } from '../../declarations/data-format.ts';
import type { ArgumentDeclaration } from '../../declarations/declare.ts';
import { addSizes, sizeText, subtractSizes, type Size } from '../../shapes/size.ts';
import { defineLayer } from '../../declarations/define.ts';
import { shapeProblem } from '../../declarations/define-layer.ts';
import { spatialInput, type SpatialRank } from '../shared/spatial.ts';
import { sidesOf, type SidesValue } from './sides.ts';

interface Texts {
  readonly summary: string;
  readonly example: string;
}

/** Zeros around the axes between batch and channels. */
export function defineZeroPadding(rank: SpatialRank, padding: ArgumentDeclaration<SidesValue>, texts: Texts) {
  return defineLayer({
    name: `ZeroPadding${rank}D`,
    family: 'reshaping',
    ...texts,
    arguments: { padding, data_format: dataFormat },
    input: spatialInput(rank),
    output: ({ args, inputs }) => {
      const { dtype, shape } = inputs[0]!;
      const sides = sidesOf(args.padding, rank);
      return { dtype, shape: shape.map((size, axis) => addSizes(size, ...(sides[axis] ?? []))) };
    },
    lower: ({ ops }, { args, inputs }) => {
      const sides = sidesOf(args.padding, rank);
      const around = (side: 0 | 1): Size[] => [0, ...sides.map((amounts) => amounts[side]), 0];
      return ops.pad(inputs[0]!, around(0), around(1));
    },
  });
}

/** Takes entries away at the ends of the axes between batch and channels. */
export function defineCropping(rank: SpatialRank, cropping: ArgumentDeclaration<SidesValue>, texts: Texts) {
  return defineLayer({
    name: `Cropping${rank}D`,
    family: 'reshaping',
    ...texts,
    // A sequence has its channels last in Keras, too.
    arguments: { cropping, ...(rank === 1 ? {} : { data_format: dataFormat }) },
    input: spatialInput(rank),
    output: ({ args, inputs }) => {
      const { dtype, shape } = inputs[0]!;
      const sides = sidesOf(args.cropping, rank);
      const cropped = shape.map((size, axis) => subtractSizes(size, addSizes(...(sides[axis] ?? []))));
      const gone = cropped.findIndex((size) => typeof size === 'number' && size <= 0);
      if (gone === -1) return { dtype, shape: cropped };
      return shapeProblem(
        'KM3004',
        `{layer} takes ${addSizes(...sides[gone]!) as number} off axis ${gone + 1} of {input}, which has only ${sizeText(shape[gone]!)}.`,
        { argument: 'cropping' },
      );
    },
    lower: ({ ops, batch }, { args, inputs, outputTypes }) => {
      const starts = [0, ...sidesOf(args.cropping, rank).map(([low]) => low), 0];
      return ops.slice(inputs[0]!, starts, [batch, ...outputTypes[0]!.shape]);
    },
  });
}
