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
  readonly stages: readonly StageText[];
}

/** What a tensor goes through, as an argument of `chain`. */
export interface StageText {
  readonly text: string;
  /** True for one layer, or one function that is called; an array of stages is spread, and a new function wraps a layer. */
  readonly isOne: boolean;
}

/** One layer, or one function. */
export function oneStage(text: string): StageText {
  return { text, isOne: true };
}

/** The stages of an array. */
export function spread(array: string): StageText {
  return { text: `...${array}`, isOne: false };
}

/** Stages as arguments, or entries of an array. */
export function stagesText(stages: readonly StageText[]): string {
  return stages.map(({ text }) => text).join(', ');
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
  return stages.length === 0 ? source : `${parts.use('chain')}(${source}, ${stagesText(stages)})`;
}
