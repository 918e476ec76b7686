import type { OpNodeOf, Tensor } from '../../../ops/types.ts';
import { sizesEqual, type Size } from '../../../shapes/size.ts';
import type { SizeWriter } from '../../op-code/size-text.ts';
import { call, flat, keyword, list, stringText } from '../../python/layout.ts';
import {
  atom,
  constantText,
  method,
  numberCode,
  operand,
  reshapeItems,
  sliceCode,
  strengths,
  tupleText,
  type Code,
} from '../../python/ops/code.ts';
import { dtypeText, shapeItems, torchCall, type TorchContext, type TorchEmitters } from './code.ts';

/** More numbers than this stand packed in strings: black gives each entry of a list a line of its own. */
const mostNumbers = 256;

/** How long a string of packed numbers gets. */
const packedWidth = 60;

/** Numbers as strings of a readable length, in which `3*0.5` stands for three times 0.5. */
function packedLines(values: readonly string[]): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (let at = 0, end = 0; at < values.length; at = end) {
    while (end < values.length && values[end] === values[at]) end++;
    const value = (values[at] === 'True' ? '1' : values[at] === 'False' ? '0' : values[at]!).replace(
      /^float\("(.*)"\)$/,
      '$1',
    );
    const word = end - at > 1 ? `${end - at}*${value}` : value;
    if (line !== '' && line.length + 1 + word.length > packedWidth) {
      lines.push(stringText(line));
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, stringText(line)];
}

/** A scalar is a number of Python; anything else a tensor. */
function constant(node: OpNodeOf<'constant'>, _: readonly Code[], context: TorchContext): Code {
  const { data } = node.attributes;
  const [{ shape, dtype }] = node.outputs as readonly [Tensor];
  if (shape.length === 0) return numberCode(constantText(data[0]!, dtype));
  const device = keyword('device', context.device());
  const type = keyword('dtype', dtypeText(dtype));
  const values = data.map((value) => constantText(value, dtype));
  if (values.length > 1 && values.every((value) => value === values[0]))
    return torchCall('full', [tupleText(shapeItems(shape, context)), values[0]!, type, device]);
  const numbers =
    values.length > mostNumbers ? call(context.helper('unpacked'), packedLines(values)) : list(values);
  const made = torchCall('tensor', [numbers, type, device]);
  return shape.length === 1 ? made : method(made, 'reshape', shapeItems(shape, context));
}

function reshape(node: OpNodeOf<'reshape'>, [x]: readonly Code[], context: TorchContext): Code {
  const { shape } = node.attributes;
  const input = node.inputs[0]!;
  const of = context.tensor(x!, input.dtype);
  const items = reshapeItems(shape, context.size);
  if (items.length === 0) return method(of, 'reshape', ['()']);
  if (items.length === 1 && items[0] === '-1') return method(of, 'flatten');
  const isRest = input.shape.length > 2 && shape.length === 2 && sizesEqual(shape[0]!, input.shape[0]!);
  return isRest ? method(of, 'flatten', ['1']) : method(of, 'reshape', items);
}

function expand(node: OpNodeOf<'expand'>, [x]: readonly Code[], context: TorchContext): Code {
  const [{ shape, dtype }] = node.outputs as readonly [Tensor];
  if (x!.isNumber)
    return torchCall('full', [
      tupleText(shapeItems(shape, context)),
      x!.expression,
      keyword('dtype', dtypeText(dtype)),
      keyword('device', context.device()),
    ]);
  return broadcast(x!, node.inputs[0]!, shape, context);
}

function broadcast(x: Code, input: Tensor, shape: readonly Size[], context: TorchContext): Code {
  const added = shape.length - input.shape.length;
  const items = shape.map((size, axis) =>
    axis >= added && sizesEqual(size, input.shape[axis - added]!) ? '-1' : context.size(size),
  );
  return method(x, 'expand', items.length === 0 ? ['()'] : items);
}

