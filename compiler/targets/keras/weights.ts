import type { WeightSpecification } from '../../declarations/define-layer.ts';
import type { LayerValue } from '../../declarations/values.ts';
import type { LayerInstance, ModelGraph } from '../../graph/model-graph.ts';
import { numberedNames } from '../../layers/recurrent/numbered-names.ts';
import { snakeCase } from '../../names/snake-case.ts';
import { withAlignedRanks } from './aligned-ranks.ts';
import { kerasOrder } from './config/order.ts';
import { functionOfLayer } from '../program/functions.ts';
import { ownValue } from '../../names/own-value.ts';

/** Where a weight stands in a file of Keras 3: `layers/dense/vars/0`. */
export interface PlacedWeight {
  /** The group around `vars`. */
  readonly group: string;
  readonly index: number;
  /** The weight's name within the layer. */
  readonly weight: WeightSpecification;
}

export interface PlacedLayer {
  readonly layer: LayerInstance;
  /** `layers/dense_1` */
  readonly group: string;
  readonly weights: readonly PlacedWeight[];
}

/** A group of a file for each input and layer that Keras lists, with where its weights go in it. */
export interface PlacedModel {
  readonly inputs: readonly { readonly name: string; readonly group: string }[];
  readonly layers: readonly PlacedLayer[];
}

/** Keras's own names of classes, where they are not those under which it offers them. */
const ownNames: Readonly<Record<string, string>> = { GroupQueryAttention: 'GroupedQueryAttention' };

/**
 * Where everything of a model stands in `.weights.h5`: by class, numbered in the order of Keras's layers.
 * @param classOf the class that a module has for a layer of the text, where it is not the declared one
 */
export function placeWeights(
  graph: ModelGraph,
  classOf?: (layer: LayerInstance) => string | undefined,
): PlacedModel {
  const counts = new Map<string, number>();
  const groupOf = (kerasClass: string): string => {
    const snake = snakeCase(ownValue(ownNames, kerasClass) ?? kerasClass);
    const count = counts.get(snake) ?? 0;
    counts.set(snake, count + 1);
    return `layers/${count === 0 ? snake : `${snake}_${count}`}`;
  };
  const inputs: { name: string; group: string }[] = [];
  const layers: PlacedLayer[] = [];
  const aligned = withAlignedRanks(graph);
  for (const listed of kerasOrder(aligned)) {
    if (listed.kind === 'input') {
      inputs.push({ name: graph.inputs[listed.input]!.name, group: groupOf('InputLayer') });
      continue;
    }
    const layer = aligned.layers[listed.layer]!;
    if (isOperation(layer)) continue;
    const group = groupOf(classOf?.(layer) ?? layer.class);
    layers.push({
      layer,
      group,
      weights: keepsWeights(layer)
        ? placeOf(
            layer.class,
            layer.args,
            inOrder(layer).map((weight) => ({ name: weight.name, weight })),
            group,
          )
        : [],
    });
  }
  return { inputs, layers };
}

/** Keras keeps what is trained before what is not; layers of its own are declared so. */
function inOrder({ declaration, weights }: LayerInstance): readonly WeightSpecification[] {
  if (declaration.family !== 'own') return weights;
  return [...weights.filter(({ trainable }) => trainable), ...weights.filter(({ trainable }) => !trainable)];
}

/** True for a layer whose weights stand in Keras's files: boundaries of bins stand in the configuration. */
export function keepsWeights({ class: kerasClass, weights }: LayerInstance): boolean {
  return weights.length > 0 && kerasClass !== 'Discretization';
}

/** Operations keep nothing: they have no group in the file. */
function isOperation(layer: LayerInstance): boolean {
  return layer.declaration.family === 'operator' || functionOfLayer(layer.declaration) !== undefined;
}

/** The part of an attention layer by the first part of its weights' names. */
const attentionParts: Readonly<Record<string, string>> = {
  query: 'query_dense',
  key: 'key_dense',
  gate: '_gate_dense',
  value: 'value_dense',
  attention_output: 'output_dense',
};

