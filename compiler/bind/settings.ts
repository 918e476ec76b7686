import { ownValue } from '../names/own-value.ts';
import type { Expression, Settings } from '../../grammar/ast.ts';
import type { Span } from '../../grammar/source.ts';
import {
  argument,
  boolean,
  component,
  integer,
  noneByDefault,
  number,
  option,
  requiredInteger,
  requiredString,
  type ArgumentDeclarations,
  type ArgumentType,
  type ValuesOf,
} from '../declarations/declare.ts';
import { resolveValue } from './arguments/resolve.ts';
import type { ArgumentValue, ComponentByHead, ComponentValue } from '../declarations/values.ts';
import { findComponent } from '../components/registry.ts';
import { precisionOption } from '../declarations/layer-precision.ts';
import type { Fix } from '../diagnostics/diagnostic.ts';
import { replacementFix, replacementFixes, suggestionFor } from '../diagnostics/suggest.ts';
import type { CheckContext } from './context.ts';
import type { Environment } from './environment.ts';
import { placeIn } from './module.ts';

/** How the place of an entry that is missing is filled from the training part. */
export const missingStatistics = ['mean', 'median', 'most_frequent'] as const;

/** What may stand in the `{ … }` of a model's input. */
export const inputSettings = {
  missing: argument<string | number | null>(
    {
      kind: 'anyOf',
      of: [{ kind: 'option', options: missingStatistics }, { kind: 'number' }, { kind: 'string' }],
    },
    null,
    'What stands for an entry that is missing: a value, or one of the training part.',
  ),
};

const metrics = (doc: string) =>
  argument<readonly (ComponentValue<'metric'> | ComponentByHead<'metric'>)[]>(
    { kind: 'list', of: { kind: 'component', category: 'metric' } },
    [],
    doc,
  );

/** What may stand in the `{ … }` of a head. */
export const headSettings = {
  loss: argument<ComponentValue<'loss'> | ComponentByHead<'loss'> | null>(
    { kind: 'component', category: 'loss' },
    null,
    'What training makes small: a loss of Keras.',
  ),
  weight: number(1, "The loss's share in the total.", { minimum: 0 }),
  classes: argument<readonly string[] | null>(
    { kind: 'list', of: { kind: 'string' }, minimumLength: 1 },
    null,
    'The names of the classes, in their order: data may hold them, and predictions bear them.',
  ),
  class_weight: argument<readonly number[] | null>(
    { kind: 'list', of: { kind: 'number', minimum: 0 }, minimumLength: 1 },
    null,
    'What the samples of each class weigh in training, in the order of the classes.',
  ),
  target: argument<null>(
    { kind: 'tensor' },
    null,
    'A tensor of the model that the data need not hold: what the head should predict.',
  ),
  metrics: metrics('What is measured beside the loss; weights of samples and classes do not count.'),
  weighted_metrics: metrics('What is measured with the weights of samples and classes.'),
};

/** What may stand in the `{ … }` of a `shared`. */
export const sharedSettings = {
  trainable: boolean(true, 'Whether training changes its weights.'),
};

/** What may stand in the `{ … }` of a `weight`. */
export const weightSettings = {
  regularizer: component('regularizer', null, 'Penalty on the weight, added to the loss.'),
  constraint: component('constraint', null, 'What the weight must satisfy after every step.'),
  trainable: boolean(true, 'Whether training changes it by its gradient.'),
};

/** What may stand in the `{ … }` of an `objective`. */
export const objectiveSettings = {
  weight: number(1, 'Its share in the total.'),
};

/** What may stand in the `{ … }` of a layer's `return`. */
export const returnSettings = {
  mask: option(['stop', 'pass'], 'stop', 'Whether the mask of the inputs goes on with the result.'),
};

