import type { Place } from '../../diagnostics/place.ts';
import type { ModelGraph } from '../../graph/model-graph.ts';
import { composedLayers, type ComposedLayers } from './composed/index.ts';
import { clashReason, nameClashes } from './name-clashes.ts';
import { planTfjs } from './plan.ts';
import type { TfjsConfig, TfjsPlan, TfjsValue } from './types.ts';

/** What of a model stands in the way of a `tf.LayersModel`. */
export interface TfjsGap {
  /** A layer or an input. */
  readonly name: string;
  /** A part of a sentence: "tfjs has no `GroupNormalization`". */
  readonly reason: string;
  readonly place: Place;
  /** A sentence that says what to do. */
  readonly help: string;
}

/**
 * All that stands in the way of a `tf.LayersModel` that predicts what a model predicts.
 * @param graph without what runs before it
 */
export function tfjsGaps(graph: ModelGraph): readonly TfjsGap[] {
  const plan = planTfjs(graph);
  // Whether a layer can be said with others depends on no number.
  const composed = composedLayers(graph, plan, () => new Float32Array(1));
  return [
    ...nameClashes(graph).map((clash) => ({
      name: clash.name,
      place: clash.place,
      reason: clashReason(clash),
      help: 'Rename one of them.',
    })),
    ...missingLayers(plan, composed),
  ];
}

/** The layers that tfjs-layers neither has nor says with others, in the order of the plan. */
function missingLayers(plan: TfjsPlan, composed: ComposedLayers): readonly TfjsGap[] {
  const help =
    '`kmodel generate --target typescript` writes such layers as classes, where they can be composed.';
  return plan.layers.flatMap(({ name, place, implementation }, index) => {
    if (composed.has(index)) return [];
    if (implementation.kind === 'missing') return [{ name, place, reason: implementation.reason, help }];
    return activationsOf(implementation.config).map((activation) => ({
      name,
      place,
      reason: `tfjs has no activation \`${activation}\``,
      help,
    }));
  });
}

/** The activations in an argument that tfjs-layers does not have. */
function activationsOf(value: TfjsValue | TfjsConfig): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (isKind(value, 'activation')) return [value.value.name];
  return Object.values(isKind(value, 'object') ? value.config : value).flatMap((inner: TfjsValue) =>
    activationsOf(inner),
  );
}

/** Whether an argument is an object of tfjs-layers, or an activation that it lacks. */
export function isKind<K extends 'object' | 'activation'>(
  value: object,
  kind: K,
): value is Extract<TfjsValue, { readonly kind: K }> {
  return 'kind' in value && value.kind === kind;
}
