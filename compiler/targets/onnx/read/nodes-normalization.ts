import { mostMade, type Constant } from './constants.ts';
import type { NodeContext } from './context.ts';
import { weightOf } from './nodes-layers.ts';
import { fileShape, type Held } from './values.ts';

/** BatchNormalization as it predicts. */
export function batchNormalization(context: NodeContext): Held {
  const { attributes, build } = context;
  const [gamma, beta, mean, variance] = [1, 2, 3, 4].map((index) => weightOf(context.constant(index)));
  const given = context.held(0);
  const input = given.form.length > 2 ? build.channelsLast(given) : build.plain(given);
  const args = { epsilon: attributes.number('epsilon', 1e-5), momentum: attributes.number('momentum', 0.9) };
  const made = build.layer('BatchNormalization', args, [input], {
    weights: [gamma!, beta!, mean!, variance!],
    name: context.layerName(1),
  });
  return { ...made, form: input.form };
}

/** InstanceNormalization: every channel of a sample is a group of its own. */
export function instanceNormalization(context: NodeContext): Held {
  const image = context.build.channelsLast(context.held(0));
  const numbers = [1, 2].map((index) => context.constant(index));
  // Ones and zeros stand there for want of others, which may follow.
  const isPlain = numbers.every(({ data }, at) => data.every((value) => value === 1 - at));
  return normalizedGroups(context, image, -1, isPlain ? [] : numbers);
}

/**
 * GroupNormalization. Since operator set 21 it has a factor and a shift for each channel, before it for each group;
 * what `fuse.ts` makes of a normalization in pieces has neither.
 */
export function groupNormalization(context: NodeContext): Held {
  const { attributes, build } = context;
  const given = context.held(0);
  const image = given.form.length > 2 ? build.channelsLast(given) : build.plain(given);
  const shape = context.optionalConstant(3);
  if (shape && !isShapeOf(shape, given))
    throw context.refuse('it gives its result another shape than its input has');
  const groups = attributes.integer('num_groups', 1);
  const channels = image.type.shape.at(-1);
  const spread = (constant: Constant): Constant => {
    const times = typeof channels === 'number' ? channels / constant.data.length : 1;
    if (constant.data.length !== groups || !Number.isInteger(times) || times === 1) return constant;
    if (times * groups > mostMade)
      throw context.refuse(`its ${groups} factors would be one for each of ${times * groups} channels`);
    const data = Float32Array.from(
      { length: times * groups },
      (_, at) => constant.data[Math.floor(at / times)]!,
    );
    return { ...constant, shape: [data.length], data };
  };
  const numbers = [1, 2].flatMap((index) => context.optionalConstant(index) ?? []);
  return normalizedGroups(context, image, groups, numbers.map(spread));
}

/** True for sizes that are those of a tensor as the file has it; 0 and -1 stand for any. */
function isShapeOf({ data }: Constant, held: Held): boolean {
  const sizes = fileShape(held);
  return (
    data.length === sizes.length &&
    sizes.every((size, axis) => data[axis]! <= 0 || typeof size !== 'number' || data[axis] === size)
  );
}

/** @param numbers a factor and a shift for each channel, or nothing */
function normalizedGroups(
  context: NodeContext,
  image: Held,
  groups: number,
  numbers: readonly Constant[],
): Held {
  const { attributes, build } = context;
  const isWhole = numbers.length === 2;
  const args = { groups, epsilon: attributes.number('epsilon', 1e-5), scale: isWhole, center: isWhole };
  const made = build.layer('GroupNormalization', args, [image], {
    weights: numbers.map(weightOf),
    name: isWhole ? context.layerName(1) : undefined,
  });
  return { ...made, form: image.form };
}

/** LayerNormalization over the last axis. */
export function layerNormalization(context: NodeContext): Held {
  const { attributes, build } = context;
  const input = build.plain(context.held(0));
  if (context.axis(attributes.integer('axis', -1), input.form.length) !== input.form.length - 1)
    throw context.refuse('it normalizes more than the last axis');
  const gamma = context.constant(1);
  const beta = context.optionalConstant(2);
  const args = { epsilon: attributes.number('epsilon', 1e-5), center: beta !== undefined };
  return build.layer('LayerNormalization', args, [input], {
    weights: [weightOf(gamma), ...(beta ? [weightOf(beta)] : [])],
    name: context.layerName(1),
  });
}
