import type { NamedClasses } from '../../compiler/graph/named-classes.ts';
import type { HostTensor } from '../engines/engine.ts';

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
