import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileModel, createMemoryHost, type ModelGraph } from '../../compiler/index.ts';
import type { HostTensor } from '../../runtime/engines/engine.ts';

const here = import.meta.dirname;

/** One of Keras's training traces, as `test/golden/models` holds it. */
export interface GoldenModel {
  /** The model as `to_json` of Keras gives it. */
  readonly keras_config: unknown;
  readonly name: string;
  readonly parameters: number;
  readonly fit: {
    readonly epochs: number;
    readonly batch_size: number;
    readonly class_weight?: Readonly<Record<number, number>>;
    readonly validation_split?: number;
  };
  readonly data: {
    readonly x: Readonly<Record<string, GoldenTensor>>;
    readonly y: Readonly<Record<string, GoldenTensor>>;
    readonly sample_weight?: GoldenTensor;
  };
  readonly initial_weights: readonly { readonly path: string; readonly tensor: GoldenTensor }[];
  readonly trace: {
    readonly step_losses: readonly number[];
    readonly history: Readonly<Record<string, readonly number[]>>;
  };
  readonly final_weights: readonly {
    readonly path: string;
    readonly tensor: GoldenTensor;
    readonly atol?: number;
  }[];
  readonly predictions: Readonly<Record<string, GoldenTensor & { readonly atol?: number }>>;
  readonly evaluate: Readonly<Record<string, number>>;
  readonly tolerance: { readonly loss_rtol: number };
}

export interface GoldenTensor {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly data: readonly number[];
  readonly atol?: number;
}

/** The names of all traces for which there is a `.kmodel` file in `test/models`. */
export function goldenModelNames(): readonly string[] {
  return readdirSync(join(here, '../golden/models')).map((file) => file.replace(/\.json$/, ''));
}

export function readGoldenModel(name: string): GoldenModel {
  return JSON.parse(readFileSync(join(here, `../golden/models/${name}.json`), 'utf8')) as GoldenModel;
}

export function compileGoldenModel(name: string): ModelGraph {
  const path = `${name}.kmodel`;
  const text = readFileSync(join(here, '../models', path), 'utf8');
  const { graph, diagnostics } = compileModel(path, createMemoryHost({ [path]: text }));
  if (!graph) throw new Error(diagnostics.map(({ code, message }) => `${code} ${message}`).join('\n'));
  return graph;
}

export function toHostTensor({ shape, dtype, data }: GoldenTensor): HostTensor {
  const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array };
  return { shape, dtype, data: arrays[dtype].from(data) };
}

/** Keras's path of a weight as kmodel names it: cells add nothing, and inner models put theirs in front. */
export function findWeight(names: readonly string[], path: string): string {
  const plain = path.replace(/(^|\/)\w+_cell\//, '$1');
  const found = names.filter((name) => name === plain || name.endsWith(`_${plain}`));
  const [only] = found.includes(plain) ? [plain] : found;
  if (only === undefined) throw new Error(`No weight for ${path} among ${names.join(', ')}`);
  return only;
}
