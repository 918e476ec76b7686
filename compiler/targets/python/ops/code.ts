import type { PrimitiveNode, PrimitiveOp, OpNodeOf, Tensor } from '../../../ops/types.ts';
import { sizesEqual, type Size } from '../../../shapes/size.ts';
import type { DType } from '../../../shapes/types.ts';
import { addSizes, multiplySizes } from '../../../shapes/size.ts';
import { call, flat, numberText, type PythonExpression } from '../layout.ts';
import { shortestNumber } from '../../shortest-number.ts';
import type { SizeWriter } from '../../op-code/size-text.ts';

/** A Python expression, and how tightly its outermost operator binds. */
export interface Code {
  readonly expression: PythonExpression;
  readonly strength: number;
  /** True for a number of Python, which stands for a tensor of rank 0. */
  readonly isNumber: boolean;
}

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

export function numberCode(text: string, strength: number = strengths.none): Code {
  return { expression: text, strength: text.startsWith('-') ? strengths.sign : strength, isNumber: true };
}

/** `x.name(a, b)` */
export function method(x: Code, name: string, items: readonly PythonExpression[] = []): Code {
  return atom(call(`${operand(x, strengths.none)}.${name}`, items));
}

/** The expression on one line, in brackets where it binds less tightly than what stands around. */
export function operand({ expression, strength }: Code, around: number): string {
  const text = flat(expression);
  return strength < around ? `(${text})` : text;
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
  readonly size: SizeWriter;
  /** A tensor of what may be a number. */
  readonly tensor: (code: Code, dtype: DType) => Code;
}

/** How one library of Python says what op graphs are made of. */
export interface OpSpelling extends CodeContext {
  readonly emit: (node: Extract<PrimitiveNode, { op: ExpressionOp }>, inputs: readonly Code[]) => Code;
  /** What gives the greatest entries and their places, and those places as whole numbers of 32 bits. */
  readonly topK: (x: string, k: number) => string;
  readonly places: (name: string) => string;
  /** The tensors of a Python list along a new first axis. */
  readonly stack: (tensors: string) => string;
}

/** A number as Python has it, with no more digits than float32 keeps. */
export function constantText(value: number, dtype: DType): string {
  if (dtype === 'bool') return value === 0 ? 'False' : 'True';
  const isFloat = dtype === 'float32' || dtype === 'float16';
  if (!isFloat || Number.isInteger(value) || !Number.isFinite(value))
    return numberText(value, isFloat && Math.abs(value) < 1e16);
  return numberText(shortestNumber(value), true);
}

export function tupleText(items: readonly (string | number)[]): string {
  return items.length === 1 ? `(${items[0]!},)` : `(${items.join(', ')})`;
}

/** One number where all are equal, as functions of windows take it, else a tuple. */
export function oneOrTuple(items: readonly (string | number)[]): string {
  return items.every((item) => item === items[0]) ? String(items[0]) : tupleText(items);
}

/** `n - 1 :`, as black writes a slice with an expression in it. */
function freeSlice(from: string, end: string, stride: string): string {
  const colons = stride === '' ? ':' : end === '' ? '::' : ':';
  return [from, colons, end, ...(stride !== '' && end !== '' ? [':'] : []), stride]
    .filter((part) => part !== '')
    .join(' ');
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
    const from = start === 0 ? '' : context.size(start);
    return [from, isToEnd ? '' : context.size(end), stride === 1 ? '' : String(stride)] as const;
  });
  // Colons stand free where one of the bounds is more than a name or a number.
  const isFree = bounds.flat().some((bound) => !/^-?\w*$/.test(bound));
  const parts = bounds.map(([from, end, stride]) =>
    isFree ? freeSlice(from, end, stride) : `${from}:${end}${stride && ':'}${stride}`,
  );
  while (parts.at(-1) === ':') parts.pop();
  if (parts.length === 0) return x!;
  return atom({
    kind: 'brackets',
    head: operand(context.tensor(x!, input.dtype), strengths.none),
    open: '[',
    items: parts,
  });
}

/** Sizes of a shape, one of which may be left to the library: the batch, or whatever is open. */
export function reshapeItems(shape: readonly Size[], size: SizeWriter): readonly string[] {
  const open = shape.findIndex((each) => typeof each !== 'number');
  // With an empty axis, what is left open could be anything.
  const isSafe = shape.every((each) => each !== 0);
  return shape.map((each, axis) => (axis === open && isSafe ? '-1' : size(each)));
}
