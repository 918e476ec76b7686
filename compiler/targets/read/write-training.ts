import { fitArgumentText } from '../../graph/fit-arguments.ts';
import type { SourceHead, SourceModel } from './source.ts';
import { componentText, numberText } from './value-text.ts';

/** The `train` of a model that was read; nothing where its file says nothing of it. */
export function trainLines(training: SourceModel['training']): readonly string[] {
  if (!training) return [];
  const {
    optimizer,
    epochs,
    batchSize,
    validationSplit,
    shuffle,
    seed,
    further = [],
    callbacks = [],
    precision,
  } = training;
  const lines = [
    ...(optimizer ? [`optimizer: ${componentText(optimizer)}`] : []),
    ...(epochs === undefined ? [] : [`epochs: ${epochs}`]),
    ...(batchSize === undefined ? [] : [`batch_size: ${batchSize}`]),
    ...(validationSplit ? [`validation_split: ${validationSplit}`] : []),
    ...further.map(([name, value]) => `${name}: ${fitArgumentText(value)}`),
    ...(shuffle === false ? ['shuffle: false'] : []),
    ...(seed === undefined ? [] : [`seed: ${seed}`]),
    ...(precision ? [`precision: ${precision}`] : []),
    ...(callbacks.length > 0 ? [`callbacks: [${callbacks.map(componentText).join(', ')}]`] : []),
  ];
  return lines.length > 0 ? ['train {', ...lines, '}'] : [];
}

/** The `{ … }` behind a head, where there is something to say. */
export function headSettings({ loss, weight, classWeight, metrics, weightedMetrics }: SourceHead): string {
  const listed = (name: string, values: SourceHead['metrics']): readonly string[] =>
    values.length === 0
      ? []
      : [
          `${name}: [${values.map((each) => (typeof each === 'string' ? each : componentText(each))).join(', ')}]`,
        ];
  const entries = [
    ...(loss ? [`loss: ${componentText(loss)}`] : []),
    ...(weight === 1 ? [] : [`weight: ${numberText(weight)}`]),
    ...(classWeight ? [`class_weight: [${classWeight.map(numberText).join(', ')}]`] : []),
    ...listed('metrics', metrics),
    ...listed('weighted_metrics', weightedMetrics),
  ];
  return entries.length > 0 ? ` { ${entries.join(', ')} }` : '';
}
