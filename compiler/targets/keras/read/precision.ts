import { precisions, type Precision } from '../../../graph/precision.ts';
import { ReadProblem } from '../../read/source.ts';
import { isList, isObject, own, type Json, type JsonObject } from './json.ts';

/** A configuration whose layers all say float32, and the mixed precision in which some of them compute. */
export interface WithPrecision {
  readonly json: JsonObject;
  /** Undefined for float32. */
  readonly precision: Precision | undefined;
}

/**
 * Takes the dtype policy `mixed_float16` or `mixed_bfloat16` off the layers of a model, which has it as a whole. Layers
 * that keep to float32 among them, as Keras advises for the last ones, follow it as the others do: what a model gives,
 * and all that adds up, is in float32 anyway.
 * @throws ReadProblem where layers have both
 */
export function takePrecision(json: JsonObject): WithPrecision {
  const found = new Set<Precision>();
  const plain = withoutPolicies(json, found) as JsonObject;
  if (found.size > 1)
    throw new ReadProblem(
      `Its layers compute in ${[...found].map((each) => `\`${each}\``).join(' and in ')}; a model of kmodel has one precision.`,
    );
  return { json: plain, precision: [...found][0] };
}

function withoutPolicies(json: Json, found: Set<Precision>): Json {
  if (isList(json)) return json.map((each) => withoutPolicies(each, found));
  if (!isObject(json)) return json;
  const entries = Object.entries(json).map(([key, value]): [string, Json] => {
    const mixed = key === 'dtype' ? mixedOf(value) : undefined;
    if (!mixed) return [key, withoutPolicies(value, found)];
    found.add(mixed);
    return [key, 'float32'];
  });
  return Object.fromEntries(entries);
}

/** The mixed precision that a policy names, itself or as an object. */
function mixedOf(value: Json): Precision | undefined {
  const config = isObject(value) ? own(value, 'config') : undefined;
  const name = isObject(config) ? own(config, 'name') : value;
  return precisions.find((each) => each !== 'float32' && each === name);
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
