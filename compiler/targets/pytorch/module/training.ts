import { ownPrecision } from '../../../graph/precisions.ts';
import { trains } from '../../../graph/trains.ts';
import type { ModelGraph, TrainingStep } from '../../../graph/model-graph.ts';
import { graphInputs } from '../../../graph/host-part.ts';
import { feedDType } from '../../../steps/lower-model.ts';
import { classWeightTable, type ClassWeightedHead } from '../../class-weights.ts';
import type { StateVariable } from '../../../steps/step-graph.ts';
import {
  dictionary,
  list,
  numberText,
  stringText,
  tuple,
  type PythonExpression,
} from '../../python/expressions.ts';
import { layout } from '../../python/layout.ts';
import { part, type ProgramPart } from '../../python/part.ts';
import { readerOf } from '../../python/table-reader.ts';
import { classWeightsText } from '../python/class-weights-text.ts';
import { deviceFlag, flagTypes } from '../../python/flags.ts';
import { mainText, predictMain } from '../python/main-text.ts';
import { namedColumnsText, predictText } from '../python/predict-text.ts';
import { floatsText, trainingText } from '../python/training-text.ts';
import type { FileContext } from './layer-class.ts';
import type { ModelClasses } from './model-classes.ts';
import { callbackBlocks } from './callbacks.ts';
import type { Preparation } from './preparation.ts';
import { scoreFunction, type Score } from './scores.ts';
import { updateFunctions, type Updates } from './updates.ts';

export interface TrainingTexts {
  readonly constants: readonly string[];
  readonly blocks: readonly ProgramPart[];
}

/** What trains a model: losses, metrics, the optimizer's steps, and a program around them. */
export function trainingTexts(
  graph: ModelGraph,
  classes: ModelClasses,
  file: FileContext & { readonly claim: (wanted: string) => string },
  options: {
    readonly create: string;
    readonly weighted: readonly ClassWeightedHead[];
    /** Undefined for a module that kmodel runs, which feeds it. */
    readonly alone: AloneOptions | undefined;
  },
): TrainingTexts {
  if (!trains(graph)) return untrainedTexts(graph, classes, options);
  const { steps } = graph.training;
  const { weighted, alone } = options;
  const turns = (steps ?? [undefined]).map((step, place) => {
    const isLast = steps === undefined || place === steps.length - 1;
    const score = scoreFunction(
      graph,
      classes,
      {
        name: file.claim(step ? `score_${step.name}` : 'score'),
        doc: step ? `Losses and metrics of the step \`${step.name}\`.` : 'Losses and metrics of a batch.',
        steps: step && [step],
        step,
        isLast,
        weighted,
      },
      file,
    );
    const updates = updateFunctions(graph, classes.weights, step && { step, place }, file);
    return { step, score, updates };
  });
  // Classes weigh in training alone.
  const hasWhole = steps !== undefined || weighted.length > 0;
  const whole: Score = hasWhole
    ? scoreFunction(
        graph,
        classes,
        { name: 'score_all', doc: 'Losses and metrics of a batch that judges.', steps, weighted: [] },
        file,
      )
    : turns[0]!.score;
  const functions = [
    ...turns.flatMap(({ score, updates }) => [score.lines, ...updates.updates.map(({ lines }) => lines)]),
    ...(hasWhole ? [whole.lines] : []),
  ].map((lines) => part(lines.join('\n')));
  const tables = [
    ...turnLines(graph, turns),
    ...layout('EVALUATION = ', hasWhole ? 'score_all' : 'score'),
    ...layout(
      'METRICS = ',
      stateTable(unique([...turns.flatMap(({ score }) => score.states), ...whole.states])),
    ),
    ...layout('BATCHED = ', list(batchedValues(classes).map(stringText))),
  ].join('\n');
  const prepares = alone?.preparation !== undefined;
  const callbacks = alone ? callbackBlocks(graph, file) : [];
  const keepsStates = classes.states.length > 0;
  const isWeighted = weighted.length > 0;
  const main = {
    keepsStates,
    isWeighted,
    hasCallbacks: callbacks.length > 0,
    prepares,
    predicts: graph.heads.length > 0,
  };
  return {
    constants: [
      ...dataTables(graph),
      ...(alone ? aloneConstants(graph, alone) : []),
      ...(isWeighted ? layout('CLASS_WEIGHTS = ', classWeightTable(weighted)) : []),
    ],
    blocks: [
      ...functions,
      ...(isWeighted ? [classWeightsText] : []),
      part(tables),
      trainingText(keepsStates),
      ...(alone
        ? [
            ...aloneBlocks(graph, alone),
            ...callbacks,
            flagTypes,
            deviceFlag,
            mainText(graph, options.create, main),
          ]
        : []),
    ],
  };
}

/** What a module needs that is a program by itself. */
export interface AloneOptions {
  readonly preparation: Preparation | undefined;
}

/** What runs a model that nothing trains: a program that predicts, or what kmodel asks. */
function untrainedTexts(
  graph: ModelGraph,
  classes: ModelClasses,
  { create, alone }: { readonly create: string; readonly alone: AloneOptions | undefined },
): TrainingTexts {
  if (!alone) {
    const batched = layout('BATCHED = ', list(batchedValues(classes).map(stringText)));
    return {
      constants: dataTables(graph),
      blocks: [
        part(['TURNS = []', 'EVALUATION = None', 'METRICS = {}', ...batched].join('\n')),
        trainingText(classes.states.length > 0),
      ],
    };
  }
  return {
    constants: [...dataTables(graph), ...aloneConstants(graph, alone)],
    blocks: [
      ...(graph.layers.some((layer) => ownPrecision(graph, layer)) ? [floatsText] : []),
      ...aloneBlocks(graph, alone),
      flagTypes,
      deviceFlag,
      predictMain(graph.name, create, alone.preparation !== undefined),
    ],
  };
}

