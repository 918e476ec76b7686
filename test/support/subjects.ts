import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RandomSource } from '../../compiler/declarations/define-component.ts';
import {
  compileModel,
  createMemoryHost,
  type GraphHead,
  type ModelGraph,
  type ModelOrigin,
} from '../../compiler/index.ts';
import type { HostTensor } from '../../runtime/engines/engine.ts';
import { createRandom } from '../../runtime/random.ts';

const root = join(import.meta.dirname, '../..');

function textsOf(folder: string): Record<string, string> {
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith('.kmodel'));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(root, folder, name), 'utf8')]));
}

/** The examples, and the models of Keras's training traces, by file name. */
export const exampleTexts: Readonly<Record<string, string>> = textsOf('examples');
/** Examples of layers, losses and objectives of one's own. */
export const ownExampleTexts: Readonly<Record<string, string>> = textsOf('examples/own');
export const testModelTexts: Readonly<Record<string, string>> = textsOf('test/models');

export interface Subject {
  readonly graph: ModelGraph;
  readonly origin: ModelOrigin;
}

/** The model that a command would take, with the text behind it. */
export function subjectFrom(files: Readonly<Record<string, string>>, name: string, model?: string): Subject {
  const { graph, origin, diagnostics, problem } = compileModel(
    name,
    createMemoryHost(files),
    model === undefined ? {} : { model },
  );
  if (!graph || !origin)
    throw new Error(problem?.message ?? diagnostics.map(({ message }) => message).join('\n'));
  return { graph, origin };
}

/** Random samples that fit a model; size variables are 8, or as much as the model needs. */
export function dataFor(graph: ModelGraph, count: number): Record<string, HostTensor> {
  const random = createRandom(7, graph.name);
  const least = graph.conditions.map((condition) => (condition.kind === 'atLeast' ? condition.minimum : 0));
  const open = Math.max(8, ...least);
  const sizes = (shape: readonly unknown[]): number[] => [
    count,
    ...shape.map((size) => (typeof size === 'number' ? size : open)),
  ];
  const data: Record<string, HostTensor> = {};
  for (const input of graph.inputs) {
    const { dtype, shape } = graph.tensors[input.tensor]!;
    const whole = sizes(shape);
    const draw = dtype === 'uint8' ? () => Math.floor(random.uniform() * 256) : random.normal;
    data[input.name] =
      dtype === 'int32'
        ? { dtype, shape: whole, data: indices(whole, input.indexRange?.below ?? 2, random) }
        : {
            dtype: 'float32',
            shape: whole,
            data: Float32Array.from({ length: product(whole) }, draw),
          };
  }
  for (const head of graph.heads) if (head.target) data[head.name] = targetsFor(graph, head, sizes, random);
  return data;
}

/** Different indices within each sequence, as long as there are enough: tfjs's maxima treat equal entries otherwise. */
function indices(shape: readonly number[], below: number, random: RandomSource): Int32Array {
  const length = shape.at(-1)!;
  const rows = Array.from({ length: product(shape) / length }, () => {
    const all = Array.from({ length: Math.max(below, length) }, (_, index) => index % below);
    const keyed = all.map((value) => [random.uniform(), value] as const).sort(([a], [b]) => a - b);
    return keyed.slice(0, length).map(([, value]) => value);
  });
  return Int32Array.from(rows.flat());
}

function targetsFor(
  graph: ModelGraph,
  head: GraphHead,
  sizes: (shape: readonly unknown[]) => number[],
  random: RandomSource,
): HostTensor {
  const shape = sizes(head.target!.shape);
  const length = product(shape);
  const classes = graph.tensors[head.tensor]!.shape.at(-1) as number;
  if (head.target!.dtype === 'int32') {
    const draw = (): number => Math.floor(random.uniform() * classes);
    return { dtype: 'int32', shape, data: Int32Array.from({ length }, draw) };
  }
  const data = new Float32Array(length);
  if (head.loss!.name === 'CategoricalCrossentropy') {
    for (let row = 0; row < length; row += classes) data[row + Math.floor(random.uniform() * classes)] = 1;
  } else {
    const draw =
      head.loss!.name === 'BinaryCrossentropy' ? () => Math.round(random.uniform()) : random.uniform;
    data.set(Float32Array.from({ length }, draw));
  }
  return { dtype: 'float32', shape, data };
}

function product(shape: readonly number[]): number {
  return shape.reduce((total, size) => total * size, 1);
}
