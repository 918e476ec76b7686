import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, createMemoryHost } from '../compiler/index.ts';
import { findComponent } from '../compiler/components/registry.ts';
import type { LayerDeclaration } from '../compiler/declarations/define-layer.ts';
import type { ComponentCategory } from '../compiler/declarations/values.ts';
import type { ModelGraph } from '../compiler/graph/model-graph.ts';
import { withoutHostPart } from '../compiler/graph/without-host-part.ts';
import { allLayers, findLayer } from '../compiler/layers/registry.ts';
import { findFunction } from '../compiler/functions/registry.ts';
import { insteadOf } from '../compiler/names/instead.ts';
import { otherExpressions, otherFunctions } from '../compiler/names/keras-functions.ts';
import { kerasFunctions } from '../compiler/names/keras-names.ts';
import { ownValue } from '../compiler/names/own-value.ts';
import { kerasModel } from '../compiler/targets/keras/config/model-config.ts';
import { planLayers } from '../compiler/targets/tfjs/plan.ts';
import { moduleText } from '../compiler/targets/typescript/module.ts';
import { fittingType } from './fitting-type.ts';

/** A class or function of Keras. */
interface KerasEntry {
  readonly name: string;
  readonly arguments: readonly { readonly name: string }[];
}

/** What no declaration lists: names belong to uses, numbers are float32. */
const everywhere: ReadonlySet<string> = new Set(['name', 'dtype']);

const golden = join(import.meta.dirname, '../test/golden');

const sections: readonly (readonly [heading: string, key: string, category: ComponentCategory])[] = [
  ['Losses', 'losses', 'loss'],
  ['Metrics', 'metrics', 'metric'],
  ['Optimizers', 'optimizers', 'optimizer'],
  ['Learning-rate schedules', 'schedules', 'schedule'],
  ['Initializers', 'initializers', 'initializer'],
  ['Regularizers', 'regularizers', 'regularizer'],
  ['Constraints', 'constraints', 'constraint'],
  ['Activations', 'activations', 'activation'],
  ['Callbacks', 'callbacks', 'callback'],
];

/**
 * The page that lists every name of Keras with what kmodel makes of it. Layers are compiled to say so: what stands
 * in the columns of targets is what came of the example of the layer there.
 */
export function statePage(): string {
  const keras = readJson<Readonly<Record<string, readonly KerasEntry[]>>>('catalogue.json');
  const layers = keras.layers!;
  const components = sections.map(([heading, key, category]) => [heading, keras[key]!, category] as const);
  const all = [
    ...layers.map(({ name }) => findLayer(name)),
    ...components.flatMap(([, entries, category]) =>
      entries.map(({ name }) => findComponent(category, name)),
    ),
  ];
  const known = all.filter((each) => each !== undefined).length;
  const replaced = [
    ...layers.filter((entry) => !findLayer(entry.name) && insteadOf('layer', entry.name)),
    ...components.flatMap(([, entries, category]) =>
      entries.filter(({ name }) => !findComponent(category, name) && insteadOf(category, name)),
    ),
  ].length;
  return (
    [
      '# Keras, name by name',
      'Written from the declarations by `npm run reference`, and held to them by a test.',
      `Of the ${all.length} public names of Keras 3.16 listed here, kmodel has ${known}; ${replaced} mean nothing in a text, and the checker says what to write instead; ${all.length - known - replaced} are to come.`,
      'What kmodel has runs on both engines, onnxruntime and tfjs, and the same tests hold both. Every layer also takes `name`, `trainable`, `activity_regularizer` and `dtype`, where a wrapper leaves that to the layer inside of it; weights are float32, and products of 16 bits are for GPUs.',
      '## Layers',
      'The columns of code say what `kmodel generate` makes of the example of the layer: `tfjs` is a layer of tfjs-layers, `class` one that the code brings along, and `before` one that runs before the graph: the code takes what it makes.',
      layerTable(layers),
      ...components.flatMap(([heading, entries, category]) => [
        `## ${heading}`,
        componentTable(entries, category),
      ]),
      '## Functions of tensors (`keras.ops`)',
      functionTable(),
      '## kmodel alone',
      `Layers that Keras does not have: ${ownNames(layers)}.`,
    ].join('\n\n') + '\n'
  );
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(join(golden, file), 'utf8')) as T;
}

