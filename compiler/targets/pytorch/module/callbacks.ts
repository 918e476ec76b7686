import type { ComponentValue } from '../../../declarations/values.ts';
import { watchedMode } from '../../../graph/logged-values.ts';
import type { ModelGraph } from '../../../graph/model-graph.ts';
import { StepBuilder } from '../../../steps/step-builder.ts';
import {
  call,
  flat,
  keyword,
  list,
  numberText,
  stringText,
  type PythonExpression,
} from '../../python/expressions.ts';
import { layout } from '../../python/layout.ts';
import type { TrainingGap } from '../../turns.ts';
import { callbackTexts } from '../python/callbacks-text.ts';
import { part, type ProgramPart } from '../../python/part.ts';
import type { FileContext } from './layer-class.ts';
import { stepLines } from './step-text.ts';

type Written = keyof typeof callbackTexts;

/** What the text of each callback is made on. */
const bases: Readonly<Partial<Record<string, readonly Written[]>>> = {
  EarlyStopping: ['Callback', 'Monitor', 'EarlyStopping'],
  ReduceLROnPlateau: ['Callback', 'Monitor', 'Rates', 'ReduceLROnPlateau'],
  ModelCheckpoint: ['Callback', 'Monitor', 'ModelCheckpoint'],
  LearningRateScheduler: ['Callback', 'Rates', 'LearningRateScheduler'],
  CSVLogger: ['Callback', 'CSVLogger'],
  TerminateOnNaN: ['Callback', 'TerminateOnNaN'],
};

/** Callbacks that the program leaves out since it does itself what they do: it keeps a checkpoint after every epoch. */
const doneAnyway = ['BackupAndRestore'];

/** Names that callbacks take at the top of a module. */
export const callbackNames: readonly string[] = [
  ...Object.keys(callbackTexts),
  'create_callbacks',
  'are_numbers',
  'rates_of',
  'rate_of',
  'set_rate',
];

/** Callbacks that a program of PyTorch lacks, with the reasons: one gap for all, since they stand at one place. */
export function callbackGaps(graph: ModelGraph): readonly TrainingGap[] {
  const { callbacks, place } = graph.training;
  const found = callbacks.flatMap((callback) => {
    const reason = gapOf(graph, callback);
    return reason === undefined ? [] : [{ name: callback.name, reason }];
  });
  if (found.length === 0) return [];
  return [
    {
      what: `${found.length === 1 ? 'the callback' : 'the callbacks'} ${found.map(({ name }) => `\`${name}\``).join(', ')}`,
      reason: found.map(({ reason }) => reason).join('; '),
      place: place ?? graph.heads[0]!.place,
    },
  ];
}

function gapOf(graph: ModelGraph, callback: ComponentValue): string | undefined {
  const { name, args } = callback;
  if (name === 'TensorBoard') return 'the program there writes no events of TensorBoard';
  if (name === 'RemoteMonitor') return 'the program there sends nothing over the network';
  if (name === 'SwapEMAWeights') return 'the program there does not swap averages with weights';
  if (!bases[name] && !doneAnyway.includes(name)) return 'the program there does not have it';
  const setsRate = name === 'ReduceLROnPlateau' || name === 'LearningRateScheduler';
  if (setsRate && typeof graph.training.optimizer.args.learning_rate !== 'number')
    return 'the learning rate follows a schedule, which it cannot set';
  const watches = args.monitor !== undefined && (name !== 'ModelCheckpoint' || args.save_best_only === true);
  if (watches && watchedMode(graph, callback.args) === undefined)
    return `nothing says whether higher or lower values of \`${String(args.monitor)}\` are better: write \`mode\``;
  return undefined;
}

/** The text of a model's callbacks; no block where it has none. */
export function callbackBlocks(
  graph: ModelGraph,
  file: FileContext & { readonly claim: (wanted: string) => string },
): readonly ProgramPart[] {
  const declared = graph.training.callbacks.filter(
    (each) => bases[each.name] && gapOf(graph, each) === undefined,
  );
  if (declared.length === 0) return [];
  const needed = new Set(declared.flatMap(({ name }) => bases[name]!));
  const schedules: string[] = [];
  const made = declared.map((callback) => call(callback.name, settingsOf(graph, callback, file, schedules)));
  const create = [
    'def create_callbacks(output):',
    '    """The callbacks of the text, which write into the output folder."""',
    ...layout('return ', list(made), '', '    '),
  ].join('\n');
  const classes = (Object.keys(callbackTexts) as Written[]).filter((name) => needed.has(name));
  return [
    ...classes.map((name) => callbackTexts[name]),
    ...schedules.map((text) => part(text)),
    part(create),
  ];
}

function settingsOf(
  graph: ModelGraph,
  callback: ComponentValue,
  file: FileContext & { readonly claim: (wanted: string) => string },
  schedules: string[],
): readonly PythonExpression[] {
  const { declaration, args } = callback;
  return Object.entries(args).flatMap(([name, value]): PythonExpression[] => {
    if (name === 'save_weights_only') return [];
    if (name === 'mode') return [keyword('mode', stringText(watchedMode(graph, callback.args) ?? 'min'))];
    if (name === 'schedule') {
      const function_ = file.claim('rate_of_epoch');
      schedules.push(scheduleText(value as ComponentValue<'schedule'>, function_, file));
      return [keyword(name, function_)];
    }
    if (value === declaration.arguments[name]?.default) return [];
    if (name === 'filepath' || name === 'filename')
      return [keyword(name, call('str', [`output / ${stringText(value as string)}`]))];
    if (typeof value === 'string') return [keyword(name, stringText(value))];
    if (typeof value === 'boolean') return [keyword(name, value ? 'True' : 'False')];
    if (typeof value === 'number') return [keyword(name, numberText(value, false))];
    return [];
  });
}

/** A schedule whose steps are epochs, as a function of PyTorch. */
function scheduleText(schedule: ComponentValue<'schedule'>, name: string, file: FileContext): string {
  const builder = new StepBuilder();
  const epoch = builder.feed('gradient', 'epoch', 'float32', []);
  const rate = schedule.declaration.lower(builder.ops, epoch, schedule.args);
  builder.output({ role: 'prediction', of: 'rate', name: 'rate', dtype: 'float32', shape: [] }, rate);
  const { graph } = builder.finish('predict', 'schedule');
  const { lines, outputs } = stepLines(graph, () => ({ variable: 'epoch' }), ['epoch'], file);
  return [
    `def ${name}(epoch):`,
    `    """The learning rate of an epoch, by ${schedule.name}."""`,
    ...lines,
    `    return ${flat(outputs.get('rate')!)}`,
  ].join('\n');
}
