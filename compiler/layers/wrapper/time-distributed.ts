import { requiredLayer } from '../../declarations/declare.ts';
import { multiplySizes, type Size } from '../../shapes/size.ts';
import type { TensorType } from '../../shapes/types.ts';
import { defineLayer } from '../../declarations/define.ts';
import { isShapeProblem, shapeProblem, type LoweringContext } from '../../declarations/define-layer.ts';
import { innerLayer, innerOutput, innerWeights } from './inner-layer.ts';
import { leadingMask } from '../shared/masks.ts';

/** The wrapped layer with the same weights at every step: time is folded into the batch. */
export const timeDistributed = defineLayer({
  name: 'TimeDistributed',
  family: 'wrapper',
  summary: 'Applies a layer to every step of a sequence, with the same weights.',
  example: 'x -> TimeDistributed(Dense(8))',
  arguments: { layer: requiredLayer('The layer.') },
  distributesStages: true,
  tensorArguments: {
    mask: leadingMask(
      'bool [batch, time]: Keras takes it, and layers without time of their own ignore it.',
      1,
    ),
  },
  input: { rank: { minimum: 1 }, description: 'a sequence, float32[batch, time, …]' },
  output: ({ args, ...call }) => {
    const inner = innerOutput(innerLayer(args.layer), {
      ...call,
      tensorArguments: {},
      inputs: [stepType(call.inputs[0]!)],
    });
    if (isShapeProblem(inner)) return inner;
    if (inner.length > 1) {
      return shapeProblem(
        'KM3009',
        `{layer} takes a layer with one result, but ${args.layer.class} has ${inner.length} here.`,
        {
          argument: 'layer',
        },
      );
    }
    return { dtype: inner[0]!.dtype, shape: [call.inputs[0]!.shape[0]!, ...inner[0]!.shape] };
  },
  weights: ({ args, ...call }) =>
    innerWeights(innerLayer(args.layer), {
      ...call,
      tensorArguments: {},
      inputs: [stepType(call.inputs[0]!)],
    }),
  lower: (context, { args, inputs, inputTypes, outputTypes, masks, tensorArguments, trainable }) => {
    const { ops, batch } = context;
    const inner = innerLayer(args.layer);
    const steps = multiplySizes(batch, inputs[0]!.shape[1]!);
    const fold = (shape: readonly Size[]) => [steps, ...shape.slice(2)];
    const mask = tensorArguments.mask?.[0] ?? masks[0];
    const result = args.layer.declaration.lower(foldedContext(context.scope(inner.prefix), steps), {
      args: args.layer.args,
      inputs: [ops.reshape(inputs[0]!, fold(inputs[0]!.shape))],
      inputTypes: [stepType(inputTypes[0]!)],
      outputTypes: [stepType(outputTypes[0]!)],
      tensorArguments: {},
      masks: [mask && mask.shape.length > 2 ? ops.reshape(mask, fold(mask.shape)) : undefined],
      trainable: trainable && args.layer.trainable,
    });
    const output = 'shape' in result ? result : result[0]!;
    return ops.reshape(output, [batch, ...outputTypes[0]!.shape]);
  },
  multiplyAdds: ({ args, ...call }, outputs) => {
    const { layer } = args;
    const step = { ...call, args: layer.args, inputs: [stepType(call.inputs[0]!)] };
    const each = layer.declaration.multiplyAdds?.(step, outputs.map(stepType)) ?? 0;
    return multiplySizes(call.inputs[0]!.shape[0]!, each);
  },
  indexRange: (args) => args.layer.declaration.indexRange?.(args.layer.args),
});

/** One step of a sequence. */
function stepType(type: TensorType): TensorType {
  return { dtype: type.dtype, shape: type.shape.slice(1) };
}

/**
 * A view in which every step of every sample is a sample. Masks that the wrapped layer makes end with it; as in Keras,
 * which runs what it computes alone, so do its penalties.
 */
function foldedContext(context: LoweringContext, batch: Size): LoweringContext {
  return {
    ...context,
    batch,
    setMask: () => undefined,
    addLoss: () => undefined,
    scope: (prefix) => foldedContext(context.scope(prefix), batch),
  };
}
