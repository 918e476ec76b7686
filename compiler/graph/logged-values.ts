import type { Arguments, ComponentValue, HeadMetric } from '../declarations/values.ts';
import type { Better } from '../declarations/define-component.ts';
import type { ModelGraph } from './model-graph.ts';

/** A value that training logs after every epoch. */
export interface LoggedValue {
  /** Keras's name: `loss`, `accuracy`, with several heads `age_loss`, `age_mae`. */
  readonly name: string;
  readonly better: Better;
}

/** What logs of a head are made from. */
export interface LoggingHead {
  readonly name: string;
  readonly loss: ComponentValue<'loss'> | null;
  readonly metrics: readonly HeadMetric[];
}

/** What else decides about logs. */
export interface LoggingTerms {
  /** The names of objectives. */
  readonly objectives?: readonly string[];
  /** True where a training has steps: each term then bears its name. */
  readonly inTurns?: boolean;
}

/** Everything that training logs for these heads, but for what validation adds: the same names after `val_`. */
export function loggedValues(
  heads: readonly LoggingHead[],
  { objectives = [], inTurns = false }: LoggingTerms = {},
): readonly LoggedValue[] {
  const several = heads.length > 1;
  const ofHeads = heads.flatMap((head): LoggedValue[] => {
    if (!head.loss) return [];
    const names = metricLogNames(head, several);
    return [
      ...(several || inTurns ? [{ name: `${head.name}_loss`, better: 'lower' as const }] : []),
      ...head.metrics.map((metric, index) => ({
        name: names[index]!,
        better: metric.declaration.better ?? 'unstated',
      })),
    ];
  });
  const ofObjectives = objectives.map((name) => ({ name, better: 'lower' as const }));
  return [{ name: 'loss', better: 'lower' }, ...ofHeads, ...ofObjectives];
}

/** Whether the value that a callback watches is to rise or to fall; undefined where nothing says so. */
export function watchedMode(
  { heads, objectives = [], training }: Pick<ModelGraph, 'heads' | 'objectives' | 'training'>,
  { mode, monitor }: Arguments,
): 'min' | 'max' | undefined {
  if (mode === 'min' || mode === 'max') return mode;
  const known = loggedValues(heads, {
    objectives: objectives.map(({ name }) => name),
    inTurns: training.steps !== undefined,
  });
  const value = known.find(({ name }) => name === monitor || `val_${name}` === monitor);
  return value?.better === 'higher' ? 'max' : value?.better === 'unstated' ? undefined : 'min';
}

/**
 * The logged name of each of a head's metrics, as Keras's `CompileMetrics` makes it: names that repeat are numbered,
 * `mae`, `mae_1`; a weighted metric whose name is taken is `weighted_mae`.
 */
export function metricLogNames(head: Omit<LoggingHead, 'loss'>, several: boolean): readonly string[] {
  const taken = new Map<string, number>();
  return head.metrics.map((metric) => {
    const own = metricLogName(metric);
    const name = metric.weighted && taken.has(own) ? `weighted_${own}` : own;
    const count = taken.get(name) ?? 0;
    taken.set(name, count + 1);
    return `${several ? `${head.name}_` : ''}${name}${count === 0 ? '' : `_${count}`}`;
  });
}

/** The alias that the user wrote (`acc`), a `name` argument, or the metric's own name in snake case. */
export function metricLogName(metric: ComponentValue<'metric'>): string {
  if (typeof metric.args.name === 'string') return metric.args.name;
  return metric.alias ?? metric.declaration.logName;
}
