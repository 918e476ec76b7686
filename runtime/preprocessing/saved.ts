import type { FittedValue } from '../../compiler/declarations/adaptation.ts';
import type { ModelGraph } from '../../compiler/graph/model-graph.ts';
import { quoted } from '../data/quoted.ts';
import type { HostTensor } from '../engines/engine.ts';
import { WeightsError } from '../errors.ts';
import { givenState, learnedNames, type LearnedName } from '../../compiler/graph/learned-names.ts';
import { decodeLearned, encodeLearned } from './learned.ts';

/** What files keep beside the weights: what was learned, and what the text says in its place. */
export function stateToSave(
  model: ModelGraph,
  learned: Readonly<Record<string, HostTensor>>,
): Readonly<Record<string, HostTensor>> {
  const given = [...givenState(model)].map(([name, value]) => [name, encodeLearned(value)] as const);
  return { ...Object.fromEntries(given), ...learned };
}

/**
 * Takes what a model has learned out of the tensors of a file.
 * @returns what is to be set, and the tensors that are left: weights
 * @throws WeightsError where the file's words or numbers are not those of the text
 */
export function takeLearned(
  model: ModelGraph,
  tensors: Readonly<Record<string, HostTensor>>,
  path: string,
): {
  readonly learned: Readonly<Record<string, HostTensor>>;
  readonly rest: Readonly<Record<string, HostTensor>>;
} {
  const wanted = new Set(learnedNames(model).map(({ name }) => name));
  const given = givenState(model);
  const learned: Record<string, HostTensor> = {};
  const rest: Record<string, HostTensor> = {};
  for (const [name, tensor] of Object.entries(tensors)) {
    const own = given.get(name);
    if (wanted.has(name)) learned[name] = tensor;
    else if (own) requireSame(name, own, tensor, path);
    else rest[name] = tensor;
  }
  return { learned, rest };
}

function requireSame(name: string, own: FittedValue, tensor: HostTensor, path: string): void {
  const there = decodeLearned({ name, kind: kindOf(own) }, tensor);
  const difference = firstDifference(there, own);
  if (difference === undefined) return;
  throw new WeightsError(
    `\`${name}\` is another in ${path} than in the model: ${difference}.`,
    'Write it in the model as it was in training, or train anew.',
  );
}

/** What a learned value is a list of. */
export function kindOf(value: FittedValue): LearnedName['kind'] {
  if (value instanceof Float32Array) return 'floats';
  return value instanceof Int32Array ? 'integers' : 'words';
}

/** What is different in two lists, in words; undefined where nothing is. */
function firstDifference(there: FittedValue, here: FittedValue): string | undefined {
  const length = Math.max(there.length, here.length);
  for (let index = 0; index < length; index++) {
    const [left, right] = [there[index], here[index]];
    if (left === right) continue;
    if (left === undefined) return `it has ${quoted(right)} more here, and ${there.length} entries there`;
    if (right === undefined) return `it has ${quoted(left)} more there, and ${here.length} entries here`;
    return `entry ${index} is ${quoted(left)} there and ${quoted(right)} here`;
  }
  return undefined;
}
