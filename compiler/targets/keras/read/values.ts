import { precisions } from '../../../shapes/precision.ts';
import { findComponent } from '../../../components/registry.ts';
import type { ArgumentDeclarations, ArgumentType } from '../../../declarations/declare.ts';
import { withDefaults } from '../../../declarations/default-value.ts';
import {
  isComponent,
  type Arguments,
  type ArgumentValue,
  type ComponentCategory,
  type ComponentValue,
  type LayerValue,
} from '../../../declarations/values.ts';
import { findLayer } from '../../../layers/registry.ts';
import { olderHardSigmoid } from '../../read/own-components.ts';
import { ReadProblem } from '../../read/source.ts';
import { ownValue } from '../../../names/own-value.ts';
import { counterpartOf, recordArguments } from '../counterparts.ts';
import { foreignClass } from './foreign.ts';
import { isList, isObject, meantNumber, own, type Json, type JsonObject } from './json.ts';
import { withOwnName } from './metric-names.ts';
import { olderHardSigmoidName } from './older.ts';

/** The value of an argument. @param where what it belongs to, for messages: "Layer `conv`" */
export function readValue(value: Json, type: ArgumentType, where: string): ArgumentValue {
  if (value === null) return null;
  switch (type.kind) {
    case 'component':
      return readComponent(type.category, value, where);
    case 'layer':
      return readLayerValue(value, where);
    case 'list':
      return type.of.kind === 'layer' && isList(value)
        ? value.map((item) => readLayerValue(item, where))
        : plainValue(value, where);
    case 'anyOf': {
      const layer = type.of.find((each) => each.kind === 'layer');
      if (layer && isObject(value)) return readValue(value, layer, where);
      const layers = type.of.find((each) => each.kind === 'list' && each.of.kind === 'layer');
      if (layers && isList(value)) return readValue(value, layers, where);
      const category = type.of.find((each) => each.kind === 'component');
      if (category && (isObject(value) || typeof value === 'string'))
        return readValue(value, category, where);
      return plainValue(value, where);
    }
    case 'perAxis':
      return typeof value === 'number' ? Array<number>(type.count).fill(value) : plainValue(value, where);
    default:
      return plainValue(value, where);
  }
}

function plainValue(value: Json, where: string): ArgumentValue {
  if (isList(value)) return value.map((item) => plainValue(item, where));
  if (typeof value === 'number') return meantNumber(value);
  if (!isObject(value)) return value;
  // A tuple, as Keras 3 writes it in some places.
  const items = own(value, 'items');
  if (own(value, 'class_name') === '__tuple__' && isList(items)) return plainValue(items, where);
  throw new ReadProblem(
    `${where} has an argument that kmodel cannot say: ${JSON.stringify(value).slice(0, 80)}.`,
  );
}

/** An initializer, loss and so on: a name, or an object with arguments. */
export function readComponent<C extends ComponentCategory>(
  category: C,
  value: Json,
  where: string,
): ComponentValue<C> {
  if (category === 'activation' && value === olderHardSigmoidName)
    return withDefaults(olderHardSigmoid.declaration) as ComponentValue<C>;
  if (typeof value === 'string') {
    const found = findComponent(category, value);
    if (!found || found.internal) throw unknown(category, value, where);
    const made = withDefaults<C>(found as Parameters<typeof withDefaults<C>>[0]);
    // The name that was used matters where it is logged.
    const isLogged = category === 'loss' || category === 'metric';
    return !isLogged || value === made.name ? made : { ...made, alias: value };
  }
  if (!isObject(value)) throw unknown(category, JSON.stringify(value).slice(0, 40), where);
  const name = own(value, 'class_name');
  const config = own(value, 'config');
  // Keras 3 writes functions as objects whose configuration is their name.
  if (name === 'function' && typeof config === 'string') return readComponent(category, config, where);
  const foreign = foreignClass(value);
  if (foreign !== undefined) throw unknown(category, foreign, where);
  const found = typeof name === 'string' ? findComponent(category, ownName(category, name)) : undefined;
  if (typeof name !== 'string')
    throw new ReadProblem(`${where} has an object for its ${category} that names no class.`);
  if (!found || found.internal) throw unknown(category, name, where);
  const given = isObject(config) ? config : {};
  const args = readArguments(
    category === 'metric' ? withoutCounting(given) : given,
    found.arguments,
    `${where}: \`${found.name}\``,
    componentExtras,
  );
  const made = withDefaults<C>(found as Parameters<typeof withDefaults<C>>[0], args);
  return isMetric(made) ? (withOwnName(made, own(given, 'name'), where) as ComponentValue<C>) : made;
}