/** `F.pad` counts axes from the last, and crops where it is told less than nothing. */
function pad(node: OpNodeOf<'pad'>, [x]: readonly Code[], context: TorchContext): Code {
  const { low, high, interior, value } = node.attributes;
  const { dtype } = node.inputs[0]!;
  const spread = interior.reduce(
    (code, gap, axis) =>
      gap === 0
        ? code
        : atom(
            call(context.helper('spread'), [
              code.expression,
              String(axis),
              String(gap),
              ...(value === 0 ? [] : [constantText(value, dtype)]),
            ]),
          ),
    x!,
  );
  return padded(spread, low, high, context, value === 0 ? undefined : constantText(value, dtype));
}

/** A tensor with entries before and after it, axis by axis. */
export function padded(
  x: Code,
  low: readonly Size[],
  high: readonly Size[],
  context: { readonly size: SizeWriter },
  value?: string,
): Code {
  const amounts = low.flatMap((_, index) => {
    const axis = low.length - 1 - index;
    return [context.size(low[axis]!), context.size(high[axis]!)];
  });
  while (amounts.length > 0 && amounts.at(-1) === '0' && amounts.at(-2) === '0') amounts.splice(-2);
  if (amounts.length === 0) return x;
  const items = [x.expression, tupleText(amounts)];
  return atom(call('F.pad', value === undefined ? items : [...items, keyword('value', value)]));
}

/** Tensors are joined along one axis, and broadcast along the others. */
function concat(node: OpNodeOf<'concat'>, inputs: readonly Code[], context: TorchContext): Code {
  const { axis } = node.attributes;
  const [output] = node.outputs;
  const parts = inputs.map((code, index) => {
    const input = node.inputs[index]!;
    const shape = output!.shape.map((size, at) => (at === axis ? input.shape[axis]! : size));
    const isWhole = input.shape.every((size, at) => sizesEqual(size, shape[at]!));
    const tensor = context.tensor(code, input.dtype);
    return (isWhole ? tensor : broadcast(tensor, input, shape, context)).expression;
  });
  const last = axis === output!.shape.length - 1;
  return torchCall('cat', [list(parts), last ? '-1' : String(axis)]);
}

function gather(node: OpNodeOf<'gather'>, [data, indices]: readonly Code[], context: TorchContext): Code {
  const { axis } = node.attributes;
  const index = context.tensor(indices!, 'int32');
  const places = [...Array<string>(axis).fill(':'), flat(method(index, 'long').expression)];
  return atom(`${operand(data!, strengths.none)}[${places.join(', ')}]`);
}

function scatterAdd(
  node: OpNodeOf<'scatterAdd'>,
  [indices, updates]: readonly Code[],
  context: TorchContext,
): Code {
  const { shape, dtype } = node.outputs[0]!;
  const rank = node.inputs[0]!.shape.length;
  const zeros = torchCall('zeros', [
    tupleText(shapeItems(shape, context)),
    keyword('dtype', dtypeText(dtype)),
    keyword('device', context.device()),
  ]);
  const rows = method(method(context.tensor(indices!, 'int32'), 'flatten'), 'long');
  const values = rank === 1 ? updates! : method(updates!, 'flatten', ['0', String(rank - 1)]);
  return method(zeros, 'index_add', ['0', rows.expression, values.expression]);
}

function iota(node: OpNodeOf<'iota'>, _: readonly Code[], context: TorchContext): Code {
  const { shape, axis } = node.attributes;
  const row = torchCall('arange', [
    context.size(shape[axis]!),
    keyword('dtype', 'torch.int32'),
    keyword('device', context.device()),
  ]);
  if (shape.length === 1) return row;
  const standing = shape.map((_size, index) => (index === axis ? '-1' : '1'));
  return method(method(row, 'reshape', standing), 'expand', shapeItems(shape, context));
}

export const movementEmitters = {
  constant,
  iota,
  size: (node, _, context) => {
    const text = context.size(node.attributes.size);
    return numberCode(text, text.includes(' ') ? strengths.sum : strengths.none);
  },
  reshape,
  transpose: (node, [x]) => method(x!, 'permute', node.attributes.permutation.map(String)),
  expand,
  slice: sliceCode,
  reverse: (node, [x]) => method(x!, 'flip', node.attributes.axes.map(String)),
  concat,
  pad,
  gather,
  scatterAdd,
  randomUniform: (node, [key], context) => context.random(() => key!, node.attributes.shape),
} satisfies Partial<TorchEmitters>;
