import { isList, isObject, own, type Json, type JsonObject } from './json.ts';

/** The name under which {@link asKerasThree} passes the `hard_sigmoid` of Keras 2 on. */
export const olderHardSigmoidName = 'kmodel>hard_sigmoid_2';

/**
 * A configuration in the words of Keras 3, where Keras 2 or tfjs-layers has written it: the file says so, or its layers
 * do not say where their classes live, as those of Keras 3 do.
 * @param version the version of Keras that the file names
 */
export function asKerasThree(json: Json, version: string | undefined): Json {
  const stated = version ?? (isObject(json) ? own(json, 'keras_version') : undefined);
  if (typeof stated === 'string') return /^([3-9]|\d\d)\./.test(stated) ? json : translated(json, true);
  const config = isObject(json) ? own(json, 'config') : undefined;
  const layers = isObject(config) ? own(config, 'layers') : config;
  const isOlder =
    isList(layers) && !layers.some((layer) => isObject(layer) && own(layer, 'module') !== undefined);
  return isOlder ? translated(json, false) : json;
}

/**
 * What the same words mean in Keras 3: `hard_sigmoid` is another function there, and a GRU resets elsewhere unless it
 * says so, which the oldest files do not.
 */
function translated(json: Json, isStated: boolean): Json {
  if (isList(json)) return json.map((each) => translated(each, isStated));
  if (!isObject(json)) return json;
  const entries = Object.entries(json).map(([key, value]): [string, Json] => {
    const isActivation = key === 'activation' || key === 'recurrent_activation';
    if (isActivation && (value === 'hard_sigmoid' || isFunction(value, 'hard_sigmoid')))
      return [key, olderHardSigmoidName];
    return [key, translated(value, isStated)];
  });
  const made: JsonObject = Object.fromEntries(entries);
  const config = own(made, 'config');
  if (!isObject(config)) return made;
  switch (own(made, 'class_name')) {
    case 'GRU':
      return isStated ? { ...made, config: { reset_after: false, ...config } } : made;
    case 'VarianceScaling':
      return { ...made, ...scaling(config) };
    case 'L1L2':
      return { ...made, ...penalty(config) };
    default:
      return made;
  }
}

function isFunction(value: Json, name: string): boolean {
  return isObject(value) && own(value, 'config') === name;
}

/** The names of variances, which older files write out. */
const scalings: Readonly<Record<string, string>> = {
  '1 fan_avg uniform': 'GlorotUniform',
  '1 fan_avg truncated_normal': 'GlorotNormal',
  '1 fan_in uniform': 'LecunUniform',
  '1 fan_in truncated_normal': 'LecunNormal',
  '2 fan_in uniform': 'HeUniform',
  '2 fan_in truncated_normal': 'HeNormal',
};

function scaling(config: JsonObject): JsonObject {
  const { scale = null, mode = null, distribution: given = null, ...others } = config;
  const distribution = given === 'normal' ? 'truncated_normal' : given;
  const key = `${String(scale)} ${String(mode)} ${String(distribution)}`;
  if (!Object.hasOwn(scalings, key)) return { config: { ...config, distribution } };
  return { class_name: scalings[key]!, config: others };
}

/** tfjs says both penalties where one is none. */
function penalty(config: JsonObject): JsonObject {
  const { l1 = 0, l2 = 0, ...others } = config;
  if (l1 !== 0 && l2 === 0) return { class_name: 'L1', config: { ...others, l1 } };
  return l1 === 0 && l2 !== 0 ? { class_name: 'L2', config: { ...others, l2 } } : { config };
}
