import type { ModelGraph } from '../../compiler/graph/model-graph.ts';
import type { HostTensor } from '../engines/engine.ts';
import { namedClasses, type NamedClasses } from '../../compiler/graph/named-classes.ts';
import type { Samples } from './samples.ts';

/** Samples that are looked at together, and at most: all of larger data would be read once more. */
const [together, most] = [4096, 1_000_000];

/**
 * Warns of names of classes that no sample for training has: a model cannot learn what it never sees.
 * @returns a sentence for each head with such classes; of more than a million samples it says how many were looked at
 */
export function absentClasses(graph: ModelGraph, samples: Samples): readonly string[] {
  return [...namedClasses(graph)].flatMap(([head, named]) => {
    const missing = absentWords(head, named, samples);
    if (missing.length === 0) return [];
    const list = missing.map((word) => JSON.stringify(word)).join(', ');
    const one = missing.length === 1;
    const what = `${one ? 'the class' : 'one of the classes'} ${list} of \`${head}\``;
    const them = one ? 'it' : 'them';
    return [
      samples.count > most
        ? `None of the first ${most.toLocaleString('en')} samples to train on has ${what}: without others the model cannot learn ${them}.`
        : `No sample to train on has ${what}: the model cannot learn ${them}.`,
    ];
  });
}

function absentWords(head: string, named: NamedClasses, samples: Samples): readonly string[] {
  if (named.choice === 'each') return [];
  const seen = new Set<number>();
  const count = Math.min(samples.count, most);
  for (let start = 0; start < count && seen.size < named.words.length; start += together) {
    const target = samples.slice(start, Math.min(count, start + together)).feeds[`target:${head}`];
    if (!target) return [];
    for (const place of classesIn(target, named.words.length)) seen.add(place);
  }
  return named.words.filter((_, place) => !seen.has(place));
}

/** The classes of targets: by their numbers, or the greatest of each row of shares. */
function classesIn({ dtype, shape, data }: HostTensor, count: number): Iterable<number> {
  if (dtype === 'int32' || shape.at(-1) !== count) return data;
  const rows = Array.from({ length: data.length / count }, (_, row) =>
    data.subarray(row * count, (row + 1) * count),
  );
  return rows.map((row) => row.indexOf(Math.max(...row)));
}
