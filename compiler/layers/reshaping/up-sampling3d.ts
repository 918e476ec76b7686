import { dataFormat } from '../../declarations/data-format.ts';
import { perAxis } from '../../declarations/declare.ts';
import { defineLayer } from '../../declarations/define.ts';
import { multiplySizes } from '../../shapes/size.ts';
import { spatialInput } from '../shared/spatial.ts';
import { repeatNearest } from './base-upsampling.ts';

export const upSampling3D = defineLayer({
  name: 'UpSampling3D',
  family: 'reshaping',
  summary: 'Makes a volume larger by whole factors: entries are repeated.',
  example: 'x -> UpSampling3D(2)',
  arguments: { size: perAxis(3, 2, 'Factors of depth, height and width.'), data_format: dataFormat },
  input: spatialInput(3),
  output: ({ args, inputs }) => {
    const { dtype, shape } = inputs[0]!;
    return { dtype, shape: shape.map((size, axis) => multiplySizes(size, args.size[axis] ?? 1)) };
  },
  lower: ({ ops }, { args, inputs }) =>
    args.size.reduce((x, factor, axis) => repeatNearest(ops, x, factor, axis + 1), inputs[0]!),
});
