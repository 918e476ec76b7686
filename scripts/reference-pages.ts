import { isDeepStrictEqual } from 'node:util';
import type { ArgumentDeclarations, ArgumentType } from '../compiler/declarations/declare.ts';
import { rangeText, typeText } from '../compiler/declarations/describe.ts';
import type { ComponentCategory, ComponentValue } from '../compiler/declarations/values.ts';
import { allComponents, findComponent } from '../compiler/components/registry.ts';
import type { ComponentDeclaration } from '../compiler/declarations/define-component.ts';
import type { LayerDeclaration, LayerFamily } from '../compiler/declarations/define-layer.ts';
import { allFunctions } from '../compiler/functions/registry.ts';
import { allLayers } from '../compiler/layers/registry.ts';
import { statePage } from './state-page.ts';

/** The pages of `docs/reference` by file name, written from the declarations. */
export function referencePages(): Readonly<Record<string, string>> {
  return {
    'layers.md': layersPage(),
    'functions.md': functionsPage(),
    'keras.md': statePage(),
    'training.md': componentsPage('Losses, metrics, optimizers, schedules and callbacks', {
      Losses: 'loss',
      Metrics: 'metric',
      Optimizers: 'optimizer',
      'Learning-rate schedules': 'schedule',
      Callbacks: 'callback',
    }),
    'objects.md': componentsPage('Activations, initializers, regularizers and constraints', {
      Activations: 'activation',
      Initializers: 'initializer',
      Regularizers: 'regularizer',
      Constraints: 'constraint',
    }),
  };
}

const generated = 'Written from the declarations by `npm run reference`.';

function layersPage(): string {
  const families = new Map<LayerFamily, LayerDeclaration[]>();
  for (const layer of allLayers()) {
    if (!layer.internal) families.set(layer.family, [...(families.get(layer.family) ?? []), layer]);
  }
  const sections = [...families].map(([family, layers]) =>
    [`## ${capitalized(family)}`, ...layers.map(layerSection)].join('\n\n'),
  );
  return (
    [
      '# Layers',
      generated,
      'Every layer also takes `name`, `trainable`, `activity_regularizer`, a penalty on each of its results, and `dtype`, the [precision](../training.md#precision) in which it computes.',
      ...sections,
    ].join('\n\n') + '\n'
  );
}

function functionsPage(): string {
  const lines = allFunctions().map(({ name, parameters, layer }) => {
    const call = parameters.map((parameter) => {
      const declared = layer.arguments[parameter];
      return declared && !declared.required && declared.default !== null
        ? `${parameter}: ${String(declared.default)}`
        : parameter;
    });
    return `- \`${name}(${call.join(', ')})\`: ${layer.summary} For example \`${layer.example}\`.`;
  });
  const intro =
    'Functions of tensors have the names and arguments of `keras.ops`. `axis` counts as in Keras, the batch axis is 0.';
  return ['# Functions of tensors', generated, intro, lines.join('\n')].join('\n\n') + '\n';
}

function layerSection(layer: LayerDeclaration): string {
  const tensors = Object.entries(layer.tensorArguments ?? {}).map(
    ([name, { doc }]) => `- \`${name}\` (a tensor): ${doc}`,
  );
  return [
    `### ${layer.name}`,
    layer.summary,
    `\`${layer.example}\``,
    [...argumentLines(layer.arguments), ...tensors].join('\n'),
    layer.differs === undefined ? '' : `Keras: ${layer.differs}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function componentsPage(title: string, categories: Readonly<Record<string, ComponentCategory>>): string {
  const sections = Object.entries(categories).map(([heading, category]) => {
    const entries = (allComponents(category) as readonly ComponentDeclaration[]).filter(
      (each) => !each.internal,
    );
    return [`## ${heading}`, ...entries.map(componentSection)].join('\n\n');
  });
  return [`# ${title}`, generated, ...sections].join('\n\n') + '\n';
}

function componentSection({ name, aliases, summary, arguments: declared }: ComponentDeclaration): string {
  const others = aliases.length > 0 ? `Also \`${aliases.join('`, `')}\`.` : '';
  return [`### ${name}`, `${summary} ${others}`.trim(), argumentLines(declared).join('\n')]
    .filter((part) => part !== '')
    .join('\n\n');
}

function argumentLines(declared: ArgumentDeclarations): string[] {
  const own = Object.entries(declared).filter(([, { byName }]) => !byName);
  return own.map(([name, { type, required, default: value, doc, nullable }]) => {
    const kinds = typeWords(type) + (nullable && value !== null ? ' or none' : '');
    return `- \`${name}\` (${kinds}${required ? ', required' : `; ${valueText(value, type)}`}): ${doc}`;
  });
}

/** What an argument takes, with its range: "an integer, at least 1". */
function typeWords(type: ArgumentType): string {
  const range = type.kind === 'integer' || type.kind === 'number' ? rangeText(type) : undefined;
  return range === undefined ? typeText(type) : `${typeText(type)}, ${range}`;
}

function valueText(value: unknown, type: ArgumentType): string {
  if (value === null) return '`none`';
  if (type.kind === 'perAxis' && Array.isArray(value) && value.every((each) => each === value[0]))
    return `\`${value[0]}\``;
  if (Array.isArray(value)) return `\`[${value.join(', ')}]\``;
  if (typeof value === 'object') return `\`${componentText(value as ComponentValue)}\``;
  return `\`${String(value)}\``;
}

/** The shortest way to write a default: arguments that have their own default are left out. */
function componentText({ category, name, args }: ComponentValue): string {
  const declared = findComponent(category, name)?.arguments ?? {};
  const given = Object.entries(args).filter(
    ([key, value]) => !isDeepStrictEqual(value, declared[key]?.default),
  );
  const written = given.map(
    ([key, value]) =>
      `${key}: ${typeof value === 'object' && value !== null && 'name' in value ? String(value.name) : String(value)}`,
  );
  if (category === 'activation' && written.length === 0) return name;
  return `${name}(${written.join(', ')})`;
}

function capitalized(word: string): string {
  return word[0]!.toUpperCase() + word.slice(1);
}
