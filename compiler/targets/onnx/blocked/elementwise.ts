import { sameShape } from '../../../ops/simplify.ts';
import type { OpName, OpNode, OpNodeOf, Tensor } from '../../../ops/types.ts';
import { imageIn, split, type BlockContext } from './context.ts';
import { isBlockable } from './forms.ts';
import { imageOf, type Image } from './image.ts';

/** Ops entry by entry that leave the filling of blocks finite: 0 comes to a number that is finite. */
const operators: Readonly<Partial<Record<OpName, string>>> = {
  negate: 'Neg',
  absolute: 'Abs',
  sign: 'Sign',
  exp: 'Exp',
  sqrt: 'Sqrt',
  tanh: 'Tanh',
  sigmoid: 'Sigmoid',
  softplus: 'Softplus',
  erf: 'Erf',
  relu: 'Relu',
  not: 'Not',
  add: 'Add',
  subtract: 'Sub',
  multiply: 'Mul',
  maximum: 'Max',
  minimum: 'Min',
  less: 'Less',
  lessEqual: 'LessOrEqual',
  equal: 'Equal',
  and: 'And',
  or: 'Or',
  select: 'Where',
};

/** Those that may leave no finite number in the filling: where there is none, they run as well. */
const unsafe: Readonly<Partial<Record<OpName, string>>> = {
  divide: 'Div',
  log: 'Log',
  reciprocal: 'Reciprocal',
  power: 'Pow',
};

/** How an operand meets an image: entry by entry, or broadcast from a number, a channel, a sample's channel, a place. */
type Role = 'whole' | 'number' | 'channels' | 'samples' | 'places';

/** An op entry by entry, in blocks as soon as one of its operands is. */
export function writeElementwise(context: BlockContext, node: OpNode): boolean {
  const { blocks, forms } = context;
  const [y] = node.outputs as readonly [Tensor];
  const image = imageOf(y, blocks.size);
  const isFilled = image?.c !== image?.filled;
  const operator = operators[node.op] ?? (isFilled ? undefined : unsafe[node.op]);
  if (node.op === 'stopGradient') return passOn(context, node.inputs[0]!, y);
  if (operator === undefined || !image || node.inputs.some(({ dtype }) => dtype === 'int32')) return false;
  const roles = node.inputs.map((operand) => roleOf(operand, y, image));
  if (roles.some((role) => role === undefined)) return false;
  if (!node.inputs.some((operand, at) => roles[at] === 'whole' && forms.isBlocked(operand))) return false;
  const isPlain = roles.every((role) => role === 'whole' || role === 'number');
  const operands = node.inputs.map((operand, at) => operandIn(context, operand, roles[at]!, image, isPlain));
  const result = blocks.node(operator, operands);
  const { n, filled, h, w } = image;
  forms.set(y, 'blocked', isPlain ? result : blocks.reshape(result, n, filled, h, w));
  return true;
}

/** The gradient of relu: the result's sign is found by a line so steep that all numbers above 0 come to 1. */
export function writeReluGradient(context: BlockContext, node: OpNode): boolean {
  const { blocks, forms } = context;
  const [y, dy] = node.inputs as readonly [Tensor, Tensor];
  if (!isBlockable(y, blocks.size) || !(forms.isBlocked(y) || forms.isBlocked(dy))) return false;
  const sign = blocks.node('HardSigmoid', [forms.get(y, 'blocked')], {
    alpha: { float: 1e38 },
    beta: { float: 0 },
  });
  forms.set(node.outputs[0]!, 'blocked', blocks.node('Mul', [forms.get(dy, 'blocked'), sign]));
  return true;
}

/** Numbers within bounds; the filling stays finite. */
export function writeClip(context: BlockContext, node: OpNodeOf<'clip'>): boolean {
  const { blocks, forms } = context;
  const [x] = node.inputs as readonly [Tensor];
  if (!isBlockable(x, blocks.size) || !forms.isBlocked(x)) return false;
  const { low, high } = node.attributes;
  const bounds = [low, high].map((bound) => blocks.scalar(bound));
  forms.set(node.outputs[0]!, 'blocked', blocks.node('Clip', [forms.get(x, 'blocked'), ...bounds]));
  return true;
}

/** A bool that becomes a float, and the other way round, stays in its blocks. */
export function writeCast(context: BlockContext, node: OpNode, to: number): boolean {
  const { blocks, forms } = context;
  const [x] = node.inputs as readonly [Tensor];
  const [y] = node.outputs as readonly [Tensor];
  if (!isBlockable(x, blocks.size) || !isBlockable(y, blocks.size) || !forms.isBlocked(x)) return false;
  forms.set(y, 'blocked', blocks.node('Cast', [forms.get(x, 'blocked')], { to }));
  return true;
}

function passOn({ forms, blocks }: BlockContext, x: Tensor, y: Tensor): boolean {
  if (!isBlockable(x, blocks.size) || !forms.isBlocked(x)) return false;
  forms.set(y, 'blocked', forms.get(x, 'blocked'));
  return true;
}

function roleOf(operand: Tensor, y: Tensor, image: Image): Role | undefined {
  if (sameShape(operand.shape, y.shape)) return 'whole';
  const sizes = operand.shape as readonly number[];
  if (sizes.every((size) => size === 1)) return 'number';
  const channels = sizes.at(-1);
  const others = sizes.slice(0, -1);
  if (channels === image.c && others.every((size) => size === 1)) return 'channels';
  if (sizes.length !== y.shape.length) return undefined;
  if (channels === image.c && others[0] === image.n && others.slice(1).every((size) => size === 1))
    return 'samples';
  return channels === 1 && sameShape(others, y.shape.slice(0, -1)) ? 'places' : undefined;
}

function operandIn(
  context: BlockContext,
  operand: Tensor,
  role: Role,
  image: Image,
  isPlain: boolean,
): string {
  const { blocks, forms } = context;
  const { n, h, w, c, filled } = image;
  const { size } = blocks;
  switch (role) {
    case 'whole': {
      const name = forms.get(operand, 'blocked');
      return isPlain ? name : split(context, name, imageIn(context, operand));
    }
    case 'number':
      return operand.shape.length === 0
        ? forms.get(operand, 'last')
        : blocks.reshape(forms.get(operand, 'last'), 1);
    case 'channels':
    case 'samples': {
      const rows = role === 'channels' ? 1 : n;
      const vectors = blocks.reshape(forms.get(operand, 'last'), rows, c);
      const wide = operand.dtype === 'float32' ? blocks.fill(vectors, [rows, c], 1, filled) : vectors;
      return blocks.reshape(wide, rows, filled / size, 1, size);
    }
    case 'places':
      return blocks.reshape(forms.get(operand, 'last'), n, 1, h * w, 1);
  }
}
