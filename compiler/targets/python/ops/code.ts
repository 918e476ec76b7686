import type { PrimitiveNode, PrimitiveOp, OpNodeOf, Tensor } from '../../../ops/types.ts';
import { sizesEqual, type Size } from '../../../shapes/size.ts';
import type { DType } from '../../../shapes/types.ts';
import { addSizes, multiplySizes } from '../../../shapes/size.ts';
import { call, joined, number, numberText, tuple, type PythonExpression } from '../expressions.ts';
import { shortestNumber } from '../../shortest-number.ts';
import { pythonSizes, sizeParts } from '../../op-code/size-text.ts';

/** A Python expression, and how tightly its outermost operator binds. */
export interface Code {
  readonly expression: PythonExpression;
  readonly strength: number;
  /** True for a number of Python, which stands for a tensor of rank 0. */
  readonly isNumber: boolean;
  /** True for a variable, or an attribute of one. */
  readonly isName?: boolean;
  /** True for what is a variable of the library, of which some functions take no more than the value. */
  readonly isVariable?: boolean;
  /** What an image with channels first is, where this code is that image turned to have them last. */
  readonly channelsFirst?: Code;
}

/** Writes a size; its variables are those of the code around. */
export type SizeExpression = (size: Size) => PythonExpression;

/** How tightly Python's operators bind; what has none binds most. */
export const strengths = {
  comparison: 1,
  or: 2,
  and: 3,
  sum: 4,
  product: 5,
  sign: 6,
  power: 7,
  none: 8,
} as const;

/** An expression that needs no brackets anywhere. */
export function atom(expression: PythonExpression): Code {
  return { expression, strength: strengths.none, isNumber: false };
}

/** A variable, or an attribute of one: `x`, `self.kernel`. */
export function nameCode(name: string): Code {
  return { ...atom(name), isName: true };
}

/** What is a number of Python when the module runs. */
export function numberCode(expression: PythonExpression, strength: number = strengths.none): Code {
  return { expression, strength, isNumber: true };
}

/** A number that is known when the module is written, of a dtype. */
export function constantCode(value: number, dtype: DType): Code {
  const isNegative = value < 0 || Object.is(value, -0);
  return numberCode(constantNumber(value, dtype), isNegative ? strengths.sign : strengths.none);
}

/** `x.name(a, b)` */
export function method(x: Code, name: string, items: readonly PythonExpression[] = []): Code {
  return atom(call(joined(operand(x, strengths.none), `.${name}`), items));
}

/** The expression, in brackets where it binds less tightly than what stands around. */
export function operand({ expression, strength }: Code, around: number): PythonExpression {
  return strength < around ? joined('(', expression, ')') : expression;
}

/** Ops that are one expression: loops and results of several tensors are statements. */
export type ExpressionOp = Exclude<PrimitiveOp, 'input' | 'scan' | 'topK'>;

/** How one library of Python says an op, with what it needs of the code around. */
export type OpEmitter<K extends PrimitiveOp, Context> = (
  node: OpNodeOf<K>,
  inputs: readonly Code[],
  context: Context,
) => Code;

/** What every library needs to know: how sizes are written, and what makes a tensor of a number. */
export interface CodeContext {
  readonly size: SizeExpression;
  /** A tensor of what may be a number. */
  readonly tensor: (code: Code, dtype: DType) => Code;
}

/** How one library of Python says what op graphs are made of. */
export interface OpSpelling extends CodeContext {
  readonly emit: (node: Extract<PrimitiveNode, { op: ExpressionOp }>, inputs: readonly Code[]) => Code;
  /** What gives the greatest entries and their places, and those places as whole numbers of 32 bits. */
  readonly topK: (x: PythonExpression, k: number) => PythonExpression;
  readonly places: (name: string) => PythonExpression;
  /** The tensors of a Python list along a new first axis. */
  readonly stack: (tensors: string) => PythonExpression;
}

/** A number as Python has it, with no more digits than float32 keeps. */
export function constantText(value: number, dtype: DType): string {
  if (dtype === 'bool') return value === 0 ? 'False' : 'True';
  const isFloat = dtype === 'float32' || dtype === 'float16';
  if (!isFloat || Number.isInteger(value) || !Number.isFinite(value)) return numberText(value, isFloat);
  return numberText(shortestNumber(value), true);
}

