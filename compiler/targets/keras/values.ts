import { layerPrecision, takesPrecision } from '../../declarations/layer-precision.ts';
import type { Precision } from '../../shapes/precision.ts';
import type { ArgumentDeclarations, ArgumentType } from '../../declarations/declare.ts';
import type {
  Arguments,
  ArgumentValue,
  ComponentCategory,
  ComponentValue,
  LayerValue,
} from '../../declarations/values.ts';
import { ownValue } from '../../names/own-value.ts';
import { snakeCase } from '../../names/snake-case.ts';
import { hasDefaultArguments } from '../default-arguments.ts';
import { counterpartOf, recordArguments } from './counterparts.ts';
import {
  KerasFloat,
  isMisfit,
  registeredPackage,
  type KerasConfig,
  type KerasJson,
  type KerasObject,
  type Misfit,
} from './types.ts';

/** Where Keras keeps the classes of a category. */
export const kerasModules: Readonly<Record<ComponentCategory, string>> = {
  activation: 'keras.activations',
  initializer: 'keras.initializers',
  regularizer: 'keras.regularizers',
  constraint: 'keras.constraints',
  loss: 'keras.losses',
  metric: 'keras.metrics',
  optimizer: 'keras.optimizers',
  schedule: 'keras.optimizers.schedules',
  callback: 'keras.callbacks',
};

/** The value of an argument as Keras serializes it, or why it cannot. */
export function kerasValue(value: ArgumentValue, type?: ArgumentType): KerasJson | Misfit {
  if (Array.isArray(value)) {
    const of = type?.kind === 'list' ? type.of : undefined;
    const items = (value as readonly ArgumentValue[]).map((item) => kerasValue(item, of));
    return items.find(isMisfit) ?? (items as readonly KerasJson[]);
  }
  if (typeof value === 'number')
    return isFloatType(type) && Number.isInteger(value) ? new KerasFloat(value) : value;
  if (typeof value !== 'object' || value === null) return value as KerasJson;
  const object = value as Exclude<typeof value, readonly ArgumentValue[]>;
  switch (object.kind) {
    case 'size':
      return { reason: 'Keras’s files hold no size that is known only at run time' };
    case 'component':
      return object.category === 'activation' ? activationName(object) : componentObject(object);
    case 'layer':
      return layerObject(object, snakeCase(object.class));
    case 'byHead':
      return object.name;
  }
}

/** True for arguments that take any number: Keras refuses whole ones for some of them. */
function isFloatType(type: ArgumentType | undefined): boolean {
  if (type?.kind === 'anyOf') {
    return type.of.some(({ kind }) => kind === 'number') && type.of.every(({ kind }) => kind !== 'integer');
  }
  return type?.kind === 'number';
}

function ownMisfit({ name }: ComponentValue): Misfit {
  return { reason: `\`${name}\` is declared in the text, and Keras’s files hold no code` };
}

/** An activation by its name: Keras's files know no other way. */
function activationName(value: ComponentValue): string | Misfit {
  if (value.declaration.own) return ownMisfit(value);
  if (hasDefaultArguments(value)) return value.name;
  return { reason: `Keras saves activations by name alone, and \`${value.name}\` has arguments here` };
}

/** An initializer, loss, optimizer and so on, with all of its arguments. */
export function componentObject(value: ComponentValue): KerasObject | Misfit {
  if (value.declaration.own) return ownMisfit(value);
  const config = configOf(value.args, value.declaration.arguments);
  if (isMisfit(config)) return config;
  return {
    module: kerasModules[value.category],
    class_name: value.name,
    config: value.category === 'optimizer' ? { name: snakeCase(value.name), ...config } : config,
    registered_name: null,
  };
}

/** A layer inside a wrapper. */
export function layerObject(layer: Omit<LayerValue, 'kind'>, name: string): KerasObject | Misfit {
  const { module, called, fixed, takesTrainable } = counterpartOf(layer.declaration);
  const isOwn = layer.declaration.family === 'own';
  const taken = isOwn ? layerConfig.find((each) => Object.hasOwn(layer.args, each)) : undefined;
  if (taken !== undefined) return { reason: takenName(taken) };
  const isPolicy = (key: string): boolean => key === 'dtype' && takesPrecision(layer.declaration);
  const own = Object.fromEntries(
    Object.entries(layer.args).filter(([key]) => !called.includes(key) && !isPolicy(key)),
  );
  const precision = takesPrecision(layer.declaration) ? layerPrecision(layer) : undefined;
  const config = configOf(own, layer.declaration.arguments);
  if (isMisfit(config)) return config;
  return {
    module,
    class_name: layer.class,
    config: {
      name,
      ...(takesTrainable ? { trainable: layer.trainable } : {}),
      dtype: precision ? policyOf(precision) : modelPolicy,
      ...config,
      ...fixed,
    },
    registered_name: module === null ? `${registeredPackage}>${layer.class}` : null,
  };
}

/** Entries of the configuration of every layer. */
export const layerConfig = ['name', 'trainable', 'dtype'] as const;

/** Why a parameter of the text cannot be called as it is. */
export function takenName(name: string): string {
  return `Keras gives \`${name}\` a meaning of its own: call the parameter otherwise`;
}

/** The policy of layers that name no precision, until that of the model takes its place. */
const modelPolicy = policyOf('float32');

function policyOf(name: Precision): KerasObject {
  return { module: 'keras', class_name: 'DTypePolicy', config: { name }, registered_name: null };
}

/** A configuration whose layers, also those inside of others, have the policy of a precision where they name none. */
export function withPrecision<T extends KerasJson>(json: T, precision: Precision): T {
  return precision === 'float32' ? json : (replaced(json, policyOf(precision)) as T);
}

function replaced(json: KerasJson, policy: KerasObject): KerasJson {
  if (json === modelPolicy) return policy;
  if (typeof json !== 'object' || json === null || json instanceof KerasFloat) return json;
  if (Array.isArray(json)) return (json as readonly KerasJson[]).map((each) => replaced(each, policy));
  const entries = Object.entries(json as KerasConfig);
  return Object.fromEntries(entries.map(([key, each]) => [key, replaced(each, policy)]));
}

/** A list as the record that Keras takes; entries of none are left out. */
function asRecord(keys: readonly string[], values: readonly KerasJson[]): KerasConfig {
  const entries = keys.map((key, index): readonly [string, KerasJson] => [key, values[index]!]);
  return Object.fromEntries(entries.filter(([, value]) => value !== null));
}

function configOf(args: Arguments, declared: ArgumentDeclarations): KerasConfig | Misfit {
  const config: Record<string, KerasJson> = {};
  for (const [name, given] of Object.entries(args)) {
    // Keras's base layer writes nothing where it is none.
    if (given === null && declared[name]?.byName) continue;
    const value = kerasValue(given, declared[name]?.type);
    if (isMisfit(value)) return value;
    const keys = ownValue(recordArguments, name);
    config[name] = keys && Array.isArray(value) ? asRecord(keys, value) : value;
  }
  return config;
}
