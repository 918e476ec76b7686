import { findComponent } from '../../compiler/components/registry.ts';
import { findLayer } from '../../compiler/layers/registry.ts';
import type { ComponentCategory } from '../../compiler/declarations/values.ts';

/** What decides whether a golden case can be said in a text. */
export interface GoldenCase {
  readonly name: string;
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly kind?: string;
  readonly sample_weight?: unknown;
  readonly mask?: unknown;
  readonly exclude_from_weight_decay?: unknown;
}

/** The files of `test/golden` with cases of components, and their category; undefined where each case says its own. */
export const componentFiles: Readonly<Record<string, ComponentCategory | undefined>> = {
  losses: 'loss',
  metrics: 'metric',
  optimizers: 'optimizer',
  schedules: 'schedule',
  regularizers_constraints_initializers: undefined,
};

/** Why a case of a layer is not run; undefined for one that is. */
export function layerLeftOut({ class_name: name }: GoldenCase): string | undefined {
  return findLayer(name) ? undefined : 'no layer of the language';
}

/** Why a case of a component is not run; undefined for one that is. */
export function componentLeftOut(
  category: ComponentCategory | undefined,
  golden: GoldenCase,
): string | undefined {
  if (!findComponent(category ?? (golden.kind as ComponentCategory), golden.class_name))
    return `no ${category ?? golden.kind} of the language`;
  if (golden.config.reduction === 'none' && (golden.sample_weight || golden.mask))
    return 'weighs losses that stay apart, which no training does';
  if (golden.exclude_from_weight_decay) return 'calls a method of Python';
  return undefined;
}
