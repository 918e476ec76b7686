import { takesPrecision } from '../../../declarations/layer-precision.ts';
import { findLayer } from '../../../layers/registry.ts';
import { precisions, type Precision } from '../../../shapes/precision.ts';
import { isList, isObject, own, type Json, type JsonObject } from './json.ts';
import { layerClass } from './values.ts';

/** A configuration whose layers name a precision where it is another than the model's, and that one. */
export interface WithPrecision {
  readonly json: JsonObject;
  /** Undefined for float32. */
  readonly precision: Precision | undefined;
}

/**
 * Takes dtype policies off the layers of a model. Its precision is what the file notes, else what most layers have, the
 * mixed one of two that as many have; other layers keep theirs, as the last ones do that Keras advises to keep in
 * float32.
 */
export function takePrecision(json: JsonObject): WithPrecision {
  const notes = own(json, 'kmodel');
  const noted = isObject(notes) ? precisions.find((each) => each === own(notes, 'precision')) : undefined;
  const precision = noted ?? mostFrequent(json);
  return {
    json: withPolicies(json, precision) as JsonObject,
    precision: precision === 'float32' ? undefined : precision,
  };
}

function mostFrequent(json: JsonObject): Precision {
  const counts = new Map<Precision, number>(precisions.map((each) => [each, 0]));
  countPolicies(json, counts);
  const most = Math.max(...counts.values());
  if (most === 0) return 'float32';
  return [...precisions].slice(1).find((each) => counts.get(each) === most) ?? 'float32';
}

function countPolicies(json: Json, counts: Map<Precision, number>): void {
  if (isList(json)) json.forEach((each) => countPolicies(each, counts));
  if (!isObject(json) || isList(json)) return;
  const found = isComputing(json) ? policyIn(json) : undefined;
  if (found) counts.set(found, counts.get(found)! + 1);
  Object.values(json).forEach((each) => countPolicies(each, counts));
}

/** Layers name their precision, or null for the model's. */
function withPolicies(json: Json, precision: Precision): Json {
  if (isList(json)) return json.map((each) => withPolicies(each, precision));
  if (!isObject(json)) return json;
  const renewed = Object.fromEntries(
    Object.entries(json).map(([key, value]): [string, Json] => [key, withPolicies(value, precision)]),
  );
  const found = isLayer(json) ? policyIn(json) : undefined;
  if (!found) return renewed;
  const dtype = found === precision || !isComputing(json) ? null : found;
  return { ...renewed, config: { ...(renewed.config as JsonObject), dtype } };
}

/** Whether an object describes a layer: an input has the dtype of its data. */
function isLayer(json: JsonObject): boolean {
  const name = own(json, 'class_name');
  return typeof name === 'string' && findLayer(layerClass(name)) !== undefined;
}

/** Wrappers compute nothing in their own policy. */
function isComputing(json: JsonObject): boolean {
  const name = own(json, 'class_name');
  const layer = typeof name === 'string' ? findLayer(layerClass(name)) : undefined;
  return layer !== undefined && takesPrecision(layer);
}

/** The precision that the policy of a layer names, itself or as an object; undefined for all other policies. */
function policyIn(json: JsonObject): Precision | undefined {
  const config = own(json, 'config');
  const value = isObject(config) ? own(config, 'dtype') : undefined;
  const policy = isObject(value) ? own(value, 'config') : undefined;
  const name = isObject(policy) ? own(policy, 'name') : value;
  return precisions.find((each) => each === name);
}

/**
 * The optimizer inside of a `LossScaleOptimizer` as Keras puts it around one by itself; one with other numbers, or
 * around the optimizer of a model in float32, stays where it is.
 */
export function withoutLossScale(compiled: Json, precision: Precision | undefined): Json {
  if (precision !== 'mixed_float16' || !isObject(compiled)) return compiled;
  const optimizer = own(compiled, 'optimizer') ?? own(compiled, 'optimizer_config');
  if (!isObject(optimizer)) return compiled;
  const config = own(optimizer, 'config');
  if (own(optimizer, 'class_name') !== 'LossScaleOptimizer' || !isObject(config)) return compiled;
  const isUsual =
    [undefined, 2 ** 15].includes(own(config, 'initial_scale') as number | undefined) &&
    [undefined, 2000].includes(own(config, 'dynamic_growth_steps') as number | undefined);
  if (!isUsual) return compiled;
  return { ...compiled, optimizer: own(config, 'inner_optimizer') ?? null };
}
