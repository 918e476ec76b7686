import type { ComponentValue } from '../../../declarations/values.ts';
import { rescaling, taken, type ComposedStage } from './stage.ts';

/** Arguments that are numbers, by name. */
type Numbers = Readonly<Record<string, number>>;

/** Activations that tfjs-layers lacks, as layers that it has; their formulas are those of `components/activations`. */
const compositions: Readonly<Partial<Record<string, (args: Numbers) => readonly ComposedStage[]>>> = {
  hard_sigmoid: () => [rescaling(1 / 6, 0.5), within(1)],
  hard_silu: () => [rescaling(1 / 6, 0.5), within(1), merge('multiply', taken, 1)],
  // What reaches from 0 to 1, less what reaches from 0 to -1.
  hard_tanh: () => [within(1), of(taken, rescaling(-1, 0)), within(1), rescaling(-1, 0), merge('add', 0, 3)],
  // max(x - t, 0) - max(-x - t, 0)
  soft_shrink: ({ threshold }) => [
    rescaling(1, -threshold!),
    rectified,
    of(taken, rescaling(-1, -threshold!)),
    rectified,
    rescaling(-1, 0),
    merge('add', 1, 4),
  ],
  tanh_shrink: () => [activation('tanh'), rescaling(-1, 0), merge('add', taken, 1)],
  // Between -1 and 1 it is (x / 2 + 1 / 2)²; what lies above 1 goes on straight.
  sparse_plus: () => [
    rescaling(0.5, 0.5),
    within(1),
    of(1, rescaling(1, 0)),
    merge('multiply', 1, 2),
    of(taken, rescaling(1, -1)),
    rectified,
    merge('add', 3, 5),
  ],
  sparse_sigmoid: () => [rescaling(0.5, 0.5), within(1)],
  leaky_relu: ({ negative_slope: slope }) => [{ factory: 'leakyReLU', config: { alpha: slope! } }],
  // max(x, 0) - alpha · max(-elu(x), 0)
  elu: ({ alpha }) => [
    rectified,
    of(taken, activation('elu')),
    rescaling(-1, 0),
    rectified,
    rescaling(-alpha!, 0),
    merge('add', 0, 4),
  ],
  celu: ({ alpha }) => [rescaling(1 / alpha!, 0), activation('elu'), rescaling(alpha!, 0)],
  log_sigmoid: () => [rescaling(-1, 0), activation('softplus'), rescaling(-1, 0)],
};

/**
 * An activation as layers of tfjs, or undefined where they cannot say it.
 * @param rank how many axes there are beside the batch
 */
export function composedActivation(
  { name, args }: ComponentValue<'activation'>,
  rank: number,
): readonly ComposedStage[] | undefined {
  const stages = name === 'relu' ? rectifier(args as never) : compositions[name]?.(args as Numbers);
  // tfjs merges no numbers of samples.
  return rank === 0 && stages?.some(({ takes = [] }) => takes.length > 1) ? undefined : stages;
}

/** `relu` with arguments: tfjs has a greatest value; a slope goes below zero alone, and no threshold is there. */
function rectifier(args: {
  readonly negative_slope: number;
  readonly max_value: number | null;
  readonly threshold: number;
}): readonly ComposedStage[] | undefined {
  if (args.threshold !== 0) return undefined;
  const positive: ComposedStage = {
    factory: 'reLU',
    config: args.max_value === null ? {} : { maxValue: args.max_value },
  };
  if (args.negative_slope === 0) return [positive];
  return [
    positive,
    of(taken, rescaling(-1, 0)),
    rectified,
    rescaling(-args.negative_slope, 0),
    merge('add', 0, 3),
  ];
}

const rectified: ComposedStage = { factory: 'reLU', config: {} };

function within(maxValue: number): ComposedStage {
  return { factory: 'reLU', config: { maxValue } };
}

function activation(name: string): ComposedStage {
  return { factory: 'activation', config: { activation: name } };
}

function of(place: number, stage: ComposedStage): ComposedStage {
  return { ...stage, takes: [place] };
}

function merge(factory: 'add' | 'multiply', ...takes: readonly number[]): ComposedStage {
  return { factory, config: {}, takes };
}
