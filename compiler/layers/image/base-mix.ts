import type { ArgumentDeclarations, ValuesOf } from '../../declarations/declare.ts';
import { defineLayer } from '../../declarations/define.ts';
import type { LayerDeclaration } from '../../declarations/define-layer.ts';
import type { Tensor } from '../../ops/types.ts';
import { asFloat } from '../shared/apply-component.ts';
import { floats } from '../shared/results.ts';
import { imageInput } from './augmentation.ts';
import { drawOrder, type RandomSite, randomSite } from './random.ts';

interface Mix<D extends ArgumentDeclarations> {
  readonly name: string;
  readonly summary: string;
  readonly example: string;
  readonly arguments: D;
  /** Images and others, [batch, height, width, channels], as one. */
  readonly mix: (site: RandomSite, images: Tensor, others: Tensor, args: ValuesOf<D>) => Tensor;
}

/** A layer that mixes the images of a batch with each other while training. */
export function defineMix<const D extends ArgumentDeclarations & { readonly seed: object }>(
  layer: Mix<D>,
): LayerDeclaration<D> {
  const { mix, ...declared } = layer;
  return defineLayer<D>({
    ...declared,
    family: 'image',
    input: imageInput,
    output: ({ inputs }) => floats(inputs[0]!.shape),
    lower: (context, { args, inputs }) => {
      const { ops } = context;
      const images = asFloat(ops, inputs[0]!);
      if (!context.training) return images;
      const { seed } = args as unknown as { readonly seed: number | null };
      const site = randomSite(context, seed);
      const others = ops.gather(images, drawOrder(site));
      return mix(site, images, others, args);
    },
  });
}