/** What may stand in `train { … }`. */
export const trainSettings = {
  optimizer: {
    ...component(
      'optimizer',
      null,
      'How weights follow their gradients; one for each part: `{features: Adam(), rest: SGD()}`.',
    ),
    byPart: true,
  },
  epochs: integer(1, 'How often training goes through the data.', { minimum: 1 }),
  batch_size: integer(32, 'Samples in one step.', { minimum: 1 }),
  validation_split: number(0, 'Share of the data, its last part, that is kept for validation.', {
    minimum: 0,
    below: 1,
  }),
  steps_per_epoch: noneByDefault(
    requiredInteger('Steps of an epoch: the next one goes on there, up to the end of the data.', {
      minimum: 1,
    }),
  ),
  validation_batch_size: noneByDefault(
    requiredInteger('Samples in one step of validation; as many as in training by default.', { minimum: 1 }),
  ),
  validation_steps: noneByDefault(
    requiredInteger('Steps of validation, from the first sample on; all by default.', { minimum: 1 }),
  ),
  validation_freq: argument<number | readonly number[]>(
    {
      kind: 'anyOf',
      of: [
        { kind: 'integer', minimum: 1 },
        { kind: 'list', of: { kind: 'integer', minimum: 1 }, minimumLength: 1 },
      ],
    },
    1,
    'Validation comes every so many epochs, or after the epochs of a list, which count from 1.',
  ),
  shuffle: boolean(true, 'Whether every epoch takes the samples in a new order.'),
  seed: noneByDefault(
    requiredInteger('Start of all random numbers: the same seed, the same run.', { minimum: 0 }),
  ),
  recompute: boolean(
    false,
    'Whether results of layers are made again on the way back rather than kept: less memory, more time.',
  ),
  precision: precisionOption(
    'The floats of products: those of 16 bits take half of the memory where a device has them.',
  ),
  callbacks: argument<readonly ComponentValue<'callback'>[]>(
    { kind: 'list', of: { kind: 'component', category: 'callback' } },
    [],
    'What happens beside training.',
  ),
};

/** One string, or several. */
const strings = (doc: string) =>
  argument<string | readonly string[]>(
    { kind: 'anyOf', of: [{ kind: 'string' }, { kind: 'list', of: { kind: 'string' } }] },
    [],
    doc,
  );

/** What may stand in `data { … }`. */
export const dataSettings = {
  source: strings('Where the data is: a file, several, or a pattern with `*`, from the folder of the model.'),
  columns: argument<null>(
    { kind: 'columns' },
    null,
    'The columns of an input or head, where it is not called as they are; a list makes one input of several.',
  ),
  validation: argument<number | string | readonly string[] | null>(
    {
      kind: 'anyOf',
      of: [
        { kind: 'number', above: 0, below: 1 },
        { kind: 'string' },
        { kind: 'list', of: { kind: 'string' } },
      ],
    },
    null,
    'What is kept for validation: a share of the data, or a source of its own.',
  ),
  test: strings('A source that `evaluate` takes, and training never sees.'),
  weights: noneByDefault(requiredString('A column with the weight of each sample.')),
  decimal: option(['.', ','], '.', 'What stands before the fraction of a number in text tables.'),
  days: strings('Columns of dates that become days since 1970.'),
  date_parts: strings(
    'Columns of dates that become four numbers: year, month, day, and weekday from Monday, 0.',
  ),
};

/** What may stand in the `{ … }` of a `step`. */
export const stepSettings = {
  minimize: argument<null>({ kind: 'names' }, null, 'The heads and objectives that it makes small.'),
  update: argument<null>(
    { kind: 'names' },
    null,
    'What changes: shared things, branches and heads; all that the model has where it is left out.',
  ),
  optimizer: component('optimizer', null, 'How weights follow their gradients; by default that of `train`.'),
  repeat: integer(1, 'How often it runs on each batch.', { minimum: 1 }),
};

export interface ResolvedSettings<D extends ArgumentDeclarations> {
  /** Every entry; defaults where it is not written or wrong. */
  readonly values: ValuesOf<D>;
  /** Where the value of each written entry stands. */
  readonly spans: ReadonlyMap<string, Span>;
  /** What is written for entries that name tensors and declarations. */
  readonly expressions: ReadonlyMap<string, Expression>;
  /** Entries that are written but wrong or without a value yet. */
  readonly unknown: ReadonlySet<string>;
}