function isMetric(value: ComponentValue): value is ComponentValue<'metric'> {
  return value.category === 'metric';
}

/** The configuration of a metric without the dtype in which those count whose results are counts, such as `IoU`. */
function withoutCounting({ dtype, ...others }: JsonObject): JsonObject {
  return dtype === undefined || dtype === 'int32' || dtype === 'int64' ? others : { ...others, dtype };
}

/** Classes under names that they have inside Keras alone. */
function ownName(category: ComponentCategory, name: string): string {
  if (category === 'initializer') return name.replace(/V2$/, '').replace(/Initializer$/, '');
  return name.replace(/V2$/, '');
}

function unknown(category: ComponentCategory, name: string, where: string): ReadProblem {
  return new ReadProblem(`${where} has the ${category} \`${name}\`, which kmodel does not have.`);
}

/** A layer inside a wrapper. */
function readLayerValue(value: Json, where: string): LayerValue {
  const name = isObject(value) ? own(value, 'class_name') : undefined;
  const config = isObject(value) ? own(value, 'config') : undefined;
  const foreign = isObject(value) ? foreignClass(value) : undefined;
  if (foreign !== undefined) throw new ReadProblem(`${where} wraps \`${foreign}\`, which kmodel cannot say.`);
  const declaration = typeof name === 'string' ? findLayer(layerClass(name)) : undefined;
  if (!declaration || declaration.internal || !isObject(config))
    throw new ReadProblem(
      typeof name === 'string'
        ? `${where} wraps \`${name}\`, which kmodel cannot say.`
        : `${where} wraps something that names no class of a layer.`,
    );
  return {
    kind: 'layer',
    class: declaration.name,
    args: fullArguments(config, declaration, `${where}: \`${declaration.name}\``),
    trainable: own(config, 'trainable') !== false,
    declaration,
  };
}

const layerAliases: Readonly<Record<string, string>> = { GroupedQueryAttention: 'GroupQueryAttention' };

/** The class under which kmodel knows a layer of Keras. */
export function layerClass(name: string): string {
  const plain = name
    .replace(/^Convolution(?=\d)/, 'Conv')
    .replace(/^SeparableConvolution(?=\d)/, 'SeparableConv');
  const full = plain.replace(/AvgPool(?=\d)/, 'AveragePooling').replace(/MaxPool(?=\d)/, 'MaxPooling');
  return Object.hasOwn(layerAliases, full) ? layerAliases[full]! : full;
}

/** Every argument of a layer, defaults filled in. */
export function fullArguments(
  config: JsonObject,
  declaration: Parameters<typeof counterpartOf>[0],
  where: string,
): Arguments {
  const { fixed } = counterpartOf(declaration);
  const given = readArguments(config, declaration.arguments, where, { ...layerExtras, ...fixed });
  const args: Record<string, ArgumentValue> = {};
  for (const [name, argument] of Object.entries(declaration.arguments)) {
    if (!Object.hasOwn(given, name) && argument.required)
      throw new ReadProblem(`${where} has no \`${name}\`, which it needs.`);
    const value = Object.hasOwn(given, name) ? given[name]! : (argument.default as ArgumentValue);
    // Keras writes `linear` for no activation.
    const isLinear = argument.default === null && isComponent(value, 'activation') && value.name === 'linear';
    args[name] = isLinear ? null : value;
  }
  return asMeant(declaration.name, args);
}

/** What Keras fills in when a layer is made is taken out again. */
function asMeant(kerasClass: string, args: Record<string, ArgumentValue>): Arguments {
  const isSame = (a: string, b: string): boolean => JSON.stringify(args[a]) === JSON.stringify(args[b]);
  if (/^(Max|Average)Pooling/.test(kerasClass) && isSame('strides', 'pool_size'))
    return { ...args, strides: null };
  if (/^(ZeroPadding|Cropping)/.test(kerasClass)) {
    const name = kerasClass.startsWith('Zero') ? 'padding' : 'cropping';
    return { ...args, [name]: shortSides(args[name]!) };
  }
  if (kerasClass === 'MultiHeadAttention' && isSame('value_dim', 'key_dim'))
    return { ...args, value_dim: null };
  if (kerasClass === 'Bidirectional') {
    const [layer, back] = [args.layer, args.backward_layer] as [LayerValue, LayerValue | null];
    if (back && isTurned(layer, back)) return { ...args, backward_layer: null };
  }
  return args;
}

