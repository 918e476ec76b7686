import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileModel, createMemoryHost, type ModelGraph, type ModelOrigin } from '../../../../../compiler/index.ts';
import { examples } from '../../../../../examples/data/index.ts';
import type { HostTensor } from '../../../../../runtime/engines/engine.ts';
import { createRandom } from '../../../../../runtime/random.ts';

const root = join(import.meta.dirname, '../../../../..');

function textsOf(folder: string): Record<string, string> {
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith('.kmodel'));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(root, folder, name), 'utf8')]));
}

/** The examples, and the models of Keras's training traces, by file name. */
export const exampleTexts: Readonly<Record<string, string>> = textsOf('examples');
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
  if (!graph || !origin) throw new Error(problem?.message ?? diagnostics.map(({ message }) => message).join('
'));
  return { graph, origin };
}

/** A few samples for a model: an example's own, else random ones that fit. */
export function dataFor(graph: ModelGraph, name: string, count: number): Record<string, HostTensor> {
  const example = examples.find((each) => `${each.name}.kmodel` === name);
  const random = createRandom(7, name);
  if (example) return example.make(count, random) as Record<string, HostTensor>;
  const least = graph.conditions.map((condition) => (condition.kind === 'atLeast' ? condition.minimum : 0));
  const open = Math.max(8, ...least);
  const sizes = (shape: readonly unknown[]): number[] => [
    count,
    ...shape.map((size) => (typeof size === 'number' ? size : open)),
  ];
  const product = (shape: readonly number[]): number => shape.reduce((total, size) => total * size, 1);
  const data: Record<string, HostTensor> = {};
  for (const input of graph.inputs) {
    const { dtype, shape } = graph.tensors[input.tensor]!;
    const whole = sizes(shape);
    const below = input.indexRange?.below ?? 2;
    data[input.name] =
      dtype === 'int32'
        ? {
            dtype,
            shape: whole,
            data: Int32Array.from({ length: product(whole) }, () => Math.floor(random.uniform() * below)),
          }
        : {
            dtype: 'float32',
            shape: whole,
            data: Float32Array.from({ length: product(whole) }, random.normal),
          };
  }
  for (const head of graph.heads) {
    if (!head.target) continue;
    const whole = sizes(head.target.shape);
    const classes = graph.tensors[head.tensor]!.shape.at(-1) as number;
    const length = product(whole);
    if (head.target.dtype === 'int32') {
      const draw = (): number => Math.floor(random.uniform() * classes);
      data[head.name] = { dtype: 'int32', shape: whole, data: Int32Array.from({ length }, draw) };
    } else if (head.loss!.name === 'CategoricalCrossentropy') {
      const rows = Float32Array.from({ length }, () => 0);
      for (let row = 0; row < length / classes; row++)
        rows[row * classes + Math.floor(random.uniform() * classes)] = 1;
      data[head.name] = { dtype: 'float32', shape: whole, data: rows };
    } else {
      const draw =
        head.loss!.name === 'BinaryCrossentropy' ? () => Math.round(random.uniform()) : random.uniform;
      data[head.name] = { dtype: 'float32', shape: whole, data: Float32Array.from({ length }, draw) };
    }
  }
  return data;
}