/** Checks the entries of a `{ … }` against their declarations. */
export function resolveSettings<D extends ArgumentDeclarations>(
  context: CheckContext,
  environment: Environment,
  settings: Settings | undefined,
  declarations: D,
  owner: string,
): ResolvedSettings<D> {
  const spans = new Map<string, Span>();
  const unknown = new Set<string>();
  const expressions = new Map<string, Expression>();
  const values = new Map<string, ArgumentValue>(
    Object.entries(declarations).map(([name, declaration]) => [name, declaration.default as ArgumentValue]),
  );
  for (const entry of settings?.entries ?? []) {
    const { name } = entry;
    if (name.key === '' || entry.kind === 'Step') continue;
    const { value } = entry;
    const place = placeIn(environment.module, name.span);
    const declaration = ownValue(declarations, name.key);
    if (!declaration) {
      const { text, closest } = suggestionFor(name.text, Object.keys(declarations), 'It takes');
      const elsewhere = closest.length > 0 ? undefined : placeOfEntry(name.key, declarations);
      const fixes =
        name.key === 'learning_rate' && isTrain(declarations)
          ? learningRateFix(environment, settings!, name.key)
          : replacementFixes(place, closest);
      const sentenceOwner = owner.charAt(0).toUpperCase() + owner.slice(1);
      context.report('KM2001', 'entry', { owner: sentenceOwner, name: name.text }, place, {
        suggestion: elsewhere === undefined ? text : undefined,
        help: elsewhere,
        fixes,
      });
      continue;
    }
    if (spans.has(name.key)) {
      context.report('KM1002', 'entry', { name: name.text }, place);
      continue;
    }
    spans.set(name.key, value.span);
    if (isReadLater(declaration.type) || (declaration.byPart && value.kind === 'Record')) {
      expressions.set(name.key, value);
      continue;
    }
    const resolved = resolveValue(context, environment, value, name.key, declaration, owner);
    if (resolved === undefined) unknown.add(name.key);
    else values.set(name.key, resolved);
  }
  // Each value was checked against its declaration.
  return { values: Object.fromEntries(values) as ValuesOf<D>, spans, unknown, expressions };
}

/** True for what names tensors and other things that a model declares. */
export function isReadLater({ kind }: ArgumentType): boolean {
  return kind === 'tensor' || kind === 'names' || kind === 'columns';
}

function isTrain(declarations: ArgumentDeclarations): boolean {
  return declarations === (trainSettings as ArgumentDeclarations);
}

function isHead(declarations: ArgumentDeclarations): boolean {
  return declarations === (headSettings as ArgumentDeclarations);
}

/** Where an entry belongs that stands in the wrong braces, as a help; undefined where it belongs nowhere. */
function placeOfEntry(name: string, declarations: ArgumentDeclarations): string | undefined {
  if (isTrain(declarations) && name === 'learning_rate')
    return 'it is an argument of the optimizer: `optimizer: Adam(learning_rate: 0.001)`.';
  if (!isHead(declarations) && Object.hasOwn(headSettings, name))
    return `\`${name}\` belongs to a head: \`head y = … { ${name}: … }\`.`;
  if (declarations !== (inputSettings as ArgumentDeclarations) && Object.hasOwn(inputSettings, name))
    return `\`${name}\` belongs to an input of a model: \`input x: … { ${name}: … }\`.`;
  if (!isTrain(declarations) && Object.hasOwn(trainSettings, name))
    return `\`${name}\` belongs to the training of the model: \`train { ${name}: … }\`.`;
  return undefined;
}

/** Moves `learning_rate: 0.1` of `train` into its optimizer, where that is written as a bare name or not at all. */
function learningRateFix({ module }: Environment, settings: Settings, key: string): readonly Fix[] {
  const entries = settings.entries.filter((entry) => entry.kind === 'Entry');
  const at = entries.findIndex(({ name }) => name.key === key);
  const rate = entries[at]!;
  const optimizer = entries.find(({ name }) => name.key === 'optimizer')?.value;
  if (optimizer && optimizer.kind !== 'Identifier' && optimizer.kind !== 'String') return [];
  const name =
    optimizer === undefined ? 'rmsprop' : optimizer.kind === 'String' ? optimizer.value : optimizer.key;
  const declaration = findComponent('optimizer', name);
  if (!declaration || !Object.hasOwn(declaration.arguments, key)) return [];
  const { start, end } = rate.value.span;
  const call = `${declaration.name}(${key}: ${module.source.text.slice(start, end)})`;
  if (!optimizer) return [replacementFix(placeIn(module, rate.span), `optimizer: ${call}`)];
  const after = entries[at + 1];
  // The comma or line end beside the entry goes with it.
  const gone = after
    ? { start: rate.span.start, end: after.span.start }
    : { start: entries[at - 1]!.span.end, end: rate.span.end };
  return [
    {
      title: `Write \`${call}\``,
      edits: [
        { place: placeIn(module, optimizer.span), newText: call },
        { place: placeIn(module, gone), newText: '' },
      ],
    },
  ];
}
