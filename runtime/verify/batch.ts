import type { RandomSource, TargetRange } from '../../compiler/declarations/define-component.ts';
import type { GraphHead, GraphInput, ModelGraph, TensorIndex } from '../../compiler/graph/model-graph.ts';
import { sampleAxis } from '../../compiler/shapes/axes.ts';
import { evaluateSize, type Size } from '../../compiler/shapes/size.ts';
import type { HostTensor } from '../engines/engine.ts';
import type { StringData } from '../data/tensor-like.ts';
import { createRandom } from '../random.ts';
import { chooseSizes } from './open-sizes.ts';

/** Samples by the names of inputs and of heads with targets. */
export type MadeBatch = Readonly<Record<string, HostTensor | StringData>>;

export interface BatchOptions {
  readonly count: number;
  /** Numbers for size variables, by name. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** What layers know of their inputs, by `LAYER/vocabulary`: words and numbers are taken from there. */
  readonly learned?: Readonly<Record<string, readonly (string | number)[]>>;
}

/** Where no vocabulary is known, words are made of these. */
const words = [
  'red',
  'green',
  'blue',
  'one',
  'two',
  'three',
  'north',
  'south',
  'sea',
  'tree',
  'stone',
  'bird',
];

/** Whole numbers that nothing limits lie below this. */
const openRange = 10;

/** A size that follows from the run alone, such as the length of labels, is this in data. */
export const openLength = 2;

/**
 * Samples that fit a model: the same for the same model and options. Floats are normal, images 0 to 255, whole
 * numbers within what reads them, strings from a vocabulary where one is known; targets are what losses take.
 * @throws KmodelError where no sizes fit the model's conditions
 */
export function makeBatch(model: ModelGraph, { count, sizes = {}, learned = {} }: BatchOptions): MadeBatch {
  const numbers = chooseSizes(model, sizes);
  const random = createRandom(0, `verify ${model.name}`);
  const whole = (shape: readonly Size[]): readonly number[] => [
    count,
    ...shape.map((size) => evaluateSize(size, numbers) ?? openLength),
  ];
  const batch: Record<string, HostTensor | StringData> = {};
  for (const input of model.inputs) {
    const shape = whole(model.tensors[input.tensor]!.shape);
    batch[input.name] = inputOf(model, input, { shape, random, learned });
  }
  for (const head of model.heads) {
    if (head.loss && head.target) batch[head.name] = targetOf(model, head, whole(head.target.shape), random);
  }
  return batch;
}

interface Making {
  readonly shape: readonly number[];
  readonly random: RandomSource;
  readonly learned: NonNullable<BatchOptions['learned']>;
}

function inputOf(model: ModelGraph, input: GraphInput, making: Making): HostTensor | StringData {
  const { shape, random } = making;
  const { dtype } = model.tensors[input.tensor]!;
  const length = product(shape);
  const below = (limit: number): number => Math.floor(random.uniform() * limit);
  const known = vocabularyOf(model, input.tensor, making.learned);
  switch (dtype) {
    case 'string': {
      const texts = readsTexts(model, input.tensor);
      const from = known.length > 0 ? known.map(String) : words;
      const word = (): string => from[below(from.length)]!;
      return {
        shape,
        data: Array.from({ length }, () => (texts ? `${word()} ${word()} ${word()}` : word())),
      };
    }
    case 'int32':
    case 'int64': {
      const limit = input.indexRange?.below ?? indirectLimit(model, input.tensor) ?? openRange;
      const draw = known.length > 0 ? () => Number(known[below(known.length)]) : () => below(limit);
      return { dtype: 'int32', shape, data: Int32Array.from({ length }, draw) };
    }
    case 'uint8':
      return { dtype, shape, data: Uint8Array.from({ length }, () => below(256)) };
    case 'bool':
      return { dtype, shape, data: Uint8Array.from({ length }, () => below(2)) };
    default:
      return { dtype: 'float32', shape, data: Float32Array.from({ length }, random.normal) };
  }
}