function layerTable(entries: readonly KerasEntry[]): string {
  const rows = entries.map((entry) => {
    const layer = findLayer(entry.name);
    if (!layer) return [`\`${entry.name}\``, 'no', '', '', reasonFor('layer', entry.name)];
    const graph = exampleGraph(layer);
    return [
      `\`${entry.name}\``,
      'yes',
      typeScriptState(graph),
      kerasState(graph),
      [withoutText(entry, Object.keys(layer.arguments)), layer.differs]
        .filter((part) => part !== '' && part !== undefined)
        .join('; '),
    ];
  });
  return table(['Layer', 'kmodel', 'TypeScript code', 'Keras code', 'What differs'], rows);
}

function componentTable(entries: readonly KerasEntry[], category: ComponentCategory): string {
  const rows = entries.map((entry) => {
    const component = findComponent(category, entry.name);
    if (!component) return [`\`${entry.name}\``, 'no', reasonFor(category, entry.name)];
    return [`\`${entry.name}\``, 'yes', withoutText(entry, Object.keys(component.arguments))];
  });
  return table(['Name', 'kmodel', 'What differs'], rows);
}

function functionTable(): string {
  const names = [...kerasFunctions].sort();
  const rows = names.map((name) => {
    if (findFunction(name)) return [`\`${name}\``, 'yes', ''];
    const other = ownValue(otherFunctions, name);
    const layer = findLayer(name)?.name;
    const reason =
      (other && `\`${other}\` is the same.`) ??
      ownValue(otherExpressions, name) ??
      (layer && `The layer \`${layer}\` does it.`) ??
      'Not there.';
    return [`\`${name}\``, 'no', reason];
  });
  return table(['Function', 'kmodel', 'In its place'], rows);
}

function reasonFor(category: 'layer' | ComponentCategory, name: string): string {
  return insteadOf(category, name) ?? 'Not there yet.';
}

/** The arguments of Keras that a declaration lacks. */
function withoutText(entry: KerasEntry, declared: readonly string[]): string {
  const missing = entry.arguments.filter(({ name }) => !everywhere.has(name) && !declared.includes(name));
  return missing.length === 0 ? '' : `without ${missing.map(({ name }) => `\`${name}\``).join(', ')}`;
}

/** The model of a layer's example. */
function exampleGraph(layer: LayerDeclaration): ModelGraph {
  const text = `model Example {\n  input x: ${fittingType(layer)}\n  head y = ${layer.example}\n}\n`;
  const { models } = check('example.kmodel', createMemoryHost({ 'example.kmodel': text }));
  return models[0]!.graph!;
}

function typeScriptState(graph: ModelGraph): string {
  if (withoutHostPart(graph).layers.length < graph.layers.length) return 'before';
  const { layerProblems } = moduleText(graph, undefined, 'example.kmodel');
  if (layerProblems.length > 0) return layerProblems[0]!.reason;
  return planLayers(graph).at(-1)!.implementation.kind === 'tfjs' ? 'tfjs' : 'class';
}

function kerasState(graph: ModelGraph): string {
  const { layerProblems } = kerasModel(graph);
  return layerProblems.length > 0 ? layerProblems[0]!.reason : 'yes';
}

function ownNames(entries: readonly KerasEntry[]): string {
  const keras = new Set(entries.map(({ name }) => name));
  return allLayers()
    .filter(({ internal, name }) => !internal && !keras.has(name))
    .map(({ name }) => `\`${name}\``)
    .join(', ');
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}
