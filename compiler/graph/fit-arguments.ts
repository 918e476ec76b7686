import type { TrainingSettings } from './model-graph.ts';

/** The arguments of Keras's `fit` about the steps of an epoch and about validation. */
export const fitArgumentNames = [
  'steps_per_epoch',
  'validation_batch_size',
  'validation_steps',
  'validation_freq',
] as const;

/** One of them, by its name there. */
export type FitArgument = readonly [
  name: (typeof fitArgumentNames)[number],
  value: number | readonly number[],
];

/** What `train` says of the steps of an epoch and of validation, but for Keras's defaults. */
export function fitArguments({
  stepsPerEpoch,
  validationBatchSize,
  validationSteps,
  validationFreq,
}: TrainingSettings): readonly FitArgument[] {
  return [
    ...(stepsPerEpoch === null ? [] : [['steps_per_epoch', stepsPerEpoch] as const]),
    ...(validationBatchSize === null ? [] : [['validation_batch_size', validationBatchSize] as const]),
    ...(validationSteps === null ? [] : [['validation_steps', validationSteps] as const]),
    ...(validationFreq === 1 ? [] : [['validation_freq', validationFreq] as const]),
  ];
}

/** A value of {@link fitArguments} as languages with lists in brackets write it. */
export function fitArgumentText(value: FitArgument[1]): string {
  return typeof value === 'number' ? String(value) : `[${value.join(', ')}]`;
}
