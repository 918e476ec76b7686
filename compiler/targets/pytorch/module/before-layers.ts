import type { Arguments, ArgumentValue } from '../../../declarations/values.ts';
import type { LayerInstance } from '../../../graph/model-graph.ts';
import { keptAxes } from '../../../layers/preprocessing/normalization.ts';
import type { TensorType } from '../../../shapes/types.ts';
import {
  call,
  keyword,
  list,
  numberText,
  stringText,
  type PythonExpression,
} from '../../python/expressions.ts';

/** A layer that runs before a module, as the object of Python that does its work there. */
export function workOf({ name, class: kind, args, declaration }: LayerInstance): PythonExpression {
  const named = stringText(name);
  const given = (names: readonly string[]): readonly PythonExpression[] =>
    names.flatMap((argument) => {
      const value = args[argument]!;
      const { default: usual } = declaration.arguments[argument]!;
      return JSON.stringify(value) === JSON.stringify(usual) ? [] : [keyword(argument, valueOf(value))];
    });
  switch (kind) {
    case 'StringLookup':
    case 'IntegerLookup':
      return call('Lookup', [
        named,
        ...given(['max_tokens', 'num_oov_indices', 'mask_token']),
        ...(kind === 'IntegerLookup'
          ? [keyword('oov_token', valueOf(args.oov_token!))]
          : given(['oov_token'])),
        ...given(['output_mode']),
        ...padding(args),
        ...spread(args),
      ]);
    case 'TextVectorization':
      return call('TextVectorization', [
        named,
        ...given(['standardize', 'split', 'ngrams', 'output_sequence_length', 'max_tokens', 'output_mode']),
        ...padding(args),
      ]);
    case 'Hashing':
      return call(kind, [valueOf(args.num_bins!), ...given(['mask_value', 'salt', 'output_mode'])]);
    case 'HashedCrossing':
      return call(kind, [valueOf(args.num_bins!), ...given(['output_mode'])]);
    case 'Discretization': {
      const bins = args.num_bins ?? (args.bin_boundaries as readonly number[]).length + 1;
      return call(kind, [named, valueOf(bins), ...given(['epsilon', 'output_mode'])]);
    }
    default:
      throw new Error(`No work of \`${kind}\` is written before a module.`);
  }
}

/** Vectors of a vocabulary that is learned have room for all that it may hold. */
function padding({
  max_tokens: limit,
  vocabulary,
  pad_to_max_tokens: pads,
}: Arguments): readonly PythonExpression[] {
  return limit !== null && (pads === true || vocabulary === null)
    ? [keyword('pad_to_max_tokens', 'True')]
    : [];
}

/** Which of several numbers an unknown token gets. */
function spread({
  num_oov_indices: count,
  oov_method: method,
  salt = null,
}: Arguments): readonly PythonExpression[] {
  if (typeof count !== 'number' || count < 2) return [];
  if (method === 'floormod' && salt === null) return [keyword('spread', `lambda token: token % ${count}`)];
  const key = salt === null ? [] : [valueOf(salt)];
  return [keyword('spread', call('buckets', [String(count), ...key]))];
}

/** How a layer of a module learns its weights from all that it takes. */
export function fitOf({ class: kind, args }: LayerInstance, input: TensorType): PythonExpression {
  if (kind === 'Discretization')
    return call('boundaries_of', [valueOf(args.num_bins!), numberText(args.epsilon as number, true)]);
  const axes = keptAxes({ axis: args.axis as number | readonly number[] | null }, input)!;
  return call('moments_of', [list(axes.map((axis) => String(axis + 1)))]);
}

/** A value of the text in Python. */
export function valueOf(value: ArgumentValue): PythonExpression {
  if (typeof value === 'string') return stringText(value);
  if (typeof value === 'number') return numberText(value, false);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return list((value as readonly ArgumentValue[]).map(valueOf));
  return 'None';
}
