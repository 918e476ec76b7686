import { argument, number, option, type ArgumentDeclaration } from '../../declarations/declare.ts';
import type { RandomSource } from '../../declarations/define-component.ts';
import { defineInitializer } from '../../declarations/define.ts';
import { elementCount } from './constant.ts';
import { computeFans } from './fans.ts';
import { seed } from './seed.ts';
import { drawTruncatedNormal, truncatedDeviation } from './truncated-normal.ts';

type FanMode = 'fan_in' | 'fan_out' | 'fan_avg';
type Distribution = 'truncated_normal' | 'untruncated_normal' | 'uniform';

const axes = (doc: string): ArgumentDeclaration<readonly number[] | null> =>
  argument<readonly number[] | null>({ kind: 'list', of: { kind: 'integer' } }, null, doc);

const fanArguments = {
  seed,
  input_axes: axes('Axes that hold the inputs, where they are not the last but one.'),
  output_axes: axes('Axes that hold the outputs, where they are not the last.'),
};

function axesMisfit(shape: readonly number[], args: FanAxes): string | undefined {
  const axes = [...(args.input_axes ?? []), ...(args.output_axes ?? [])];
  const missing = axes.find((axis) => axis < -shape.length || axis >= shape.length);
  return missing === undefined ? undefined : `counts along axis ${missing}`;
}

interface FanAxes {
  readonly input_axes: readonly number[] | null;
  readonly output_axes: readonly number[] | null;
}

/**
 * Values with the variance scale / fan, the fan being counted by `mode`.
 * Source: Keras, `VarianceScaling`; uniform ones lie within ±√(3 · variance), truncated ones are cut off at
 * two standard deviations and widened so that their variance is kept.
 */
function scaleVariance(
  shape: readonly number[],
  random: RandomSource,
  form: { scale: number; mode: FanMode; distribution: Distribution },
  axes: FanAxes,
): Float32Array {
  const { fanIn, fanOut } = computeFans(shape, axes.input_axes, axes.output_axes);
  const fan = form.mode === 'fan_in' ? fanIn : form.mode === 'fan_out' ? fanOut : (fanIn + fanOut) / 2;
  const variance = form.scale / Math.max(1, fan);
  const values = new Float32Array(elementCount(shape));
  const limit = Math.sqrt(3 * variance);
  const deviation = Math.sqrt(variance);
  for (let index = 0; index < values.length; index++) {
    if (form.distribution === 'uniform') values[index] = (2 * random.uniform() - 1) * limit;
    else if (form.distribution === 'untruncated_normal') values[index] = random.normal() * deviation;
    else values[index] = (drawTruncatedNormal(random) * deviation) / truncatedDeviation;
  }
  return values;
}

export const varianceScaling = defineInitializer({
  name: 'VarianceScaling',
  aliases: ['variance_scaling'],
  summary: 'Random values whose variance shrinks with the number of inputs or outputs.',
  arguments: {
    scale: number(1, 'Factor of the variance.', { above: 0 }),
    mode: option(
      ['fan_in', 'fan_out', 'fan_avg'],
      'fan_in',
      'Whether inputs, outputs or their average count.',
    ),
    distribution: option(
      ['truncated_normal', 'untruncated_normal', 'uniform'],
      'truncated_normal',
      'The distribution.',
    ),
    ...fanArguments,
  },
  misfit: axesMisfit,
  sample: (shape, args, random) => scaleVariance(shape, random, args, args),
});

const named = (
  name: string,
  alias: string,
  summary: string,
  form: { scale: number; mode: FanMode; distribution: Distribution },
) =>
  defineInitializer({
    name,
    aliases: [alias],
    summary,
    arguments: fanArguments,
    misfit: axesMisfit,
    sample: (shape, args, random) => scaleVariance(shape, random, form, args),
  });

export const glorotUniform = named(
  'GlorotUniform',
  'glorot_uniform',
  'Uniform values with variance 2 / (inputs + outputs): Keras’s usual choice.',
  { scale: 1, mode: 'fan_avg', distribution: 'uniform' },
);

export const glorotNormal = named(
  'GlorotNormal',
  'glorot_normal',
  'Truncated normal values with variance 2 / (inputs + outputs).',
  { scale: 1, mode: 'fan_avg', distribution: 'truncated_normal' },
);

export const heUniform = named(
  'HeUniform',
  'he_uniform',
  'Uniform values with variance 2 / inputs, made for ReLU.',
  { scale: 2, mode: 'fan_in', distribution: 'uniform' },
);

export const heNormal = named(
  'HeNormal',
  'he_normal',
  'Truncated normal values with variance 2 / inputs, made for ReLU.',
  { scale: 2, mode: 'fan_in', distribution: 'truncated_normal' },
);

export const lecunUniform = named(
  'LecunUniform',
  'lecun_uniform',
  'Uniform values with variance 1 / inputs.',
  { scale: 1, mode: 'fan_in', distribution: 'uniform' },
);

export const lecunNormal = named(
  'LecunNormal',
  'lecun_normal',
  'Truncated normal values with variance 1 / inputs, made for SELU.',
  { scale: 1, mode: 'fan_in', distribution: 'truncated_normal' },
);
