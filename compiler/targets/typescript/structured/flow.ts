import type { ModuleParts } from '../module-parts.ts';
import { Unstructured } from '../../program/unstructured.ts';

/** What flows at one point of a pipeline. */
export type Flow =
  | Chain
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'record'; readonly entries: readonly (readonly [string, string])[] };

/** One tensor: what it starts from, and the stages that it goes through. */
export interface Chain {
  readonly kind: 'chain';
  readonly source: string;
  readonly stages: readonly string[];
}

/**
 * The flow as one tensor.
 * @throws Unstructured where it is several
 */
export function single(flow: Flow): Chain {
  if (flow.kind !== 'chain') throw new Unstructured('several tensors');
  return flow;
}

/** The expression of a tensor: `chain(x, tf.layers.flatten())` */
export function chainText({ source, stages }: Chain, parts: ModuleParts): string {
  return stages.length === 0 ? source : `${parts.use('chain')}(${[source, ...stages].join(', ')})`;
}
