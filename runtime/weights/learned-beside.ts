import type { FittedValue } from '../../compiler/declarations/adaptation.ts';
import { givenState, learnedBefore, type LearnedName } from '../../compiler/graph/learned-names.ts';
import { ownValue } from '../../compiler/names/own-value.ts';
import type { ModelGraph } from '../../compiler/index.ts';
import type { HostTensor } from '../engines/engine.ts';
import { WeightsError } from '../errors.ts';
import { encodeLearned } from '../preprocessing/learned.ts';
import { kindOf } from '../preprocessing/saved.ts';

/** What was learned from data, by full name. */
type Lists = Readonly<Record<string, readonly (string | number)[]>>;

/** Where a module of PyTorch keeps it in the metadata of its weights, whose tensors are those of `state_dict()`. */
const metadataName = 'learned';

/** Metadata with what a model has learned, and what the text says in its place; nothing where there is nothing. */
export function learnedMetadata(graph: ModelGraph, lists: Lists): Readonly<Record<string, string>> {
  const names = [...givenState(graph).keys(), ...learnedBefore(graph).map(({ name }) => name)];
  const kept = names.flatMap((name) => {
    const values = ownValue(lists, name);
    return values ? [[name, values] as const] : [];
  });
  return kept.length > 0 ? { [metadataName]: JSON.stringify(Object.fromEntries(kept)) } : {};
}

/**
 * What {@link learnedMetadata} has written, as kmodel's own files keep it.
 * @throws WeightsError where it is no record
 */
export function learnedBeside(
  graph: ModelGraph,
  metadata: Readonly<Record<string, string>>,
  path: string,
): Readonly<Record<string, HostTensor>> {
  const text = ownValue(metadata, metadataName);
  if (text === undefined) return {};
  const lists = parsed(text);
  if (!lists)
    throw new WeightsError(`\`${metadataName}\` in the metadata of ${path} is not as kmodel writes it.`);
  const given = [...givenState(graph)].map(([name, value]) => ({ name, kind: kindOf(value) }));
  return Object.fromEntries(
    [...given, ...learnedBefore(graph)].flatMap((learned) => {
      const values = ownValue(lists, learned.name);
      return Array.isArray(values) ? [[learned.name, encodeLearned(valueOf(learned, values))] as const] : [];
    }),
  );
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isRecord ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

function valueOf({ kind }: LearnedName, values: readonly unknown[]): FittedValue {
  if (kind === 'words') return values.map(String);
  return kind === 'floats' ? Float32Array.from(values, Number) : Int32Array.from(values, Number);
}
