import { layerPrecision } from '../declarations/layer-precision.ts';
import type { Arguments, ArgumentValue } from '../declarations/values.ts';
import { precisions, type Precision } from '../shapes/precision.ts';
import type { LayerInstance, ModelGraph } from './model-graph.ts';

/** The mixed precisions that a training or one of its layers asks for, in the order of `precisions`. */
export function mixedPrecisionsOf({ training, layers }: ModelGraph): readonly Precision[] {
  const asked = new Set([training.precision, ...layers.map(layerPrecision)]);
  return precisions.filter((each) => each !== 'float32' && asked.has(each));
}

/** The precision that a layer names, where it is another than that of the training. */
export function ownPrecision({ training }: ModelGraph, layer: LayerInstance): Precision | undefined {
  const named = layerPrecision(layer);
  return named === training.precision ? undefined : named;
}

/** The same model, all of it in float32. */
export function inFloat32(graph: ModelGraph): ModelGraph {
  const layers = graph.layers.map((layer) => ({ ...layer, args: withoutPrecision(layer) }));
  return { ...graph, layers, training: { ...graph.training, precision: 'float32' } };
}

function withoutPrecision({ declaration, args }: Pick<LayerInstance, 'declaration' | 'args'>): Arguments {
  if (layerPrecision({ declaration, args }) === undefined) return args;
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [name, name === 'dtype' ? null : valueWithout(value)]),
  );
}

/** Layers inside of others name precisions too. */
function valueWithout(value: ArgumentValue): ArgumentValue {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly ArgumentValue[]).map(valueWithout);
  if (!('kind' in value) || value.kind !== 'layer') return value;
  return { ...value, args: withoutPrecision(value) };
}
