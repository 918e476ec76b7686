import type { Span } from '../../grammar/source.ts';
import type { ComponentByHead, ComponentValue, HeadMetric } from '../declarations/values.ts';
import { resolveByHead } from '../components/by-head.ts';
import { withoutLossScale } from '../components/optimizers/loss-scale-optimizer.ts';
import { rmsprop } from '../components/optimizers/rmsprop.ts';
import { withDefaults } from '../declarations/default-value.ts';
import type { TrainingSettings } from '../graph/model-graph.ts';
import {
  declaredTypeText,
  isFloat,
  sampleType,
  tensorTypeText,
  wholeType,
  type TensorType,
} from '../shapes/types.ts';
import type { CheckContext } from '../bind/context.ts';
import type { DefinedMember } from '../bind/definitions.ts';
import type { FlowTensor } from './flow.ts';
import { siteOf } from './expand-members.ts';
import { expandOne } from './expression.ts';
import { environmentOf, placeAt, type ExpansionContext, type Frame } from './site.ts';
import type { CheckedHead, CheckedObjective, CheckedPart, CheckedStep } from './checked-terms.ts';
import { checkOptimizers } from './optimizer-parts.ts';
import { checkSteps } from './turns.ts';
import { mayBeEqual } from '../shapes/may-be-equal.ts';
import { headSettings, objectiveSettings, resolveSettings, trainSettings } from '../bind/settings.ts';
import type { Expression, HeadDeclaration } from '../../grammar/ast.ts';

export interface CheckedTraining {
  readonly settings: TrainingSettings;
  readonly parts: readonly CheckedPart[];
  readonly steps: readonly CheckedStep[];
  readonly spans: ReadonlyMap<string, Span>;
}

/** The losses and metrics of a model's heads. */
export function checkHeads(context: ExpansionContext, frame: Frame): readonly CheckedHead[] {
  return frame.definition.heads.map((defined) => checkHead(context, frame, defined));
}

function checkHead(
  context: ExpansionContext,
  frame: Frame,
  defined: DefinedMember<HeadDeclaration>,
): CheckedHead {
  const { member } = defined;
  const environment = environmentOf(frame, defined);
  const owner = `head \`${member.name.text}\``;
  const { values, spans, unknown, expressions } = resolveSettings(
    context,
    environment,
    member.settings,
    headSettings,
    owner,
  );
  const tensor = frame.tensors.get(member.name.key);
  const written = values.loss;
  const loss = written && resolved(written, tensor?.type);
  const target = loss && tensor?.type ? loss.declaration.target(tensor.type, loss.args) : undefined;
  const isMisfit = target !== undefined && 'misfit' in target;
  const type = isMisfit ? undefined : target;
  const found = (metric: (typeof values.metrics)[number]): readonly ComponentValue<'metric'>[] => {
    const value = resolved(metric, tensor?.type, type);
    return value ? [value] : [];
  };
  const metrics: readonly HeadMetric[] = [
    ...values.metrics.flatMap(found),
    ...values.weighted_metrics.flatMap(found).map((metric) => ({ ...metric, weighted: true as const })),
  ];
  return {
    defined,
    tensor,
    loss,
    hasLoss: loss !== null || unknown.has('loss'),
    target: type,
    targetTensor: targetOf(context, frame, defined, expressions.get('target'), type),
    misfit: isMisfit ? target : undefined,
    classes: values.classes,
    classWeight: values.class_weight,
    weight: values.weight,
    metrics,
    spans,
  };
}

/** The tensor that `target` names, which has to be what the loss takes. */
function targetOf(
  context: ExpansionContext,
  frame: Frame,
  defined: DefinedMember<HeadDeclaration>,
  expression: Expression | undefined,
  wanted: TensorType | undefined,
): FlowTensor | undefined {
  if (!expression) return undefined;
  const site = siteOf(context, frame, defined);
  const tensor = expandOne(site, expression);
  const { type } = tensor;
  if (!type || !wanted) return tensor;
  const found = sampleType(wholeType(type));
  const fits =
    found.dtype !== 'string' &&
    isFloat(found.dtype) === isFloat(wanted.dtype) &&
    found.shape.length === wanted.shape.length &&
    found.shape.every((size, axis) => mayBeEqual(size, wanted.shape[axis]!));
  if (fits) return tensor;
  const name = defined.member.name.text;
  const message = `The loss of \`${name}\` takes targets ${declaredTypeText(wanted)}, but \`${tensor.label}\` is ${tensorTypeText(type)}.`;
  context.report('KM5001', 'given', { message }, placeAt(site, expression.span), {
    related: [{ place: tensor.place, message: `\`${tensor.label}\` gets its shape here.` }],
  });
  return tensor;
}

/** The objectives of a model. */
export function checkObjectives(context: ExpansionContext, frame: Frame): readonly CheckedObjective[] {
  return frame.definition.objectives.map((defined) => {
    const { member } = defined;
    const environment = environmentOf(frame, defined);
    const owner = `objective \`${member.name.text}\``;
    const { values } = resolveSettings(context, environment, member.settings, objectiveSettings, owner);
    return { defined, tensor: frame.tensors.get(member.name.key), weight: values.weight };
  });
}

/** What is written, or what it stands for at a head; null where the head's type is not known. */
function resolved<C extends 'loss' | 'metric'>(
  written: ComponentValue<C> | ComponentByHead<C>,
  prediction: TensorType | undefined,
  target?: TensorType,
): ComponentValue<C> | null {
  if (written.kind === 'component') return written;
  return prediction ? resolveByHead(written, prediction, target) : null;
}

/** What `train` says, with Keras's defaults for the rest. */
export function checkTraining(
  context: CheckContext,
  frame: Frame,
  heads: readonly CheckedHead[],
  objectives: readonly CheckedObjective[],
): CheckedTraining {
  const { train } = frame.definition;
  const environment = train ? environmentOf(frame, train) : frame.environment;
  const { values, spans, expressions } = resolveSettings(
    context,
    environment,
    train?.member.settings,
    trainSettings,
    '`train`',
  );
  const byPart = expressions.get('optimizer');
  const { parts, rest } =
    byPart?.kind === 'Record'
      ? checkOptimizers(context, environment, frame, byPart)
      : { parts: [], rest: values.optimizer };
  return {
    parts,
    settings: {
      declared: train !== undefined,
      ...(train ? { place: { file: train.module.path, span: train.member.span } } : {}),
      ...withoutLossScale(rest ?? defaultOptimizer()),
      epochs: values.epochs,
      batchSize: values.batch_size,
      stepsPerEpoch: values.steps_per_epoch,
      validationSplit: values.validation_split,
      validationBatchSize: values.validation_batch_size,
      validationSteps: values.validation_steps,
      validationFreq: values.validation_freq,
      shuffle: values.shuffle,
      seed: values.seed,
      recompute: values.recompute,
      precision: values.precision,
      callbacks: values.callbacks,
    },
    spans,
    steps: checkSteps(context, frame, heads, objectives),
  };
}

/** Keras compiles with `rmsprop` where nothing is said. */
function defaultOptimizer(): ComponentValue<'optimizer'> {
  return withDefaults(rmsprop);
}
