import type { ArgumentDeclarations, ValuesOf } from '../../declarations/declare.ts';
import { defineLayer } from '../../declarations/define.ts';
import {
  shapeProblem,
  type InputSpecification,
  type LayerDeclaration,
  type LayerLowerCall,
  type LoweringContext,
  type ShapeProblem,
} from '../../declarations/define-layer.ts';
import type { Tensor } from '../../ops/types.ts';
import type { TensorType } from '../../shapes/types.ts';
import { asFloat } from '../shared/apply-component.ts';
import { floats } from '../shared/results.ts';
import { spatialDescription } from '../shared/spatial.ts';

/** What every layer of images takes. */
export const imageInput: InputSpecification = {
  rank: 3,
  dtype: 'float',
  description: spatialDescription(2),
};

interface Augmentation<D extends ArgumentDeclarations> {
  readonly name: string;
  readonly summary: string;
  readonly example: string;
  readonly arguments: D;
  /** Where colours are mixed: the numbers of channels that it takes. */
  readonly channels?: readonly number[];
  /** True where their number must be known. */
  readonly knownChannels?: boolean;
  /** True where height and width must be numbers. */
  readonly knownSize?: boolean;
  /** Why arguments do not go together. */
  readonly problem?: (args: ValuesOf<D>, image: TensorType) => ShapeProblem | undefined;
  /** Images of the same size as those that come in, float32 [batch, height, width, channels]. */
  readonly augment: (context: LoweringContext, images: Tensor, args: ValuesOf<D>) => Tensor;
  /** True where it does so outside training, too. */
  readonly always?: boolean;
}

/** A layer that changes images while training, and gives them as they are otherwise. */
export function defineAugmentation<const D extends ArgumentDeclarations>(
  augmentation: Augmentation<D>,
): LayerDeclaration<D> {
  const { channels, knownChannels, knownSize, problem, augment, always, ...declared } = augmentation;
  const knownAxes = [...(knownSize ? [0, 1] : []), ...(channels || knownChannels ? [2] : [])];
  return defineLayer<D>({
    ...declared,
    family: 'image',
    input: { ...imageInput, knownAxes },
    output: ({ args, inputs }) => {
      const [image] = inputs as readonly [TensorType];
      const found = image.shape[2]!;
      if (channels && !channels.some((count) => count === found)) {
        const wanted = channels.join(' or ');
        return shapeProblem(
          'KM3002',
          `{layer} takes images of ${wanted} channels, but {input} has ${String(found)}.`,
        );
      }
      return problem?.(args, image) ?? floats(image.shape);
    },
    lower: (context, { args, inputs }: LayerLowerCall<ValuesOf<D>>) => {
      const images = asFloat(context.ops, inputs[0]!);
      return context.training || always ? augment(context, images, args) : images;
    },
  });
}
