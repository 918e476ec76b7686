import type { LayerDeclaration } from '../../../declarations/define-layer.ts';
import type { Arguments } from '../../../declarations/values.ts';
import type { SourceLayer } from '../../read/source.ts';

/** The number of axes behind a layer, the batch among them; undefined where it is not known. */
export function rankAfter(
  kerasClass: string,
  layer: SourceLayer,
  rank: number | undefined,
): number | undefined {
  if (layer.kind !== 'layer') return undefined;
  if (/^Global|^Flatten$/.test(kerasClass)) return layer.args.keepdims === true ? rank : 2;
  if (kerasClass === 'Reshape') return (layer.args.target_shape as readonly number[]).length + 1;
  const dimension = /([123])D(Transpose)?$/.exec(kerasClass);
  if (dimension && !kerasClass.startsWith('ConvLSTM')) return Number(dimension[1]) + 2;
  if (
    /^(LSTM|GRU|SimpleRNN|Bidirectional|ConvLSTM|TimeDistributed|Attention|Dot|EinsumDense)/.test(kerasClass)
  )
    return undefined;
  if (kerasClass === 'Embedding') return rank === undefined ? undefined : rank + 1;
  return kerasClass === 'RepeatVector' ? 3 : rank;
}

/** An axis that is the last one is written as such: −1, as kmodel and Keras have it by default. */
export function lastAxis(
  { arguments: declared }: LayerDeclaration,
  args: Arguments,
  rank: number | undefined,
): Arguments {
  const { axis } = args;
  if (declared.axis?.default !== -1) return args;
  const single = Array.isArray(axis) && axis.length === 1 ? (axis[0] as number) : axis;
  return { ...args, axis: rank !== undefined && single === rank - 1 ? -1 : single! };
}
