import type { Span } from '../../grammar/source.ts';
import type { ComponentByHead, ComponentValue } from '../declarations/values.ts';
import type { LossMisfit } from '../declarations/define-component.ts';
import { resolveByHead } from '../components/by-head.ts';
import { rmsprop } from '../components/optimizers/rmsprop.ts';
import { withDefaults } from '../declarations/default-value.ts';
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
  readonly loss: ComponentValue<'loss'> | null;
  /** True where a loss is written, even if it is wrong. */
  readonly hasLoss: boolean;
  readonly target: TensorType | undefined;
  readonly misfit: LossMisfit | undefined;
  readonly weight: number;
  readonly metrics: readonly ComponentValue<'metric'>[];
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
  const written = values.loss;
  const loss = written && resolved(written, tensor?.type);
  const target = loss && tensor?.type ? loss.declaration.target(tensor.type, loss.args) : undefined;
  const isMisfit = target !== undefined && 'misfit' in target;
  const type = isMisfit ? undefined : target;
  const metrics = values.metrics.flatMap((metric) => resolved(metric, tensor?.type, type) ?? []);
  return {
    defined,
    tensor,
    loss,
    hasLoss: loss !== null || unknown.has('loss'),
    target: type,
    misfit: isMisfit ? target : undefined,
    weight: values.weight,
    metrics,
    spans,
  };
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
      optimizer: values.optimizer ?? defaultOptimizer(),
      epochs: values.epochs,
      batchSize: values.batch_size,
      validationSplit: values.validation_split,
      shuffle: values.shuffle,
      seed: values.seed,
      callbacks: values.callbacks,
    },
    spans,
  };
}

/** Keras compiles with `rmsprop` where nothing is said. */
function defaultOptimizer(): ComponentValue<'optimizer'> {
  return withDefaults(rmsprop);
}
