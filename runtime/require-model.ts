import type { ModelGraph } from '../compiler/graph/model-graph.ts';
import type { Engine } from './engines/engine.ts';
import { KmodelError } from './errors.ts';
import { isRecord, kindOf } from './kind-of.ts';
import type { Model } from './model.ts';

/**
 * Refuses what is no model: a promise of one, its graph, or nothing at all.
 * @param call the function that takes it, as programs write it
 * @throws KmodelError that says what was given
 */
export function requireModel(call: string, value: unknown): asserts value is Model {
  // By its form: a program may have another copy of this library.
  if (isRecord(value) && typeof value.getState === 'function' && isGraph(value.graph)) return;
  throw new KmodelError(
    `\`${call}\` takes a model, and was given ${isGraph(value) ? 'the graph of one' : kindOf(value)}.`,
    isGraph(value)
      ? 'Give `await createModel(graph)`.'
      : value instanceof Promise
        ? 'Wait for it: `await load(path)`.'
        : '`await load(path)` gives one.',
  );
}

/** @throws KmodelError for what is no graph of a model, as `compileModel` gives it */
export function requireGraph(call: string, value: unknown): asserts value is ModelGraph {
  if (isGraph(value)) return;
  const isModel = isRecord(value) && isGraph(value.graph);
  throw new KmodelError(
    `\`${call}\` takes the graph of a model, and was given ${isModel ? 'the model itself' : kindOf(value)}.`,
    isModel ? 'Give `model.graph`.' : '`compileModel` gives one, as `graph`.',
  );
}

function isGraph(value: unknown): value is ModelGraph {
  return isRecord(value) && Array.isArray(value.layers) && Array.isArray(value.heads);
}

/** @throws KmodelError for what is no engine, such as its name or a promise of one */
export function requireEngine(value: unknown): asserts value is Engine {
  const isEngine =
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<Engine>).load === 'function' &&
    typeof (value as Partial<Engine>).createState === 'function';
  if (isEngine) return;
  throw new KmodelError(
    `\`engine\` is what a model runs on, and was given as ${kindOf(value)}.`,
    value instanceof Promise
      ? 'Wait for it: `await createTfjsEngine()`.'
      : '`await createOnnxEngine()` and `await createTfjsEngine()` give one.',
  );
}
