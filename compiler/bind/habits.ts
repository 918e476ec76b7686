import type { CallExpression, Expression } from '../../grammar/ast.ts';
import type { Environment } from './environment.ts';

/** What people bring along from Python, Keras and PyTorch, and how kmodel says it. */

/** Python's and JavaScript's words for the values that kmodel writes in small letters. */
const foreignValues: ReadonlyMap<string, string> = new Map([
  ['True', 'true'],
  ['TRUE', 'true'],
  ['False', 'false'],
  ['FALSE', 'false'],
  ['None', 'none'],
  ['null', 'none'],
  ['nil', 'none'],
  ['undefined', 'none'],
]);

/** `true` for `True`, `none` for `None`; undefined for other names. */
export function nativeValue(name: string): string | undefined {
  return foreignValues.get(name);
}

/** Words for the batch axis, which a type never has. */
const batchNames: ReadonlySet<string> = new Set([
  'batch',
  'batch_size',
  'batchsize',
  'batches',
  'n_samples',
  'num_samples',
]);

/** Whether a size is written as the batch axis is elsewhere. */
export function namesBatch(name: string): boolean {
  return batchNames.has(name.toLowerCase());
}

/** Other names of arguments, with those of kmodel. */
const foreignArguments: ReadonlyMap<string, readonly string[]> = new Map([
  ['lr', ['learning_rate', 'initial_learning_rate']],
  ['learn_rate', ['learning_rate']],
  ['p', ['rate']],
  ['prob', ['rate']],
  ['dropout_rate', ['rate', 'dropout']],
  ['kernel', ['kernel_size']],
  ['nodes', ['units']],
  ['neurons', ['units']],
  ['size', ['units', 'pool_size', 'kernel_size']],
  ['out_features', ['units']],
  ['hidden_size', ['units']],
  ['output_size', ['units']],
  ['num_filters', ['filters']],
  ['out_channels', ['filters']],
  ['channels', ['filters']],
  ['stride', ['strides']],
  ['pool', ['pool_size']],
  ['dilation', ['dilation_rate']],
  ['dim', ['axis', 'output_dim']],
  ['vocab_size', ['input_dim']],
  ['num_embeddings', ['input_dim']],
  ['embedding_dim', ['output_dim']],
  ['heads', ['num_heads']],
  ['act', ['activation']],
  ['nonlinearity', ['activation']],
  ['bias', ['use_bias']],
  ['beta1', ['beta_1']],
  ['beta2', ['beta_2']],
  ['weight_decay_rate', ['weight_decay']],
]);

/** The argument that is meant by another library's name for it, where it is among those that there are. */
export function nativeArgument(name: string, known: readonly string[]): string | undefined {
  return foreignArguments.get(name)?.find((each) => known.includes(each));
}

/** Other names of layers, most of them PyTorch's classes. */
const foreignLayers: ReadonlyMap<string, string> = new Map([
  ...['1D', '2D', '3D'].flatMap((rank): [string, string][] => [
    [`MaxPool${rank.toLowerCase()}`, `MaxPooling${rank}`],
    [`AvgPool${rank.toLowerCase()}`, `AveragePooling${rank}`],
    [`ConvTranspose${rank.toLowerCase()}`, `Conv${rank}Transpose`],
    [`BatchNorm${rank.toLowerCase()}`, 'BatchNormalization'],
    [`Dropout${rank.toLowerCase()}`, `SpatialDropout${rank}`],
  ]),
  ['Linear', 'Dense'],
  ['FullyConnected', 'Dense'],
  ['FC', 'Dense'],
  ['BatchNorm', 'BatchNormalization'],
  ['LayerNorm', 'LayerNormalization'],
  ['GroupNorm', 'GroupNormalization'],
  ['MultiheadAttention', 'MultiHeadAttention'],
  ['Concat', 'Concatenate'],
  ['Merge', 'Concatenate'],
]);

/** The layer that another name stands for. */
export function nativeLayer(name: string): string | undefined {
  return foreignLayers.get(name);
}

/** `flatten` and `max_pooling2d` are `Flatten` and `MaxPooling2D`, without regard to case and `_`. */
export function spelledAlike(name: string, layers: readonly string[]): string | undefined {
  const plain = (text: string): string => text.replaceAll('_', '').toLowerCase();
  return layers.find((layer) => plain(layer) === plain(name));
}

/**
 * A call that is given its input, as in `average([a, b])`, as a pipeline: `[a, b] -> Average()`.
 * Undefined where the first argument is no tensor.
 */
export function asPipeline(
  call: CallExpression,
  layer: string,
  { module, scopeNames }: Pick<Environment, 'module' | 'scopeNames'>,
): string | undefined {
  const [first, ...others] = call.arguments;
  if (!first || first.name) return undefined;
  const { value } = first;
  const isTensor = (name: string): boolean => scopeNames?.().get(name) === 'a tensor';
  const text = ({ span }: Expression): string => module.source.text.slice(span.start, span.end);
  const names = value.kind === 'List' ? value.items : [value];
  const areTensors = names.every((each) => each.kind === 'Identifier' && isTensor(each.key));
  if (names.length === 0 || !areTensors) return undefined;
  const given = others.map(({ name, value: each }) => (name ? `${name.text}: ${text(each)}` : text(each)));
  return `${text(value)} -> ${layer}(${given.join(', ')})`;
}

/** `Sequential([Dense(8), Dense(1)])` as the layers of a pipeline. */
export function asStages(call: CallExpression, text: (expression: Expression) => string): string | undefined {
  const [list] = call.arguments;
  if (call.arguments.length !== 1 || list?.value.kind !== 'List' || list.value.items.length === 0)
    return undefined;
  return list.value.items.map(text).join(' -> ');
}
