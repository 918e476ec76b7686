import { precisions, type Precision } from '../shapes/precision.ts';
import { noneByDefault, option, type ArgumentDeclarations, type ArgumentType } from './declare.ts';
import type { LayerDeclaration } from './define-layer.ts';
import type { Arguments, ArgumentValue, LayerValue } from './values.ts';

/** Policies of Keras that are no precision of kmodel: why, and the one to take instead. */
const refused = {
  float16: { reason: 'Weights stay in float32: `mixed_float16`.', instead: 'mixed_float16' },
  bfloat16: { reason: 'Weights stay in float32: `mixed_bfloat16`.', instead: 'mixed_bfloat16' },
  float64: { reason: 'No engine computes in float64.', instead: 'float32' },
} as const;

/** An argument or setting that names a precision. */
export const precisionOption = (doc: string) => option(precisions, 'float32', doc, refused);

/** The argument of Keras's base layer, by its name alone. */
const dtype = {
  ...noneByDefault(
    precisionOption(
      'The floats that the layer computes in, where they are others than `precision` in `train` says.',
    ),
  ),
  byName: true,
};

/**
 * A layer that takes `dtype`, as Keras's base layer does: the precision in which it computes. One that wraps others
 * takes none: the layers inside say it, as in Keras, whose wrappers hand theirs on to nobody.
 */
export function withLayerPrecision<D extends ArgumentDeclarations>(
  layer: LayerDeclaration<D>,
): LayerDeclaration<D> {
  const isCalled = layer.family === 'function' || layer.family === 'operator' || layer.family === 'own';
  if (isCalled || layer.internal || layer.host?.only) return layer;
  const declared = wrapsLayers(layer) ? layer.arguments : { ...layer.arguments, dtype };
  return {
    ...layer,
    arguments: declared,
    lower: (context, call) => {
      const precision = layerPrecision({
        declaration: { arguments: declared },
        args: call.args as Arguments,
      });
      return context.ops.within(precision, () => layer.lower(context, call));
    },
  };
}

/** Whether the `dtype` of a layer is its precision; functions have one that is something else. */
export function takesPrecision({ arguments: declared }: Pick<LayerDeclaration, 'arguments'>): boolean {
  return declared.dtype === dtype;
}

/** Whether a layer is put around others. */
export function wrapsLayers({ arguments: declared }: Pick<LayerDeclaration, 'arguments'>): boolean {
  return Object.values(declared).some(({ type }) => takesLayers(type));
}

function takesLayers(type: ArgumentType): boolean {
  if (type.kind === 'list') return takesLayers(type.of);
  return type.kind === 'layer' || (type.kind === 'anyOf' && type.of.some(takesLayers));
}

/** A layer with its arguments: one of a model, or inside of another. */
interface Configured {
  readonly declaration: Pick<LayerDeclaration, 'arguments'>;
  readonly args: Arguments;
}

/**
 * The precision that a layer names, or the layers inside of it do; undefined where nobody names one. Where some inside
 * name float32, all of them compute in it: what they hand to each other stays within one loop.
 */
export function layerPrecision({ declaration, args }: Configured): Precision | undefined {
  if (takesPrecision(declaration)) return (args.dtype ?? undefined) as Precision | undefined;
  const inside = new Set(Object.values(args).flatMap(layersIn).map(layerPrecision));
  if (inside.has('float32')) return 'float32';
  return inside.has(undefined) ? undefined : [...inside][0];
}

function layersIn(value: ArgumentValue): readonly LayerValue[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return (value as readonly ArgumentValue[]).flatMap(layersIn);
  return 'kind' in value && value.kind === 'layer' ? [value] : [];
}
