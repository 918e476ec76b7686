import type { OpNodeOf, PrimitiveOp, Tensor } from '../../../ops/types.ts';
import type { Size } from '../../../shapes/size.ts';
import type { DType } from '../../../shapes/types.ts';
import { shortestNumber } from '../../shortest-number.ts';
import { call, flat, keyword, numberText, type PythonExpression } from '../../python/layout.ts';

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

/** `torch.name(a, b)` */
export function torchCall(name: string, items: readonly PythonExpression[]): Code {
  return atom(call(`torch.${name}`, items));
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

/** What an op is written with. */
export interface OpContext {
  readonly size: (size: Size) => string;
  /** The expression of the device that new tensors belong on. */
  readonly device: () => string;
  /** Asks for a function that the module must bring along; gives its name. */
  readonly helper: (name: HelperName) => string;
  /** A key and a shape as random numbers in [0, 1). */
  readonly random: (key: () => Code, shape: readonly Size[]) => Code;
}

export type HelperName = 'spread' | 'pool' | 'gradient_of' | 'random_uniform' | 'next_key';

export type OpEmitter<K extends PrimitiveOp> = (
  node: OpNodeOf<K>,
  inputs: readonly Code[],
  context: OpContext,
) => Code;

/** Ops that are one expression: loops and results of several tensors are statements. */
export type ExpressionOp = Exclude<PrimitiveOp, 'input' | 'scan' | 'topK'>;

export type OpEmitters = { readonly [K in ExpressionOp]: OpEmitter<K> };

const dtypes: Readonly<Record<DType, string>> = {
  float32: 'torch.float32',
  float16: 'torch.float16',
  int32: 'torch.int32',
  int64: 'torch.int64',
  uint8: 'torch.uint8',
  bool: 'torch.bool',
};

export function dtypeText(dtype: DType): string {
  return dtypes[dtype];
}

/** A tensor of what may be a number. */
export function asTensor(code: Code, dtype: DType, context: OpContext): Code {
  if (!code.isNumber) return code;
  const type =
    dtype === 'float32' && /[.e]/.test(flat(code.expression)) ? [] : [keyword('dtype', dtypeText(dtype))];
  return torchCall('tensor', [code.expression, ...type, keyword('device', context.device())]);
}

/** A number as Python has it, with no more digits than float32 keeps. */
export function constantText(value: number, dtype: DType): string {
  if (dtype === 'bool') return value === 0 ? 'False' : 'True';
  const isFloat = dtype === 'float32' || dtype === 'float16';
  if (!isFloat || Number.isInteger(value) || !Number.isFinite(value))
    return numberText(value, isFloat && Math.abs(value) < 1e16);
  return numberText(shortestNumber(value), true);
}

export function shapeItems(shape: readonly Size[], context: OpContext): readonly string[] {
  return shape.map(context.size);
}

export function tupleText(items: readonly (string | number)[]): string {
  return items.length === 1 ? `(${items[0]!},)` : `(${items.join(', ')})`;
}

/** One number where all are equal, as functions of windows take it, else a tuple. */
export function oneOrTuple(items: readonly (string | number)[]): string {
  return items.every((item) => item === items[0]) ? String(items[0]) : tupleText(items);
}

/** True for tensors of which nothing is left open. */
export function hasRank(tensor: Tensor, rank: number): boolean {
  return tensor.shape.length === rank;
}
