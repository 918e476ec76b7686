import type { Arguments } from '../../../declarations/values.ts';
import { createOps } from '../../../ops/builder.ts';
import { variable } from '../../../shapes/size.ts';
import type { TensorType } from '../../../shapes/types.ts';
import { implementLayer } from '../implementation.ts';
import { isMisfit, tfjsValue } from '../values.ts';
import { chainOf, reshape, type ComposedSite, type ComposedStage, type Composition } from './stage.ts';

/**
 * `Conv2D` with a group for each channel is tfjs's depthwise convolution: [height, width, 1, filters] and
 * [height, width, channels, filters / channels] are the same numbers in the same order. Other groups tfjs cannot say.
 */
export const composedGroups: Composition = (site) => {
  const { args, weights } = site.layer;
  const channels = site.input.shape.at(args.data_format === 'channels_first' ? 0 : -1);
  if (typeof channels !== 'number' || args.groups !== channels) return undefined;
  // A constraint of the kernel goes along its axes, which are others in tfjs.
  if (args.kernel_constraint !== null) return undefined;
  const config: Arguments = {
    kernel_size: args.kernel_size!,
    strides: args.strides!,
    padding: args.padding!,
    depth_multiplier: (args.filters as number) / channels,
    data_format: args.data_format!,
    dilation_rate: args.dilation_rate!,
    activation: args.activation!,
    use_bias: args.use_bias!,
    depthwise_initializer: args.kernel_initializer!,
    bias_initializer: args.bias_initializer!,
    depthwise_regularizer: args.kernel_regularizer!,
    bias_regularizer: args.bias_regularizer!,
    bias_constraint: args.bias_constraint!,
  };
  const made = implementLayer('DepthwiseConv2D', {
    args: config,
    inputs: [site.input],
    outputs: [site.output],
    masked: false,
    modelHasMasks: false,
    trainable: site.layer.trainable,
  });
  if (made.kind === 'missing') return undefined;
  return [
    {
      factory: made.factory,
      config: made.config,
      trained: weights.map(({ name }) => `${site.layer.name}/${name}`),
    },
  ];
};

/**
 * A layer of the text that multiplies each channel by a learned number, such as the `LayerScale` of ConvNeXt: a
 * depthwise convolution by a window of one place.
 */
export const composedScale: Composition = (site) => {
  const { layer, input, output } = site;
  const [factors] = layer.weights;
  const channels = input.shape.at(-1);
  if (layer.weights.length !== 1 || typeof channels !== 'number') return undefined;
  if (factors!.shape.join() !== String(channels) || factors!.constraint) return undefined;
  if (!isProduct(site)) return undefined;
  const initializer = tfjsValue(factors!.initializer);
  const regularizer = factors!.regularizer ? tfjsValue(factors!.regularizer) : null;
  if (isMisfit(initializer) || isMisfit(regularizer)) return undefined;
  const product: ComposedStage = {
    factory: 'depthwiseConv2d',
    config: {
      kernelSize: 1,
      useBias: false,
      depthwiseInitializer: initializer,
      ...(regularizer === null ? {} : { depthwiseRegularizer: regularizer }),
    },
    trained: [`${layer.name}/${factors!.name}`],
  };
  if (input.shape.length === 3) return [product];
  return chainOf([reshape(asImage(input)), product, reshape(output.shape)]);
};

/** A shape with the height, width and channels that a convolution wants: all places but the channels in the height. */
function asImage({ shape }: TensorType): TensorType['shape'] {
  const places = shape.slice(0, -1);
  const known = places.every((size) => typeof size === 'number');
  const height = known ? places.reduce<number>((product, size) => product * size, 1) : places[0]!;
  // Of two open sizes, or of an open one beside others, the height would be a product that tfjs must find.
  return known || places.length === 1 ? [height, 1, shape.at(-1)!] : [variable('height'), 1, shape.at(-1)!];
}

/** Whether the layer computes its input times its weight, and nothing else. */
function isProduct({ layer, input }: ComposedSite): boolean {
  const ops = createOps();
  const batch = variable('batch');
  const x = ops.scope.input('x', 'float32', [batch, ...input.shape]);
  const factors = ops.scope.input('factors', 'float32', layer.weights[0]!.shape);
  let isPlain = input.dtype === 'float32';
  const refuse = (): never => {
    isPlain = false;
    throw new Unsayable();
  };
  try {
    const result = layer.declaration.lower(
      {
        ops,
        training: true,
        batch,
        weight: () => factors,
        updatedWeight: () => factors,
        updateWeight: refuse,
        randomKey: refuse,
        addLoss: refuse,
        carried: refuse,
        carry: refuse,
        setMask: () => undefined,
        scope: refuse,
      },
      {
        args: layer.args,
        inputs: [x],
        inputTypes: [input],
        outputTypes: [input],
        tensorArguments: {},
        masks: [undefined],
        trainable: layer.trainable,
      },
    );
    if (!isPlain || !('shape' in result)) return false;
    const { nodes } = ops.scope.build([{ name: 'y', tensor: result }]);
    const [node, ...others] = nodes.filter(({ op }) => op !== 'input');
    return (
      others.length === 0 &&
      node?.op === 'multiply' &&
      [x, factors].every(({ id }) => node.inputs.some((taken) => taken.id === id))
    );
  } catch (error) {
    if (error instanceof Unsayable) return false;
    throw error;
  }
}

/** Thrown to stop the lowering of a layer that does more than a product. */
class Unsayable extends Error {}
