import { dataFormat } from '../../declarations/data-format.ts';
import { boolean, number, option } from '../../declarations/declare.ts';
import { defineLayer } from '../../declarations/define.ts';
import { shapeProblem } from '../../declarations/define-layer.ts';
import type { TensorType } from '../../shapes/types.ts';
import { asFloat } from '../shared/apply-component.ts';
import { floats } from '../shared/results.ts';
import { heightArgument, widthArgument } from './arguments.ts';
import { imageInput } from './augmentation.ts';
import { proportionalPart, sizesOf, takePart, unknownSizeProblem } from './crop.ts';
import { resizeImages } from './resize.ts';

export const resizing = defineLayer({
  name: 'Resizing',
  family: 'image',
  summary: 'Brings images to a size.',
  example: 'x -> Resizing(8, 8)',
  arguments: {
    height: heightArgument,
    width: widthArgument,
    interpolation: option(
      ['nearest', 'bilinear', 'bicubic', 'lanczos3', 'lanczos5'],
      'bilinear',
      'How new pixels are made of the old ones around them, of few or of many.',
    ),
    crop_to_aspect_ratio: boolean(false, 'Cut off what lies outside the proportions of the result.'),
    pad_to_aspect_ratio: boolean(false, 'Add a border where the proportions of the result want one.'),
    fill_mode: option(['constant'], 'constant', 'What a border is made of: `fill_value`.'),
    fill_value: number(0, 'The pixels of a border.'),
    antialias: boolean(false, 'Smooth first where the result is smaller.'),
    data_format: dataFormat,
  },
  input: imageInput,
  output: ({ args, inputs }) => {
    const [image] = inputs as readonly [TensorType];
    const { crop_to_aspect_ratio: crop, pad_to_aspect_ratio: pad } = args;
    if (crop && pad) {
      return shapeProblem('KM2004', '{layer} either cuts off or adds a border, and cannot do both.', {
        argument: 'pad_to_aspect_ratio',
      });
    }
    const problem = crop || pad ? unknownSizeProblem(image, 'to keep proportions') : undefined;
    return problem ?? floats([args.height, args.width, image.shape[2]!]);
  },
  lower: ({ ops }, { args, inputs }) => {
    let images = asFloat(ops, inputs[0]!);
    const size = [args.height, args.width] as const;
    if (args.crop_to_aspect_ratio)
      images = takePart(ops, images, proportionalPart(sizesOf(images.shape.slice(1)), size));
    if (args.pad_to_aspect_ratio) {
      const [height, width] = sizesOf(images.shape.slice(1));
      const rows = Math.max(height, Math.trunc((width * size[0]) / size[1]));
      const columns = Math.max(width, Math.trunc((height * size[1]) / size[0]));
      // As Keras does: as much on either side, also where one more would be needed.
      const border = [0, Math.floor((rows - height) / 2), Math.floor((columns - width) / 2), 0];
      images = ops.pad(images, border, border, { value: args.fill_value });
    }
    return resizeImages(ops, images, size, args);
  },
});