/** The same, as an expression; `False` and `True` are no numbers. */
export function constantNumber(value: number, dtype: DType): PythonExpression {
  const text = constantText(value, dtype);
  return dtype === 'bool' ? text : number(value, text);
}

/** A size as an expression of Python. */
export function sizeExpression(size: Size, name: (variable: string) => string): PythonExpression {
  const parts = sizeParts(size, name, pythonSizes).map((part) =>
    typeof part === 'number' ? number(part) : part,
  );
  return parts.length === 1 ? parts[0]! : joined(...parts);
}

/** How tightly a size binds as an expression. */
export function sizeStrength(size: Size): number {
  if (typeof size === 'number') return size < 0 ? strengths.sign : strengths.none;
  const [term, ...others] = size.terms;
  if (others.length > 0 || size.constant !== 0) return strengths.sum;
  if (term!.coefficient !== 1 || term!.factors.length > 1) return strengths.product;
  return strengths.none;
}

/** Axes and other numbers that say what an op is: no parameter takes their place. */
export function places(items: readonly number[]): readonly string[] {
  return items.map(String);
}

/** One entry where all are equal, as functions of windows take it, else a tuple. */
export function oneOrTuple(items: readonly number[], name?: string): PythonExpression {
  const leaves = items.map((item) => number(item, String(item), name));
  return items.every((item) => item === items[0]) ? leaves[0]! : tuple(leaves);
}

/** A bound of a slice: nothing where it is the tensor's own, else an expression. */
type Bound = PythonExpression | undefined;

/** `n - 1 :`, as black writes a slice with an expression in it. */
function freeSlice(from: Bound, end: Bound, stride: Bound): PythonExpression {
  const colons = stride === undefined ? ':' : end === undefined ? '::' : ':';
  const second = stride !== undefined && end !== undefined ? ':' : undefined;
  const parts = [from, colons, end, second, stride].filter((part) => part !== undefined);
  return joined(...parts.flatMap((part, index) => (index > 0 ? [' ', part] : [part])));
}

/** `x[1:, :4:2]` */
export function sliceCode(node: OpNodeOf<'slice'>, [x]: readonly Code[], context: CodeContext): Code {
  const { starts, sizes, strides } = node.attributes;
  const [input] = node.inputs as readonly [Tensor];
  const bounds = sizes.map((size, axis) => {
    const start = starts[axis]!;
    const stride = strides[axis]!;
    const end = addSizes(start, multiplySizes(addSizes(size, -1), stride), 1);
    const isToEnd = sizesEqual(end, input.shape[axis]!);
    return {
      from: start === 0 ? undefined : context.size(start),
      end: isToEnd ? undefined : context.size(end),
      stride: stride === 1 ? undefined : number(stride),
      isKnown: typeof start === 'number' && (isToEnd || typeof end === 'number'),
    };
  });
  // Colons stand free where one of the bounds is more than a name or a number.
  const isFree = bounds.some(({ isKnown }) => !isKnown);
  const last = bounds.findLastIndex((each) => each.from ?? each.end ?? each.stride);
  if (last < 0) return x!;
  const parts = bounds
    .slice(0, last + 1)
    .map(({ from, end, stride }) =>
      isFree
        ? freeSlice(from, end, stride)
        : joined(from ?? '', ':', end ?? '', ...(stride === undefined ? [] : [':', stride])),
    );
  return atom({
    kind: 'brackets',
    head: operand(context.tensor(x!, input.dtype), strengths.none),
    open: '[',
    items: parts,
  });
}

/** Sizes of a shape, one of which may be left to the library: the batch, or whatever is open. */
export function reshapeItems(shape: readonly Size[], size: SizeExpression): readonly PythonExpression[] {
  const open = openPlace(shape);
  return shape.map((each, axis) => (axis === open ? '-1' : size(each)));
}

/** The axis of a shape that is left to the library; undefined where all are said. */
export function openPlace(shape: readonly Size[]): number | undefined {
  const open = shape.findIndex((each) => typeof each !== 'number');
  // With an empty axis, what is left open could be anything.
  return open >= 0 && shape.every((each) => each !== 0) ? open : undefined;
}
