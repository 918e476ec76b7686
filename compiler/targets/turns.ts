import type { Place } from '../diagnostics/place.ts';
import { fitArguments } from '../graph/fit-arguments.ts';
import type { ModelGraph } from '../graph/model-graph.ts';

/** Something of a training that `compile` and `fit` have no words for. */
export interface TrainingGap {
  readonly what: string;
  readonly reason: string;
  readonly place: Place;
}

/** What a training says beyond heads with losses and targets from the data. */
export function trainingGaps({ objectives = [], heads, training }: ModelGraph): readonly TrainingGap[] {
  const aimed = heads.filter((head) => head.targetTensor !== undefined);
  return [
    ...objectives.map(({ name, place }) => ({
      what: `the objective \`${name}\``,
      reason: 'its losses belong to outputs',
      place,
    })),
    ...aimed.map(({ name, place }) => ({
      what: `the target of head \`${name}\``,
      reason: 'its targets come from the data',
      place,
    })),
    ...stepGaps({ training }),
  ];
}

/** What a module of Keras that trains in turns has no words for: it trains by a loop of its own. */
export function turnGaps({
  training,
  heads,
}: Pick<ModelGraph, 'training' | 'heads'>): readonly TrainingGap[] {
  const [step] = training.steps ?? [];
  if (!step) return [];
  const [setting] = fitArguments(training);
  const weighed = heads.find(({ classWeight }) => classWeight);
  const reason = 'a training in turns goes through all of the data, batch by batch';
  return [
    ...(setting ? [{ what: `the \`${setting[0]}\` of a training in turns`, reason, place: step.place }] : []),
    ...(weighed
      ? [
          {
            what: `the \`class_weight\` of head \`${weighed.name}\``,
            reason: 'its steps weigh no classes',
            place: weighed.place,
          },
        ]
      : []),
  ];
}

/** Turns, and optimizers of parts: `fit` knows one step, in which one optimizer changes all weights. */
function stepGaps({ training }: Pick<ModelGraph, 'training'>): readonly TrainingGap[] {
  const { steps = [], parts = [], place: trained } = training;
  return [
    ...steps.slice(0, 1).map(({ name, place }) => ({
      what: `the step \`${name}\``,
      reason: 'it trains all weights at once',
      place,
    })),
    ...(parts.length > 0 && trained
      ? [
          {
            what: `the optimizer of \`${parts[0]!.name}\``,
            reason: 'one optimizer changes all weights',
            place: trained,
          },
        ]
      : []),
  ];
}
