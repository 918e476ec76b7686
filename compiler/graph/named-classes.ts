import type { Size } from '../shapes/size.ts';
import type { GraphHead, ModelGraph } from './model-graph.ts';

/** The names of a head's classes, and how its numbers choose among them. */
export interface NamedClasses {
  readonly words: readonly string[];
  /** `one` of all by the greatest number, the second of two where `one number` is high, or each on its own. */
  readonly choice: 'one' | 'one number' | 'each';
  /** Above it a number says yes: scores of 0 are probabilities of a half. */
  readonly threshold: number;
}

/** Of the heads that have names for their classes, by head. */
export function namedClasses({ heads, tensors }: ModelGraph): ReadonlyMap<string, NamedClasses> {
  return new Map(
    heads.flatMap((head) => {
      const named = classesOfHead(head, tensors[head.tensor]!.shape.at(-1));
      return named ? [[head.name, named] as const] : [];
    }),
  );
}

function classesOfHead(
  { classes: words, loss }: GraphHead,
  last: Size | undefined,
): NamedClasses | undefined {
  if (!words) return undefined;
  const isEach = loss?.declaration.wants === 'probabilities';
  const threshold = loss?.args['from_logits'] === true ? 0 : 0.5;
  const choice = !isEach ? 'one' : last === undefined || last === 1 ? 'one number' : 'each';
  return { words, choice, threshold };
}

/** Whether targets that name classes become rows with a one for each. */
export function wantsRows({ loss, target }: GraphHead): boolean {
  return loss?.declaration.wants === 'distribution' && target?.dtype === 'float32';
}
