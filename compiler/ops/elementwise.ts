import type { DType } from '../shapes/types.ts';
import type { Ops } from './builder.ts';
import type { OpDefinition, OpResult } from './definition.ts';
import { OpError } from './definition.ts';
import { broadcastShapes } from './shape-rules.ts';
import type { OpNodeOf, PrimitiveOp, Tensor } from './types.ts';

type Unary = {
  [K in PrimitiveOp]: OpNodeOf<K>['attributes'] extends { readonly [name: string]: never } ? K : never;
}[PrimitiveOp];

/** dy → dx for y = f(x). */
type UnaryGradient = (ops: Ops, dy: Tensor, x: Tensor, y: Tensor) => Tensor;

function unary<K extends Unary>(gradient?: UnaryGradient, dtype?: DType): OpDefinition<K> {
  return {
    infer: ([x]) => [{ dtype: dtype ?? x!.dtype, shape: x!.shape }],
    ...(gradient && {
      gradient: (ops, node, [dy]) => [gradient(ops, dy!, node.inputs[0]!, node.outputs[0]!)],
    }),
  };
}

function broadcast(inputs: readonly Tensor[], dtype?: DType): readonly OpResult[] {
  const [first] = inputs;
  const odd = inputs.find((input) => input.dtype !== first!.dtype);
  if (odd) throw new OpError(`Operands are ${first!.dtype} and ${odd.dtype}: one dtype is needed.`);
  return [{ dtype: dtype ?? first!.dtype, shape: broadcastShapes(...inputs.map((input) => input.shape)) }];
}

/** dy → [da, db] for y = f(a, b); results may have the broadcast shape. */
type BinaryGradient = (ops: Ops, dy: Tensor, a: Tensor, b: Tensor, y: Tensor) => readonly [Tensor, Tensor];

function binary<K extends Unary>(gradient?: BinaryGradient, dtype?: DType): OpDefinition<K> {
  return {
    infer: (inputs) => broadcast(inputs, dtype),
    ...(gradient && {
      gradient: (ops, node, [dy]) => gradient(ops, dy!, node.inputs[0]!, node.inputs[1]!, node.outputs[0]!),
    }),
  };
}

/** dy where a condition holds, else 0: a product, which engines run faster than a selection. */
function where(ops: Ops, condition: Tensor, dy: Tensor): Tensor {
  return ops.multiply(dy, ops.cast(condition, dy.dtype));
}

export const elementwise = {
  negate: unary<'negate'>((ops, dy) => ops.negate(dy)),
  absolute: unary<'absolute'>((ops, dy, x) => ops.multiply(dy, ops.sign(x))),
  sign: unary<'sign'>(),
  exp: unary<'exp'>((ops, dy, _, y) => ops.multiply(dy, y)),
  log: unary<'log'>((ops, dy, x) => ops.divide(dy, x)),
  sqrt: unary<'sqrt'>((ops, dy, _, y) => ops.divide(ops.multiply(dy, 0.5), y)),
  reciprocal: unary<'reciprocal'>((ops, dy, _, y) => ops.negate(ops.multiply(dy, ops.square(y)))),
  tanh: unary<'tanh'>((ops, dy, _, y) => ops.multiply(dy, ops.subtract(1, ops.square(y)))),
  sigmoid: unary<'sigmoid'>((ops, dy, _, y) => ops.multiply(dy, ops.multiply(y, ops.subtract(1, y)))),
  softplus: unary<'softplus'>((ops, dy, x) => ops.multiply(dy, ops.sigmoid(x))),
  erf: unary<'erf'>((ops, dy, x) =>
    ops.multiply(dy, ops.multiply(ops.exp(ops.negate(ops.square(x))), 2 / Math.sqrt(Math.PI))),
  ),
  sin: unary<'sin'>((ops, dy, x) => ops.multiply(dy, ops.cos(x))),
  cos: unary<'cos'>((ops, dy, x) => ops.negate(ops.multiply(dy, ops.sin(x)))),
  atan: unary<'atan'>((ops, dy, x) => ops.divide(dy, ops.add(ops.square(x), 1))),
  sinh: unary<'sinh'>((ops, dy, x) => ops.multiply(dy, ops.cosh(x))),
  cosh: unary<'cosh'>((ops, dy, x) => ops.multiply(dy, ops.sinh(x))),
  floor: unary<'floor'>(),
  ceil: unary<'ceil'>(),
  round: unary<'round'>(),
  relu: unary<'relu'>((ops, dy, _, y) => ops.reluGradient(y, dy)),
  not: unary<'not'>(undefined, 'bool'),
  isNaN: unary<'isNaN'>(undefined, 'bool'),
  stopGradient: unary<'stopGradient'>(),

  cast: {
    infer: ([x], { to }) => [{ dtype: to, shape: x!.shape }],
    gradient: (ops, node, [dy]) => [ops.cast(dy!, node.inputs[0]!.dtype)],
  } satisfies OpDefinition<'cast'>,

  add: binary<'add'>((_, dy) => [dy, dy]),
  subtract: binary<'subtract'>((ops, dy) => [dy, ops.negate(dy)]),
  multiply: binary<'multiply'>((ops, dy, a, b) => [ops.multiply(dy, b), ops.multiply(dy, a)]),
  divide: binary<'divide'>((ops, dy, _, b, y) => {
    const da = ops.divide(dy, b);
    return [da, ops.negate(ops.multiply(da, y))];
  }),
  floorDivide: binary<'floorDivide'>(),
  modulo: binary<'modulo'>((ops, dy, a, b) => [
    dy,
    ops.negate(ops.multiply(dy, ops.floor(ops.divide(a, b)))),
  ]),
  power: binary<'power'>((ops, dy, a, b, y) => [
    ops.multiply(dy, ops.multiply(b, ops.power(a, ops.subtract(b, 1)))),
    // 0 ** b is constant in b for b > 0.
    ops.multiply(dy, ops.multiply(y, ops.log(ops.select(ops.equal(a, 0), 1, a)))),
  ]),
  // Where the two are equal, each gets half, as in PyTorch.
  maximum: binary<'maximum'>((ops, dy, a, b) => extremumGradient(ops, dy, ops.subtract(a, b))),
  minimum: binary<'minimum'>((ops, dy, a, b) => extremumGradient(ops, dy, ops.subtract(b, a))),
  equal: binary<'equal'>(undefined, 'bool'),
  less: binary<'less'>(undefined, 'bool'),
  lessEqual: binary<'lessEqual'>(undefined, 'bool'),
  and: binary<'and'>(),
  or: binary<'or'>(),

  select: {
    infer: ([condition, a, b]) => {
      const [values] = broadcast([a!, b!]);
      return [{ dtype: a!.dtype, shape: broadcastShapes(condition!.shape, values!.shape) }];
    },
    gradient: (ops, node, [dy]) => {
      const [condition] = node.inputs;
      return [undefined, where(ops, condition!, dy!), where(ops, ops.not(condition!), dy!)];
    },
  } satisfies OpDefinition<'select'>,
};

/** Gradients of max(a, b) from a − b: the greater one gets it. */
function extremumGradient(ops: Ops, dy: Tensor, lead: Tensor): readonly [Tensor, Tensor] {
  const share = ops.multiply(ops.add(ops.sign(lead), 1), 0.5);
  return [ops.multiply(dy, share), ops.multiply(dy, ops.subtract(1, share))];
}
