import { dataFormat } from '../../declarations/data-format.ts';
import { option, perAxis } from '../../declarations/declare.ts';
import { multiplySizes } from '../../shapes/size.ts';
import { defineLayer } from '../../declarations/define.ts';
import { asFloat } from '../shared/apply-component.ts';
import { resizeImages } from '../image/resize.ts';
import { repeatLinear, repeatNearest } from './base-upsampling.ts';

export const upSampling2D = defineLayer({
  name: 'UpSampling2D',
  family: 'reshaping',
  summary: 'Makes an image larger by whole factors.',
  example: 'x -> UpSampling2D(2)',
  arguments: {
    size: perAxis(2, 2, 'Factors of height and width.'),
    data_format: dataFormat,
    interpolation: option(
      ['nearest', 'bilinear', 'bicubic', 'lanczos3', 'lanczos5'],
      'nearest',
      '`nearest` repeats pixels, `bilinear` draws straight lines between them, others are smoother.',
    ),
  },
  input: { rank: 3, description: 'an image, float32[batch, height, width, channels]' },
  output: ({ args, inputs }) => {
    const { dtype, shape } = inputs[0]!;
    const [height, width, channels] = shape;
    return {
      dtype: args.interpolation === 'nearest' ? dtype : 'float32',
      shape: [multiplySizes(height!, args.size[0]!), multiplySizes(width!, args.size[1]!), channels!],
    };
  },
  lower: ({ ops }, { args, inputs }) => {
    const [rows, columns] = args.size as readonly [number, number];
    if (args.interpolation === 'nearest') {
      return repeatNearest(ops, repeatNearest(ops, inputs[0]!, rows, 1), columns, 2);
    }
    if (args.interpolation !== 'bilinear') {
      const [, height, width] = inputs[0]!.shape;
      const size = [multiplySizes(height!, rows), multiplySizes(width!, columns)] as const;
      const { interpolation } = args;
      return resizeImages(ops, asFloat(ops, inputs[0]!), size, { interpolation, antialias: false });
    }
    return repeatLinear(ops, repeatLinear(ops, asFloat(ops, inputs[0]!), rows, 1), columns, 2);
  },
});