const groupedAttentionParts: Readonly<Record<string, string>> = {
  query: '_query_dense',
  key: '_key_dense',
  gate: '_gate_dense',
  value: '_value_dense',
  attention_output: '_output_dense',
};

const withCell = new Set(['LSTM', 'GRU', 'SimpleRNN', 'ConvLSTM1D', 'ConvLSTM2D', 'ConvLSTM3D']);

/** A weight with what is left of its name where the names of wrapped layers are taken off the front. */
interface NamedWeight {
  readonly name: string;
  readonly weight: WeightSpecification;
}

function placeOf(
  kerasClass: string,
  args: LayerInstance['args'],
  weights: readonly NamedWeight[],
  group: string,
): readonly PlacedWeight[] {
  if (withCell.has(kerasClass)) return numbered(weights, `${group}/cell`);
  const inner = args.layer as LayerValue | undefined;
  switch (kerasClass) {
    case 'Bidirectional': {
      const back = (args.backward_layer as LayerValue | null) ?? inner!;
      const isForward = ({ name }: NamedWeight): boolean => name.startsWith('forward_');
      return [
        ...placeOf(inner!.class, inner!.args, weights.filter(isForward), `${group}/forward_layer`),
        ...placeOf(
          back.class,
          back.args,
          weights.filter((each) => !isForward(each)),
          `${group}/backward_layer`,
        ),
      ];
    }
    case 'RNN':
      return placeCells(
        args.cell as LayerValue | readonly LayerValue[],
        weights.map(withoutFirst),
        `${group}/cell`,
      );
    case 'TimeDistributed':
      return placeOf(inner!.class, inner!.args, weights.map(withoutFirst), `${group}/layer`);
    case 'SpectralNormalization': {
      // The wrapper keeps the kernel and the vector itself, and the layer inside keeps the kernel once more.
      const vector = weights.findIndex(({ name }) => name === 'vector_u');
      const others = weights.toSpliced(vector, 1).map(withoutFirst);
      return [
        ...numbered([weights[vector - 1]!, weights[vector]!], group),
        ...placeOf(inner!.class, inner!.args, others, `${group}/layer`),
      ];
    }
    case 'MultiHeadAttention':
      return byPart(weights, group, attentionParts);
    case 'GroupQueryAttention':
      return byPart(weights, group, groupedAttentionParts);
    default:
      return numbered(weights, group);
  }
}

/** The weights of a cell, or of several stacked ones, which are numbered in their own order. */
function placeCells(
  cell: LayerValue | readonly LayerValue[],
  weights: readonly NamedWeight[],
  group: string,
): readonly PlacedWeight[] {
  const stacked = Array.isArray(cell)
    ? (cell as readonly LayerValue[])
    : ((cell as LayerValue).args.cells as readonly LayerValue[] | undefined);
  if (!stacked) return numbered(weights, group);
  const names = numberedNames(stacked.map((each) => each.class));
  return names.flatMap((name) =>
    numbered(
      weights.filter((weight) => weight.name.startsWith(`${name}/`)),
      `${group}/cells/${name}`,
    ),
  );
}

function withoutFirst({ name, weight }: NamedWeight): NamedWeight {
  return { name: name.slice(name.indexOf('/') + 1), weight };
}

function numbered(weights: readonly NamedWeight[], group: string): readonly PlacedWeight[] {
  return weights.map(({ weight }, index) => ({ group, index, weight }));
}

function byPart(
  weights: readonly NamedWeight[],
  group: string,
  parts: Readonly<Record<string, string>>,
): readonly PlacedWeight[] {
  const counts = new Map<string, number>();
  return weights.map(({ name, weight }) => {
    const part = parts[name.split('/')[0]!]!;
    const index = counts.get(part) ?? 0;
    counts.set(part, index + 1);
    return { group: `${group}/${part}`, index, weight };
  });
}
