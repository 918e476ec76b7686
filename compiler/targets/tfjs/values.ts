import { hasDefaultArguments } from '../default-arguments.ts';
import {
  isComponent,
  type Arguments,
  type ArgumentValue,
  type ComponentValue,
} from '../../declarations/values.ts';
import { camelCase, lowerFirst } from './names.ts';
import type { TfjsConfig, TfjsObject, TfjsValue } from './types.ts';

/** tfjs's names of activations that compute what Keras's do. */
const activations: Readonly<Record<string, string>> = {
  linear: 'linear',
  relu: 'relu',
  relu6: 'relu6',
  elu: 'elu',
  selu: 'selu',
  sigmoid: 'sigmoid',
  softmax: 'softmax',
  softplus: 'softplus',
  softsign: 'softsign',
  tanh: 'tanh',
  silu: 'swish',
  mish: 'mish',
  gelu: 'gelu',
};

/** tfjs's factories where they are not the class in camel case. */
const factories: Readonly<Record<string, string>> = {
  L1L2: 'l1l2',
  LecunNormal: 'leCunNormal',
  LecunUniform: 'leCunUniform',
};

const known: Readonly<Record<string, readonly string[]>> = {
  initializer: [
    'Zeros',
    'Ones',
    'Constant',
    'RandomUniform',
    'RandomNormal',
    'TruncatedNormal',
    'VarianceScaling',
    'GlorotUniform',
    'GlorotNormal',
    'HeNormal',
    'HeUniform',
    'LecunNormal',
    'LecunUniform',
    'Orthogonal',
    'Identity',
  ],
  regularizer: ['L1', 'L2', 'L1L2'],
  constraint: ['MaxNorm', 'UnitNorm', 'NonNeg', 'MinMaxNorm'],
};

/** What has no counterpart, as the end of a sentence. */
export interface Misfit {
  readonly reason: string;
}

export function isMisfit(value: unknown): value is Misfit {
  return typeof value === 'object' && value !== null && 'reason' in value && !('kind' in value);
}

/** The value of an argument for tfjs, or why there is none. */
export function tfjsValue(value: ArgumentValue): TfjsValue | Misfit {
  if (Array.isArray(value)) {
    const items = (value as readonly ArgumentValue[]).map(tfjsValue);
    return items.find(isMisfit) ?? (items as readonly TfjsValue[]);
  }
  if (typeof value !== 'object' || value === null) return value as TfjsValue;
  if (isComponent(value, 'activation')) return activationValue(value);
  const component = value as ComponentValue;
  if (component.kind !== 'component') return { reason: 'a layer stands where tfjs takes a value' };
  return componentObject(component);
}

function activationValue(value: ComponentValue<'activation'>): TfjsValue | Misfit {
  const name = activations[value.name];
  if (name !== undefined && hasDefaultArguments(value)) return name;
  if (value.name === 'gelu' && value.args.approximate === true) return 'gelu_new';
  // What fits only some axes cannot be given by name.
  if (value.declaration.outputShape) return { reason: `tfjs has no activation \`${value.name}\`` };
  return { kind: 'activation', value };
}

function componentObject(value: ComponentValue): TfjsValue | Misfit {
  if (!known[value.category]?.includes(value.name)) {
    return { reason: `tfjs has no ${value.category} \`${value.name}\`` };
  }
  const factory = factories[value.name] ?? lowerFirst(value.name);
  // By its name alone tfjs makes no constant.
  const isSimple =
    value.category === 'initializer' && value.name !== 'Constant' && hasDefaultArguments(value);
  if (isSimple) return factory;
  const config = configOf(value.args);
  if (isMisfit(config)) return config;
  return { kind: 'object', namespace: `${value.category}s` as TfjsObject['namespace'], factory, config };
}

/** Arguments in tfjs's names; what is none stays out, as tfjs's defaults are the same there. */
function configOf(args: Arguments): TfjsConfig | Misfit {
  const config: Record<string, TfjsValue> = {};
  for (const [name, given] of Object.entries(args)) {
    if (given === null) continue;
    const value = name === 'distribution' || name === 'mode' ? camelOption(given) : tfjsValue(given);
    if (isMisfit(value)) return value;
    config[camelCase(name)] = value;
  }
  return config;
}

/** `fan_in` is `fanIn`, `untruncated_normal` is `normal`. */
function camelOption(value: ArgumentValue): TfjsValue {
  return value === 'untruncated_normal' ? 'normal' : camelCase(String(value));
}
