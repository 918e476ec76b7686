import type { FittedName, FittedValue } from '../declarations/adaptation.ts';
import { hostPart } from './host-part.ts';
import type { GraphInput, LayerInstance, ModelGraph } from './model-graph.ts';

/** Something that a model learns from data before it trains, and keeps beside its weights. */
export interface LearnedName {
  /** `LAYER/vocabulary`, `INPUT/missing`. */
  readonly name: string;
  readonly kind: FittedName['kind'];
}

/** What a layer learns from data, weights included. */
export function learnsOf({ declaration, args }: LayerInstance): readonly FittedName[] {
  return declaration.adapt?.learns(args) ?? [];
}

/** What a layer learns that is no weight of the graph. */
export function learnedOfLayer(layer: LayerInstance): readonly LearnedName[] {
  const weights = new Set(layer.weights.map(({ name }) => name));
  return learnsOf(layer)
    .filter(({ name }) => !weights.has(name))
    .map(({ name, kind }) => ({ name: `${layer.name}/${name}`, kind }));
}

/** What a model learns from data that is no weight of its graph. */
export function learnedNames(model: ModelGraph): readonly LearnedName[] {
  return [...learnedForMissing(model), ...model.layers.flatMap(learnedOfLayer)];
}

/** What is learned from data that a program must know before it feeds a model's graph, weights of layers there included. */
export function learnedBefore(model: ModelGraph): readonly LearnedName[] {
  const before = new Set(hostPart(model).calls.map(({ layer }) => layer));
  const layers = model.layers.filter((_, index) => before.has(index));
  return [
    ...learnedForMissing(model),
    ...layers.flatMap((layer) =>
      learnsOf(layer).map(({ name, kind }) => ({ name: `${layer.name}/${name}`, kind })),
    ),
  ];
}

/** What the text of a model says where others learn it, by full name: weights go with no other. */
export function givenState(model: ModelGraph): ReadonlyMap<string, FittedValue> {
  const given = new Map<string, FittedValue>();
  for (const { name, declaration, args } of model.layers)
    for (const [key, value] of Object.entries(declaration.adapt?.given?.(args) ?? {}))
      given.set(`${name}/${key}`, value);
  for (const { name, classes } of model.heads) if (classes) given.set(`${name}/classes`, classes);
  return given;
}

/** What a value of the training part, learned for missing entries, is called in files. */
export function missingName({ name }: GraphInput): string {
  return `${name}/missing`;
}

/** What a model learns for the missing entries of its inputs. */
function learnedForMissing(model: ModelGraph): readonly LearnedName[] {
  return learningInputs(model).map((input) => ({
    name: missingName(input),
    kind: model.tensors[input.tensor]!.dtype === 'string' ? 'words' : 'floats',
  }));
}

/** The inputs whose missing entries are filled with what is learned. */
export function learningInputs({ inputs }: ModelGraph): readonly GraphInput[] {
  return inputs.filter(({ missing }) => missing !== undefined && missing.kind !== 'value');
}

/** Larger samples, such as images, have one value for all of their places. */
const mostPlaces = 4096;

/** How many values an input has for missing entries: one for each place of a sample, where their number is known. */
export function placesOfMissing(model: ModelGraph, { tensor }: GraphInput): number {
  const sizes = model.tensors[tensor]!.shape;
  if (!sizes.every((size) => typeof size === 'number')) return 1;
  const places = (sizes as readonly number[]).reduce((product, size) => product * size, 1);
  return places > mostPlaces ? 1 : places;
}
