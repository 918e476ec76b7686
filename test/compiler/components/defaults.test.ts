import { describe, expect, it } from 'vitest';
import type { ArgumentDeclarations } from '../../../compiler/declarations/declare.ts';
import type { ArgumentValue } from '../../../compiler/declarations/values.ts';
import { findComponent } from '../../../compiler/components/registry.ts';
import { rangeOf, type Factor } from '../../../compiler/layers/image/arguments.ts';
import { findLayer } from '../../../compiler/layers/registry.ts';
import { readGolden } from '../support/arrays.ts';
import { argumentsOf, type Config } from '../support/keras-config.ts';

interface Built {
  /** The required arguments that it was built from. */
  readonly given: Config;
  /** What `get_config()` says of it. */
  readonly config: Config;
}

const built = readGolden<Readonly<Record<string, Readonly<Record<string, Built>>>>>('defaults.json');

const categories = {
  losses: 'loss',
  metrics: 'metric',
  optimizers: 'optimizer',
  schedules: 'schedule',
  regularizers: 'regularizer',
  constraints: 'constraint',
  initializers: 'initializer',
} as const;

/** Keras's objects keep these in another form than they take them. */
const keptOtherwise: Readonly<Record<string, readonly string[]>> = {
  // The list of all thresholds, with those at the ends.
  AUC: ['thresholds'],
  // Broken down to the form of the whole.
  Precision: ['thresholds'],
  Recall: ['thresholds'],
  // Filled in from the window.
  ...Object.fromEntries(
    [1, 2, 3]
      .flatMap((rank) => [`MaxPooling${rank}D`, `AveragePooling${rank}D`])
      .map((name) => [name, ['strides']]),
  ),
  // The size of the keys, where none is given.
  MultiHeadAttention: ['value_dim'],
  // Layers are serialized whole.
  Bidirectional: ['layer', 'backward_layer'],
  TimeDistributed: ['layer'],
  SpectralNormalization: ['layer'],
  // Drawn where none is given.
  RandomCrop: ['seed'],
  // Filled in from the transform and the sampling rate.
  MelSpectrogram: ['max_freq', 'sequence_length'],
  // An empty list where none is given.
  Muon: ['exclude_layers'],
};

/** Arguments that Keras keeps as ranges, of which one number is an end: how far down they may reach. */
const ranges: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  AugMix: { factor: 0 },
  CutMix: { factor: 0 },
  RandAugment: { factor: 0 },
  RandomBrightness: { factor: -1 },
  RandomColorDegeneration: { factor: -1 },
  RandomContrast: { factor: 0 },
  RandomElasticTransform: { factor: 0, scale: 0 },
  RandomErasing: { factor: 0 },
  RandomGaussianBlur: { factor: 0, sigma: 0 },
  RandomHue: { factor: 0 },
  RandomInvert: { factor: 0 },
  RandomPerspective: { factor: 0 },
  RandomRotation: { factor: -1 },
  RandomSaturation: { factor: -1 },
  RandomSharpness: { factor: 0 },
  RandomShear: { x_factor: -1, y_factor: -1 },
  Solarization: { addition_factor: 0, threshold_factor: 0 },
};

/** A value as Keras keeps it. */
function kept(name: string, key: string, value: ArgumentValue): unknown {
  const low = ranges[name]?.[key];
  return low === undefined ? value : rangeOf(value as Factor, [low, 1]);
}

function declarationsOf(category: string, name: string): ArgumentDeclarations | undefined {
  if (category === 'layers') return findLayer(name)?.arguments;
  return findComponent(categories[category as keyof typeof categories], name)?.arguments;
}

/** Objects by name, lists of equal numbers as one number, numbers in float32, names without case and underscores. */
function comparable(value: unknown): unknown {
  // 0 and −0 are one number.
  if (typeof value === 'number') return Math.fround(value) + 0;
  // No activation and the linear one are the same.
  if (value === 'linear') return null;
  if (typeof value === 'string') return value.toLowerCase().replaceAll('_', '');
  if (Array.isArray(value)) {
    const entries = value.map(comparable);
    return entries.every((entry) => typeof entry === 'number' && entry === entries[0]) && entries.length > 0
      ? entries[0]
      : entries;
  }
  if (typeof value === 'object' && value !== null) {
    const { name, class_name: className } = value as { readonly name?: string; readonly class_name?: string };
    return comparable(name ?? className);
  }
  return value;
}

/** None where it is that of the model, which is float32 in these files. */
function precision(dtype: unknown): unknown {
  const policy = dtype as { readonly config?: { readonly name?: string } } | string;
  const name = typeof policy === 'string' ? policy : policy.config?.name;
  return name === 'float32' ? null : name;
}

describe.each(Object.keys(built))('what %s hold when only their required arguments are given', (category) => {
  const cases = Object.entries(built[category]!).flatMap(([name, entry]) => {
    const declarations = declarationsOf(category, name);
    return declarations ? [[name, entry, declarations] as const] : [];
  });

  it.each(cases)('%s', (name, { given, config }, declarations) => {
    const ours = argumentsOf(
      declarations,
      pick(given, (key) => key in declarations),
    ) as Record<string, ArgumentValue>;
    const compared = (key: string) =>
      key in declarations && key in config && !(keptOtherwise[name] ?? []).includes(key);
    const wanted = pick('dtype' in config ? { ...config, dtype: precision(config.dtype) } : config, compared);
    const found = Object.entries(ours).filter(([key]) => key in wanted);
    const asKept = found.map(([key, value]) => [key, comparable(kept(name, key, value))]);
    expect(Object.fromEntries(asKept)).toEqual(mapValues(wanted, comparable));
  });
});

function pick(record: Config, keep: (key: string) => boolean): Config {
  return Object.fromEntries(Object.entries(record).filter(([key]) => keep(key)));
}

function mapValues(record: Config, map: (value: unknown) => unknown): Config {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
