import type { ArgumentValue } from '../../../declarations/values.ts';
import { givenState, learnedBefore, learnsOf, placesOfMissing } from '../../../graph/learned-names.ts';
import { hostPart } from '../../../graph/host-part.ts';
import type { LayerInstance, ModelGraph } from '../../../graph/model-graph.ts';
import { namedClasses, wantsRows } from '../../../graph/named-classes.ts';
import { feedDType } from '../../../steps/lower-model.ts';
import { preparesData } from '../../prepares-data.ts';
import {
  calledIn,
  dictionary,
  list,
  stringText,
  tuple,
  type PythonExpression,
} from '../../python/expressions.ts';
import { layout } from '../../python/layout.ts';
import { crossingText, bucketsText, fingerprintText, hashingText } from '../python/hashing-text.ts';
import { discretizationText, encodeText, lookupText, vectorizationText } from '../python/lookup-text.ts';
import { binsText, learningText, preparationText } from '../python/preparation-text.ts';
import type { ProgramPart } from '../../python/part.ts';
import { fitOf, valueOf, workOf } from './before-layers.ts';

/** What becomes of data before a module takes it: tables of the model's own, and what works by them. */
export interface Preparation {
  readonly constants: readonly string[];
  readonly blocks: readonly ProgramPart[];
  /** What stands behind the weights' own names, which it reads. */
  readonly tables: readonly string[];
}

/** Undefined where a module takes data as it stands. */
export function preparationOf(graph: ModelGraph): Preparation | undefined {
  if (!preparesData(graph)) return undefined;
  const before = beforeTable(graph);
  const fitted = graph.layers.flatMap((layer) => {
    const weights = new Set(layer.weights.map(({ name }) => name));
    const fits = learnsOf(layer).some(({ name }) => weights.has(name));
    return fits && !before.layers.has(layer)
      ? [[layer.name, fitOf(layer, inputOf(graph, layer))] as const]
      : [];
  });
  const tables = [
    '# What becomes of data before the model: what each result takes, and what makes it.',
    ...before.constants,
    ...layout('BEFORE = ', dictionary(before.entries)),
    '# Layers of the model that learn from data before it trains.',
    ...layout('FITTED = ', dictionary(fitted)),
  ];
  const called = new Set([...before.works, ...fitted.map(([, fit]) => fit)].flatMap(calledIn));
  const uses = (name: string): boolean => called.has(name);
  const hashes = uses('Hashing') || uses('buckets');
  const looksUp = uses('Lookup') || uses('TextVectorization');
  return {
    constants: dataConstants(graph),
    blocks: [
      ...(hashes || uses('HashedCrossing') ? [fingerprintText] : []),
      ...(hashes ? [bucketsText] : []),
      ...(before.entries.length > 0 ? [encodeText] : []),
      ...(looksUp ? [lookupText] : []),
      ...(uses('TextVectorization') ? [vectorizationText] : []),
      ...(uses('Hashing') ? [hashingText] : []),
      ...(uses('HashedCrossing') ? [crossingText] : []),
      ...(uses('Discretization') ? [discretizationText] : []),
      preparationText,
      learningText,
      ...(uses('Discretization') || uses('boundaries_of') ? [binsText] : []),
    ],
    tables,
  };
}

function inputOf({ calls, layers, tensors }: ModelGraph, layer: LayerInstance) {
  const { inputs } = calls.find((call) => layers[call.layer] === layer)!;
  return tensors[inputs[0]!]!;
}

/** The layers before the module by the names of their results; one that is used several times has a name. */
function beforeTable(graph: ModelGraph): {
  readonly constants: readonly string[];
  readonly entries: readonly (readonly [string, PythonExpression])[];
  readonly layers: ReadonlySet<LayerInstance>;
  /** What does the work of each. */
  readonly works: readonly PythonExpression[];
} {
  const { calls, results } = hostPart(graph);
  const layers = new Map<LayerInstance, number>();
  for (const { layer } of calls)
    layers.set(graph.layers[layer]!, (layers.get(graph.layers[layer]!) ?? 0) + 1);
  const shared = new Map(
    [...layers].filter(([, uses]) => uses > 1).map(([layer], at) => [layer, `SHARED_${at}`]),
  );
  return {
    constants: [...shared].flatMap(([layer, name]) => layout(`${name} = `, workOf(layer))),
    entries: calls.map(({ layer, inputs, outputs }) => {
      const instance = graph.layers[layer]!;
      const takes = inputs.map((tensor) => stringText(results.get(tensor) ?? graph.tensors[tensor]!.name));
      return [results.get(outputs[0]!)!, tuple([list(takes), shared.get(instance) ?? workOf(instance)])];
    }),
    layers: new Set(layers.keys()),
    works: [...layers.keys()].map(workOf),
  };
}

/** What the data holds, what stands for gaps, what the text says of words, and what is learned. */
function dataConstants(graph: ModelGraph): readonly string[] {
  const columns = graph.inputs.map(({ name, tensor, missing }) => {
    const { dtype } = graph.tensors[tensor]!;
    const read = dtype === 'string' ? 'str' : missing ? 'float64' : feedDType(dtype);
    return [name, stringText(read)] as const;
  });
  const labels = graph.heads.flatMap(({ name, loss, target, classes }) =>
    loss && target ? [[name, stringText(classes ? 'str' : feedDType(target.dtype))] as const] : [],
  );
  const missing = graph.inputs.flatMap((input): (readonly [string, PythonExpression])[] => {
    const { name, missing: rule } = input;
    if (!rule) return [];
    const places = String(placesOfMissing(graph, input));
    return [
      [name, rule.kind === 'value' ? list([valueOf(rule.value)]) : tuple([stringText(rule.kind), places])],
    ];
  });
  const known = [...givenState(graph)].map(([name, values]) => [name, valueOf([...values])] as const);
  const numbers = graph.layers.flatMap(({ name, args }) =>
    ['idf_weights', 'bin_boundaries'].flatMap((argument) => {
      const values = args[argument];
      return Array.isArray(values)
        ? [[`${name}/${argument}`, valueOf(values as ArgumentValue)] as const]
        : [];
    }),
  );
  const named = namedClasses(graph);
  const classes = graph.heads.flatMap((head) => {
    const of = named.get(head.name);
    if (!of) return [];
    return [
      [
        head.name,
        dictionary([
          ['words', list(of.words.map(stringText))],
          ['choice', stringText(of.choice)],
          ['threshold', String(of.threshold)],
          ['in_rows', wantsRows(head) ? 'True' : 'False'],
        ]),
      ] as const,
    ];
  });
  return [
    '# What data holds, by the names of inputs and heads.',
    ...layout('COLUMNS = ', dictionary(columns)),
    ...layout('LABELS = ', dictionary(labels)),
    '# What stands for missing entries: a value, or what is learned, for so many places of a sample.',
    ...layout('MISSING = ', dictionary(missing)),
    '# Names of classes, and how the numbers of a head choose among them.',
    ...layout('CLASSES = ', dictionary(classes)),
    '# What the text says of words; what is learned from data comes with the weights.',
    ...layout('KNOWN = ', dictionary([...known, ...numbers])),
    ...layout('LEARNS = ', list(learnedBefore(graph).map(({ name }) => stringText(name)))),
  ];
}
