import type { Span } from '../../grammar/source.ts';
import { byHead } from '../bind/arguments/component.ts';
import type { ComponentValue } from '../arguments/values.ts';
import type { LossMisfit } from '../components/define-component.ts';
import { findComponent } from '../components/registry.ts';
import { withDefaults } from '../components/default-value.ts';
import type { TrainingSettings } from '../graph/model-graph.ts';
import type { TensorType } from '../shapes/types.ts';
import type { CheckContext } from '../bind/context.ts';
import type { DefinedMember } from '../bind/definitions.ts';
import type { FlowTensor } from './flow.ts';
import { environmentOf, type Frame } from './site.ts';
import { headSettings, resolveSettings, trainSettings } from '../bind/settings.ts';
import type { HeadDeclaration } from '../../grammar/ast.ts';

/** A head with its settings checked. */
export interface CheckedHead {
  readonly defined: DefinedMember<HeadDeclaration>;
  readonly tensor: FlowTensor | undefined;
  readonly loss: ComponentValue | null;
  /** True where a loss is written, even if it is wrong. */
  readonly hasLoss: boolean;
  readonly target: TensorType | undefined;
  readonly misfit: LossMisfit | undefined;
  readonly weight: number;
  readonly metrics: readonly ComponentValue[];
  readonly spans: ReadonlyMap<string, Span>;
}

export interface CheckedTraining {
  readonly settings: TrainingSettings;
  readonly spans: ReadonlyMap<string, Span>;
}

/** The losses and metrics of a model's heads. */
export function checkHeads(context: CheckContext, frame: Frame): readonly CheckedHead[] {
  return frame.definition.heads.map((defined) => checkHead(context, frame, defined));
}

function checkHead(
  context: CheckContext,
  frame: Frame,
  defined: DefinedMember<HeadDeclaration>,
): CheckedHead {
  const { member } = defined;
  const environment = environmentOf(frame, defined);
  const owner = `head \`${member.name.text}\``;
  const { values, spans, unknown } = resolveSettings(
    context,
    environment,
    member.settings,
    headSettings,
    owner,
  );
  const tensor = frame.tensors.get(member.name.key);
  const written = values.loss as ComponentValue | null;
  const loss = written && tensor?.type ? lossForHead(written, tensor.type) : written;
  const target = loss && tensor?.type ? targetOf(loss, tensor.type) : undefined;
  const isMisfit = target !== undefined && 'misfit' in target;
  const type = isMisfit ? undefined : target;
  const metrics = (values.metrics as readonly ComponentValue[]).map((metric) =>
    tensor?.type ? metricForHead(metric, tensor.type, type) : metric,
  );
  return {
    defined,
    tensor,
    loss,
    hasLoss: loss !== null || unknown.has('loss'),
    target: type,
    misfit: isMisfit ? target : undefined,
    weight: values.weight as number,
    metrics,
    spans,
  };
}

function targetOf(loss: ComponentValue, type: TensorType): TensorType | LossMisfit | undefined {
  return findComponent('loss', loss.name)?.target(type, loss.args as never);
}

/** `crossentropy` without targets to look at: one unit asks a yes-or-no question, several share one answer. */
function lossForHead(loss: ComponentValue, type: TensorType): ComponentValue {
  if (!loss.name.startsWith(byHead)) return loss;
  const name = type.shape.at(-1) === 1 ? 'BinaryCrossentropy' : 'CategoricalCrossentropy';
  return { ...withDefaults(findComponent('loss', name)!), alias: loss.alias };
}

/**
 * What Keras takes `accuracy` and `crossentropy` for, by the shapes of prediction and target: binary for one
 * unit, sparse where the target lacks the last axis or has one entry there, else categorical.
 */
function metricForHead(
  metric: ComponentValue,
  type: TensorType,
  target: TensorType | undefined,
): ComponentValue {
  if (!metric.name.startsWith(byHead)) return metric;
  const isBinary = type.shape.at(-1) === 1;
  const isSparse =
    target !== undefined && (target.shape.length < type.shape.length || target.shape.at(-1) === 1);
  const form = isBinary ? 'Binary' : isSparse ? 'SparseCategorical' : 'Categorical';
  const what = metric.name.slice(byHead.length).startsWith('acc') ? 'Accuracy' : 'Crossentropy';
  const declaration = findComponent('metric', `${form}${what}`);
  return declaration ? { ...withDefaults(declaration), alias: metric.alias } : metric;
}

/** What `train` says, with Keras's defaults for the rest. */
export function checkTraining(context: CheckContext, frame: Frame): CheckedTraining {
  const { train } = frame.definition;
  const environment = environmentOf(frame, train ?? { module: frame.definition.module });
  const { values, spans } = resolveSettings(
    context,
    environment,
    train?.member.settings,
    trainSettings,
    '`train`',
  );
  return {
    settings: {
      declared: train !== undefined,
      optimizer: (values.optimizer as ComponentValue | null) ?? defaultOptimizer(),
      epochs: values.epochs as number,
      batchSize: values.batch_size as number,
      validationSplit: values.validation_split as number,
      shuffle: values.shuffle as boolean,
      seed: values.seed as number | null,
      callbacks: values.callbacks as readonly ComponentValue[],
    },
    spans,
  };
}

/** Keras compiles with `rmsprop` where nothing is said. */
function defaultOptimizer(): ComponentValue {
  return withDefaults(findComponent('optimizer', 'RMSprop')!);
}
