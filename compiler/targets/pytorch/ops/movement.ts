import type { OpNodeOf, Tensor } from '../../../ops/types.ts';
import { sizesEqual, type Size } from '../../../shapes/size.ts';
import { call, keyword, list, number, tuple, type PythonExpression } from '../../python/expressions.ts';
import {
  atom,
  constantCode,
  constantNumber,
  method,
  numberCode,
  operand,
  reshapeItems,
  sliceCode,
  strengths,
  sizeStrength,
  openPlace,
  places,
  type Code,
  type SizeExpression,
} from '../../python/ops/code.ts';
import { channelsLast, lastPermutation } from './channels.ts';
import { mostNumbers, packedLines } from './packed-numbers.ts';
import { dtypeText, shapeItems, torchCall, type TorchContext, type TorchEmitters } from './code.ts';

/** A scalar is a number of Python; anything else a tensor. */
function constant(node: OpNodeOf<'constant'>, _: readonly Code[], context: TorchContext): Code {
  const { data } = node.attributes;
  const [{ shape, dtype }] = node.outputs as readonly [Tensor];
  if (shape.length === 0) return constantCode(data[0]!, dtype);
  const device = keyword('device', context.device());
  const type = keyword('dtype', dtypeText(dtype));
  if (data.length > 1 && data.every((value) => Object.is(value, data[0])))
    return torchCall('full', [
      tuple(shapeItems(shape, context)),
      constantNumber(data[0]!, dtype),
      type,
      device,
    ]);
  const numbers =
    data.length > mostNumbers
      ? call(context.helper('unpacked'), packedLines(data, dtype))
      : list([...data].map((value) => constantNumber(value, dtype)));
  const made = torchCall('tensor', [numbers, type, device]);
  return shape.length === 1 ? made : method(made, 'reshape', shapeItems(shape, context));
}

function reshape(node: OpNodeOf<'reshape'>, [x]: readonly Code[], context: TorchContext): Code {
  const { shape } = node.attributes;
  const input = node.inputs[0]!;
  const of = context.tensor(x!, input.dtype);
  const items = reshapeItems(shape, context.size);
  if (items.length === 0) return method(of, 'reshape', ['()']);
  if (items.length === 1 && openPlace(shape) === 0) return method(of, 'flatten');
  const isRest = input.shape.length > 2 && shape.length === 2 && sizesEqual(shape[0]!, input.shape[0]!);
  return isRest ? method(of, 'flatten', ['1']) : method(of, 'reshape', items);
}

function expand(node: OpNodeOf<'expand'>, [x]: readonly Code[], context: TorchContext): Code {
  const [{ shape, dtype }] = node.outputs as readonly [Tensor];
  if (x!.isNumber)
    return torchCall('full', [
      tuple(shapeItems(shape, context)),
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

/** PyTorch's `pad` counts axes from the last, and crops where it is told less than nothing. */
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
              number(gap),
              ...(value === 0 ? [] : [constantNumber(value, dtype)]),
            ]),
          ),
    x!,
  );
  return padded(spread, low, high, context, value === 0 ? undefined : constantNumber(value, dtype));
}

/** What padding is written with. */
export interface PaddingContext {
  readonly size: SizeExpression;
  readonly functional: TorchContext['functional'];
}

/** A tensor with entries before and after it, axis by axis. */
export function padded(
  x: Code,
  low: readonly Size[],
  high: readonly Size[],
  context: PaddingContext,
  value?: PythonExpression,
): Code {
  const amounts = low.flatMap((_, index) => {
    const axis = low.length - 1 - index;
    return [low[axis]!, high[axis]!];
  });
  const last = amounts.findLastIndex((each) => each !== 0);
  if (last < 0) return x;
  // Both sides of an axis.
  const items = [x.expression, tuple(amounts.slice(0, last + 1 + ((last + 1) % 2)).map(context.size))];
  return atom(
    call(context.functional('pad'), value === undefined ? items : [...items, keyword('value', value)]),
  );
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
  const items = [...Array<string>(axis).fill(':'), method(index, 'long').expression];
  return atom({ kind: 'brackets', head: operand(data!, strengths.none), open: '[', items });
}

function scatterAdd(
  node: OpNodeOf<'scatterAdd'>,
  [indices, updates]: readonly Code[],
  context: TorchContext,
): Code {
  const { shape, dtype } = node.outputs[0]!;
  const rank = node.inputs[0]!.shape.length;
  const zeros = torchCall('zeros', [
    tuple(shapeItems(shape, context)),
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
    const { size } = node.attributes;
    return numberCode(context.size(size), sizeStrength(size));
  },
  reshape,
  transpose: (node, [x]) => {
    const { permutation } = node.attributes;
    const rank = permutation.length - 2;
    const isLast = rank > 0 && lastPermutation(rank).every((axis, place) => axis === permutation[place]);
    return isLast ? channelsLast(x!, rank) : method(x!, 'permute', places(permutation));
  },
  expand,
  slice: sliceCode,
  reverse: (node, [x]) => method(x!, 'flip', places(node.attributes.axes)),
  concat,
  pad,
  gather,
  scatterAdd,
  randomUniform: (node, [key], context) => context.random(() => key!, node.attributes.shape),
} satisfies Partial<TorchEmitters>;
