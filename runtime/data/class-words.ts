import type { GraphHead, ModelGraph } from '../../compiler/graph/model-graph.ts';
import type { Size } from '../../compiler/shapes/size.ts';
import type { HostTensor } from '../engines/engine.ts';

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

/** How many numbers of a prediction belong to one choice. */
export function numbersOfChoice({ words, choice }: NamedClasses): number {
  return choice === 'one number' ? 1 : words.length;
}

/** The word, or the words, of each choice of a prediction in its order. */
export function wordsOfPrediction(
  named: NamedClasses,
  tensor: HostTensor,
): readonly (string | readonly string[])[] {
  const width = numbersOfChoice(named);
  return Array.from({ length: tensor.data.length / width }, (_, index) =>
    chosenWords(named, tensor, index * width, width),
  );
}

/** What the numbers from a place on say: a word, or all words that hold. */
export function chosenWords(
  named: NamedClasses,
  { data }: HostTensor,
  start: number,
  width: number,
): string | readonly string[] {
  const { words, threshold } = named;
  if (width === 1) return words[data[start]! > threshold ? 1 : 0]!;
  if (named.choice !== 'one') return words.filter((_, index) => data[start + index]! > threshold);
  let best = 0;
  for (let index = 1; index < width; index++) if (data[start + index]! > data[start + best]!) best = index;
  return words[best]!;
}