/** The words or numbers that the layers which read an input know. */
function vocabularyOf(
  model: ModelGraph,
  tensor: TensorIndex,
  learned: Making['learned'],
): readonly (string | number)[] {
  return model.calls
    .filter(({ inputs }) => inputs.includes(tensor))
    .flatMap(({ layer }) => {
      const name = `${model.layers[layer]!.name}/vocabulary`;
      return Object.hasOwn(learned, name) ? learned[name]! : [];
    });
}

/** True where what reads the input splits it into words. */
function readsTexts(model: ModelGraph, tensor: TensorIndex): boolean {
  return model.calls.some(
    ({ inputs, layer }) => inputs.includes(tensor) && model.layers[layer]!.class === 'TextVectorization',
  );
}

/** The smallest range among the layers that look up what is made of an input. */
function indirectLimit(model: ModelGraph, input: TensorIndex): number | undefined {
  const reached = new Set([input]);
  let limit: number | undefined;
  for (const { layer, inputs, outputs } of model.calls) {
    if (!inputs.some((tensor) => reached.has(tensor))) continue;
    outputs.forEach((tensor) => reached.add(tensor));
    const { declaration, args } = model.layers[layer]!;
    const below = declaration.indexRange?.(args);
    if (below !== undefined) limit = Math.min(limit ?? below, below);
  }
  return limit;
}

function targetOf(
  model: ModelGraph,
  head: GraphHead,
  shape: readonly number[],
  random: RandomSource,
): HostTensor {
  const { loss, target } = head;
  const length = product(shape);
  const range = rangeOf(head);
  const prediction = model.tensors[head.tensor]!.shape;
  const given = typeof loss!.args.axis === 'number' ? loss!.args.axis : -1;
  const classes = prediction[sampleAxis(given, prediction.length) ?? prediction.length - 1];
  if (target!.dtype === 'int32') {
    const below = typeof classes === 'number' ? classes : openRange;
    const data = Int32Array.from({ length }, () => Math.floor(random.uniform() * below));
    return { dtype: 'int32', shape, data };
  }
  if (loss!.declaration.sharesOfOne || (head.classes && head.classes.length === shape.at(-1)))
    return {
      dtype: 'float32',
      shape,
      data: oneHot(shape, 1 + (sampleAxis(given, shape.length - 1) ?? 0), random),
    };
  const { low = 0, high = 1 } = range ?? {};
  const whole = range?.whole === true || loss!.declaration.wants === 'probabilities';
  const draw = (): number => {
    const value = low + random.uniform() * (high - low);
    return whole ? Math.round(value) : value;
  };
  return { dtype: 'float32', shape, data: Float32Array.from({ length }, draw) };
}

/** What all that judges a head allows. */
function rangeOf({ loss, metrics }: GraphHead): TargetRange | undefined {
  const ranges = [loss, ...metrics].flatMap(
    (component) => component?.declaration.targetRange?.(component.args) ?? [],
  );
  if (ranges.length === 0) return undefined;
  return {
    low: Math.max(...ranges.map(({ low }) => low)),
    high: Math.min(...ranges.map(({ high }) => high)),
    whole: ranges.some(({ whole }) => whole),
  };
}

/** A one in each row along an axis, zeros beside it. */
function oneHot(shape: readonly number[], axis: number, random: RandomSource): Float32Array<ArrayBuffer> {
  const data = new Float32Array(product(shape));
  const classes = shape[axis]!;
  const inner = product(shape.slice(axis + 1));
  for (let outer = 0; outer < data.length; outer += classes * inner)
    for (let place = 0; place < inner; place++)
      data[outer + Math.floor(random.uniform() * classes) * inner + place] = 1;
  return data;
}

function product(shape: readonly number[]): number {
  return shape.reduce((total, size) => total * size, 1);
}
