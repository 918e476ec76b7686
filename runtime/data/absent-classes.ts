import type { ModelGraph } from '../../compiler/graph/model-graph.ts';
import type { HostTensor } from '../engines/engine.ts';
import { namedClasses, type NamedClasses } from './class-words.ts';
import type { Samples } from './samples.ts';

/** Samples that are looked at together, and at most: of larger data nothing is said, rather than read it once more. */
const [together, most] = [4096, 1_000_000];

/**
 * Warns of names of classes that no sample for training has: a model cannot learn what it never sees.
 * @returns a sentence for each head with such classes
 */
export function absentClasses(graph: ModelGraph, samples: Samples): readonly string[] {
  if (samples.count > most) return [];
  return [...namedClasses(graph)].flatMap(([head, named]) => {
    const missing = absentWords(head, named, samples);
    if (missing.length === 0) return [];
    const list = missing.map((word) => JSON.stringify(word)).join(', ');
    return [
      missing.length === 1
        ? `No sample to train on has the class ${list} of \`${head}\`: the model cannot learn it.`
        : `No sample to train on has one of the classes ${list} of \`${head}\`: the model cannot learn them.`,
    ];
  });
}

function absentWords(head: string, named: NamedClasses, samples: Samples): readonly string[] {
  if (named.choice === 'each') return [];
  const seen = new Set<number>();
  for (let start = 0; start < samples.count && seen.size < named.words.length; start += together) {
    const target = samples.slice(start, Math.min(samples.count, start + together)).feeds[`target:${head}`];
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
