import { mostMade, type Constant } from './constants.ts';
import type { NodeContext } from './context.ts';
import { weightOf } from './nodes-layers.ts';
import { fileShape, type Held, type ReadWeight } from './values.ts';

/** BatchNormalization as it predicts. */
export function batchNormalization(context: NodeContext): Held {
  const { attributes, build } = context;
  const given = context.held(0);
  const input = given.form.length > 2 ? build.channelsLast(given) : build.plain(given);
  const weights = ['scale', 'bias', 'mean', 'variance'].map((what, at) =>
    channelWeight(context, context.constant(at + 1), input, what),
  );
  const args = { epsilon: attributes.number('epsilon', 1e-5), momentum: attributes.number('momentum', 0.9) };
  const made = build.layer('BatchNormalization', args, [input], {
    weights,
    name: context.layerName(1),
  });
  return { ...made, form: input.form };
}

/** InstanceNormalization: every channel of a sample is a group of its own. */
export function instanceNormalization(context: NodeContext): Held {
  const image = context.build.channelsLast(context.held(0));
  const numbers = [1, 2].map((index) => context.constant(index));
  numbers.forEach((constant, at) => channelWeight(context, constant, image, at === 0 ? 'scale' : 'bias'));
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
    weights: numbers.map((constant, at) =>
      channelWeight(context, constant, image, at === 0 ? 'scale' : 'bias'),
    ),
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
  const spread = (constant: Constant, what: string): ReadWeight =>
    channelWeight(context, spreadNumber(context, constant, input), input, what);
  return build.layer('LayerNormalization', args, [input], {
    weights: [spread(gamma, 'scale'), ...(beta ? [spread(beta, 'bias')] : [])],
    name: context.layerName(1),
  });
}

/**
 * A number for each channel as a weight.
 * @param what it is called in messages
 * @throws ReadProblem where there are more or fewer than channels
 */
function channelWeight({ refuse }: NodeContext, constant: Constant, input: Held, what: string): ReadWeight {
  const channels = input.type.shape.at(-1);
  const { length } = constant.data;
  if (typeof channels !== 'number') throw refuse('how many channels its input has is known only at run time');
  if (length !== channels || constant.shape.at(-1) !== channels)
    throw refuse(`its ${what} holds ${length} numbers, where its input has ${channels} channels`);
  return weightOf({ ...constant, shape: [channels] });
}

/** One number for all channels, as LayerNormalization may have it, as one for each. */
function spreadNumber({ refuse }: NodeContext, constant: Constant, input: Held): Constant {
  const channels = input.type.shape.at(-1);
  if (constant.data.length !== 1 || typeof channels !== 'number' || channels === 1) return constant;
  if (channels > mostMade) throw refuse(`its one factor would be one for each of ${channels} channels`);
  return { ...constant, shape: [channels], data: new Float32Array(channels).fill(constant.data[0]!) };
}