function aloneConstants(graph: ModelGraph, { preparation }: AloneOptions): readonly string[] {
  return [
    ...layout('HEADS = ', list(graph.heads.map(({ name }) => stringText(name)))),
    ...readerOf(graph).constants,
    ...(preparation?.constants ?? []),
  ];
}

function aloneBlocks(graph: ModelGraph, { preparation }: AloneOptions): readonly ProgramPart[] {
  const hasNames = graph.heads.some(({ classes }) => classes !== undefined);
  return [
    ...readerOf(graph).blocks,
    ...(preparation ? [...preparation.blocks, part(preparation.tables.join('\n'))] : []),
    ...(graph.heads.length > 0
      ? [predictText(preparation !== undefined, hasNames), ...(hasNames ? [namedColumnsText] : [])]
      : []),
  ];
}

/** How a text scales the loss; a precision does so without saying. */
function lossScaleEntry({
  lossScaling,
}: Pick<TrainingStep, 'lossScaling'>): readonly (readonly [string, PythonExpression])[] {
  if (!lossScaling) return [];
  return [['loss_scale', tuple([numberText(lossScaling.initial, true), String(lossScaling.growthSteps)])]];
}

interface TurnParts {
  readonly step: TrainingStep | undefined;
  readonly score: Score;
  readonly updates: Updates;
}

function turnLines(graph: ModelGraph, turns: readonly TurnParts[]): readonly string[] {
  const items = turns.map(({ step, updates: { updates, shared, globalNorm, parts } }): PythonExpression => {
    const groups = updates.map(({ name, weights, slots, prefix }) => {
      const start = prefix(weights[0]!).length;
      const kept = slots.map((state): readonly [string, PythonExpression] => [
        state.name.slice(start),
        isLikeVariable(state, updates) ? numberText(state.initial, true) : stateEntry(state),
      ]);
      return tuple([name, list(weights.map(stringText)), dictionary(kept)]);
    });
    return dictionary([
      ['name', step ? stringText(step.name) : 'None'],
      ['repeat', String(step?.repeat ?? 1)],
      ['score', step ? `score_${step.name}` : 'score'],
      ['updates', list(groups)],
      ['shared', stateTable(shared)],
      ...lossScaleEntry(step ?? graph.training),
      ['global_norm', globalNorm === null ? 'None' : numberText(globalNorm, true)],
      ...(parts.size > 0
        ? [['parts', dictionary([...parts].map(([weight, part]) => [weight, stringText(part)]))] as const]
        : []),
    ]);
  });
  return ['# What one batch goes through.', ...layout('TURNS = ', list(items))];
}

/** Slots of a shape of their own are written out. */
function isLikeVariable(state: StateVariable, updates: Updates['updates']): boolean {
  const own = updates.find(({ slots }) => slots.includes(state))!;
  return own.variableShape.join() === state.shape.join();
}

function stateEntry({ dtype, shape, initial }: StateVariable): PythonExpression {
  return tuple([stringText(dtype), tuple(shape.map(String)), numberText(initial, dtype === 'float32')]);
}

function stateTable(states: readonly StateVariable[]): PythonExpression {
  return dictionary(states.map((state) => [state.name, stateEntry(state)]));
}

function unique(states: readonly StateVariable[]): readonly StateVariable[] {
  return [...new Map(states.map((state) => [state.name, state])).values()];
}

/** Values of which each sample has its own. */
function batchedValues({ details, lowered, states }: ModelClasses): readonly string[] {
  const given = [...details].flatMap(([name, key]) => {
    if (/^[ps]/.test(key)) return [];
    const tensor = Number(key.slice(1));
    const { shape } = (key.startsWith('m') ? lowered.masks : lowered.tensors)[tensor]!;
    return shape.length > 0 && typeof shape[0] !== 'number' ? [name] : [];
  });
  return [...given, ...states.map(({ name }) => name)];
}

/** What the data holds: names and dtypes of inputs and targets. */
function dataTables(graph: ModelGraph): readonly string[] {
  const { precision } = graph.training;
  const inputs = [...graphInputs(graph)].map(([name, tensor]): readonly [string, PythonExpression] => {
    const { dtype } = graph.tensors[tensor]!;
    return [name, stringText(dtype === 'string' ? 'int32' : feedDType(dtype))];
  });
  const targets = graph.heads.flatMap(({ name, loss, target }): (readonly [string, PythonExpression])[] =>
    loss && target ? [[name, stringText(feedDType(target.dtype))]] : [],
  );
  const ranks = new Map([
    ...[...graph.inputs.map(({ name, tensor }) => [name, tensor] as const), ...graphInputs(graph)].map(
      ([name, tensor]) => [name, graph.tensors[tensor]!.shape.length] as const,
    ),
    ...graph.heads.flatMap(({ name, loss, target }) =>
      loss && target ? [[name, target.shape.length] as const] : [],
    ),
  ]);
  const axes = [...ranks].map(([name, rank]) => [name, String(rank + 1)] as const);
  return [
    `PRECISION = ${stringText(precision)}`,
    ...layout('RANKS = ', dictionary(axes)),
    ...layout('INPUTS = ', dictionary(inputs)),
    ...layout('TARGETS = ', dictionary(targets)),
  ];
}
