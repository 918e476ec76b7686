import { dataFormat } from '../../declarations/data-format.ts';
import { defineLayer } from '../../declarations/define.ts';
import type { Tensor } from '../../ops/types.ts';
import { asFloat } from '../shared/apply-component.ts';
import { floats } from '../shared/results.ts';
import { heightArgument, imageSeed, widthArgument } from './arguments.ts';
import { imageInput } from './augmentation.ts';
import { cropAndResize, sizesOf } from './crop.ts';
import { drawUniform, randomSite, type RandomSite } from './random.ts';

/** All images of a batch are cut at the same place. */
export const randomCrop = defineLayer({
  name: 'RandomCrop',
  family: 'image',
  summary:
    'Cuts a part of the given size out of images: at a random place while training, else from the middle.',
  example: 'x -> RandomCrop(8, 8)',
  arguments: { height: heightArgument, width: widthArgument, seed: imageSeed, data_format: dataFormat },
  input: { ...imageInput, knownAxes: [0, 1] },
  output: ({ args, inputs }) => floats([args.height, args.width, inputs[0]!.shape[2]!]),
  lower: (context, { args, inputs }) => {
    const { ops } = context;
    const images = asFloat(ops, inputs[0]!);
    const [height, width] = sizesOf(images.shape.slice(1));
    const isLarger = height > args.height && width > args.width;
    if (!context.training || !isLarger) return cropAndResize(ops, images, [args.height, args.width]);
    const site = randomSite(context, args.seed);
    const rows = randomPlaces(site, args.height, height);
    const columns = randomPlaces(site, args.width, width);
    return ops.gather(ops.gather(images, rows, 1), columns, 2);
  },
});

/** `count` places in a row out of `size`, int32. */
function randomPlaces(site: RandomSite, count: number, size: number): Tensor {
  const { ops } = site.context;
  const start = ops.floor(drawUniform(site, [1], [0, size - count + 1]));
  return ops.add(ops.cast(start, 'int32'), ops.iota([count], 0));
}
