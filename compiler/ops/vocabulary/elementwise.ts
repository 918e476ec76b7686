import { isFloat } from '../../shapes/types.ts';
import type { Operand, Ops } from '../ops.ts';
import type { Tensor } from '../types.ts';
import { noAttributes, type VocabularyContext, type WithoutAttributes } from './context.ts';

type Words =
  | 'negate'
  | 'absolute'
  | 'sign'
  | 'exp'
  | 'log'
  | 'sqrt'
  | 'reciprocal'
  | 'square'
  | 'tanh'
  | 'sigmoid'
  | 'softplus'
  | 'erf'
  | 'sin'
  | 'cos'
  | 'atan'
  | 'sinh'
  | 'cosh'
  | 'floor'
  | 'ceil'
  | 'round'
  | 'relu'
  | 'reluGradient'
  | 'gelu'
  | 'not'
  | 'isNaN'
  | 'stopGradient'
  | 'cast'
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'divide'
  | 'divideNoNaN'
  | 'floorDivide'
  | 'modulo'
  | 'power'
  | 'maximum'
  | 'minimum'
  | 'clip'
  | 'equal'
  | 'notEqual'
  | 'less'
  | 'lessEqual'
  | 'greater'
  | 'greaterEqual'
  | 'and'
  | 'or'
  | 'select';

/** Entry by entry, with one operand or several that broadcast. */
export function elementwiseVocabulary({ emit, operands, ops }: VocabularyContext): Pick<Ops, Words> {
  const unary =
    (op: WithoutAttributes) =>
    (x: Tensor): Tensor =>
      emit(op, [x], noAttributes);
  const binary =
    (op: WithoutAttributes) =>
    (a: Operand, b: Operand): Tensor =>
      emit(op, operands([a, b]), noAttributes);

  return {
    negate: unary('negate'),
    absolute: unary('absolute'),
    sign: unary('sign'),
    exp: unary('exp'),
    log: unary('log'),
    sqrt: unary('sqrt'),
    reciprocal: unary('reciprocal'),
    square: (x) => ops.multiply(x, x),
    tanh: unary('tanh'),
    sigmoid: unary('sigmoid'),
    softplus: unary('softplus'),
    erf: unary('erf'),
    sin: unary('sin'),
    cos: unary('cos'),
    atan: unary('atan'),
    sinh: unary('sinh'),
    cosh: unary('cosh'),
    floor: unary('floor'),
    ceil: unary('ceil'),
    round: unary('round'),
    relu: unary('relu'),
    gelu: (x) => emit('gelu', [x], noAttributes),
    reluGradient: (y, dy) => emit('reluGradient', [y, dy], noAttributes),
    not: unary('not'),
    isNaN: unary('isNaN'),
    stopGradient: unary('stopGradient'),
    cast: (x, to) => emit('cast', [x], { to }),

    add: binary('add'),
    subtract: binary('subtract'),
    multiply: binary('multiply'),
    divide: binary('divide'),
    divideNoNaN: (a, b) => {
      const [numerator, denominator] = operands([a, b]) as [Tensor, Tensor];
      const zero = ops.equal(denominator, 0);
      return ops.select(zero, 0, ops.divide(numerator, ops.select(zero, 1, denominator)));
    },
    floorDivide: binary('floorDivide'),
    modulo: binary('modulo'),
    power: binary('power'),
    maximum: binary('maximum'),
    minimum: binary('minimum'),
    clip: (x, low, high) =>
      isFloat(x.dtype) ? emit('clip', [x], { low, high }) : ops.minimum(ops.maximum(x, low), high),
    equal: binary('equal'),
    notEqual: (a, b) => ops.not(ops.equal(a, b)),
    less: binary('less'),
    lessEqual: binary('lessEqual'),
    greater: (a, b) => ops.less(b, a),
    greaterEqual: (a, b) => ops.lessEqual(b, a),
    and: binary('and'),
    or: binary('or'),
    select: (condition, a, b) => emit('select', [condition, ...operands([a, b])], noAttributes),
  };
}
