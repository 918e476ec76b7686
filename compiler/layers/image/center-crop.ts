import { dataFormat } from '../../declarations/data-format.ts';
import { defineLayer } from '../../declarations/define.ts';
import { asFloat } from '../shared/apply-component.ts';
import { floats } from '../shared/results.ts';
import { heightArgument, widthArgument } from './arguments.ts';
import { imageInput } from './augmentation.ts';
import { cropAndResize, middlePart, sizesOf, takePart } from './crop.ts';

export const centerCrop = defineLayer({
  name: 'CenterCrop',
  family: 'image',
  summary: 'Cuts the middle out of images; smaller ones are enlarged first.',
  example: 'x -> CenterCrop(8, 8)',
  arguments: { height: heightArgument, width: widthArgument, data_format: dataFormat },
  input: { ...imageInput, knownAxes: [0, 1] },
  output: ({ args, inputs }) => floats([args.height, args.width, inputs[0]!.shape[2]!]),
  lower: ({ ops }, { args, inputs }) => {
    const images = asFloat(ops, inputs[0]!);
    const found = sizesOf(images.shape.slice(1));
    const size = [args.height, args.width] as const;
    const holds = found[0] >= size[0] && found[1] >= size[1];
    return holds ? takePart(ops, images, middlePart(found, size)) : cropAndResize(ops, images, size);
  },
});