/** `[[1, 1], [1, 1]]` is 1, and `[[1, 1], [2, 2]]` is `[1, 2]`. */
function shortSides(value: ArgumentValue): ArgumentValue {
  if (!Array.isArray(value)) return value;
  const items = (value as readonly ArgumentValue[]).map((item) => {
    if (!Array.isArray(item)) return item;
    const pair = item as readonly ArgumentValue[];
    return pair.length === 2 && pair[0] === pair[1] ? pair[0]! : item;
  });
  if (items.some(Array.isArray)) return value;
  return items.every((item) => item === items[0]) ? items[0]! : items;
}

/** True for the layer that Bidirectional makes of its first one by itself. */
function isTurned(layer: LayerValue, back: LayerValue): boolean {
  const turned = { ...layer.args, go_backwards: layer.args.go_backwards !== true };
  return layer.class === back.class && JSON.stringify(turned) === JSON.stringify(back.args);
}

/** Entries of a layer's configuration that kmodel has no argument for, with the values that change nothing. */
const layerExtras: Readonly<Record<string, Json | 'any'>> = {
  ...any(
    'name trainable batch_input_shape batch_shape build_config input_length implementation use_cudnn batch_size',
  ),
  ...any('zero_output_for_mask autocast fused shared_object_id'),
  data_format: 'channels_last',
  attention_axes: [1],
};

const componentExtras: Readonly<Record<string, Json | 'any'>> = any(
  'name dtype jit_compile is_legacy_optimizer fn',
);

function any(names: string): Readonly<Record<string, 'any'>> {
  return Object.fromEntries(names.split(' ').map((name) => [name, 'any']));
}

/** Names of arguments in older versions of Keras. */
const olderNames: Readonly<Record<string, string>> = { alpha: 'negative_slope', lr: 'learning_rate' };

/** A record of Keras as the list that kmodel has in its place. */
function asList(name: string, value: Json): Json {
  const keys = ownValue(recordArguments, name);
  return keys && isObject(value) ? keys.map((key) => own(value, key) ?? null) : value;
}

function readArguments(
  config: JsonObject,
  declared: ArgumentDeclarations,
  where: string,
  extras: Readonly<Record<string, unknown>>,
): Arguments {
  const args: Record<string, ArgumentValue> = {};
  for (const [written, value] of Object.entries(config)) {
    const older = Object.hasOwn(olderNames, written) ? olderNames[written]! : written;
    const key = Object.hasOwn(declared, written) || !Object.hasOwn(declared, older) ? written : older;
    if (key === 'dtype' && !isPrecision(value)) refuseOtherDType(value, where);
    else if (Object.hasOwn(declared, key)) {
      if (value === null && !declared[key]!.nullable) continue;
      args[key] = readValue(asList(key, value), declared[key]!.type, where);
    } else if (key !== 'dtype' && !changesNothing(key, value, extras)) {
      const text = JSON.stringify(value).slice(0, 60);
      throw new ReadProblem(`${where} has \`${key}: ${text}\`, which kmodel cannot say.`);
    }
  }
  return args;
}

function changesNothing(key: string, value: Json, extras: Readonly<Record<string, unknown>>): boolean {
  if (value === null || value === false) return true;
  if (!Object.hasOwn(extras, key)) return false;
  return extras[key] === 'any' || JSON.stringify(extras[key]) === JSON.stringify(value);
}

/** Null for the precision of the model. */
function isPrecision(value: Json): boolean {
  return value === null || (precisions as readonly Json[]).includes(value);
}

/** Of other policies than the precisions, kmodel knows none. */
function refuseOtherDType(value: Json, where: string): void {
  const config = isObject(value) ? own(value, 'config') : undefined;
  const name = isObject(config) ? own(config, 'name') : value;
  if (name === null || name === undefined || name === 'float32') return;
  const shown = typeof name === 'string' ? name : JSON.stringify(name).slice(0, 60);
  throw new ReadProblem(`${where} computes in ${shown}, and kmodel in float32 alone.`);
}
