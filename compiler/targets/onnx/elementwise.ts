import { isFloat } from '../../shapes/types.ts';
import type { Emitter, Emitters } from './emitters.ts';
import { elementTypes } from './proto.ts';
import type { OnnxWriter } from './writer.ts';

/** One ONNX operator with the same meaning and operand order. */
const same =
  (operator: string): Emitter =>
  (writer, inputs) =>
    writer.node(operator, inputs);

export const elementwiseEmitters = {
  negate: same('Neg'),
  absolute: same('Abs'),
  sign: same('Sign'),
  exp: same('Exp'),
  log: same('Log'),
  sqrt: same('Sqrt'),
  reciprocal: same('Reciprocal'),
  tanh: same('Tanh'),
  sigmoid: same('Sigmoid'),
  softplus: same('Softplus'),
  erf: same('Erf'),
  sin: same('Sin'),
  cos: same('Cos'),
  atan: same('Atan'),
  sinh: same('Sinh'),
  cosh: same('Cosh'),
  floor: same('Floor'),
  ceil: same('Ceil'),
  round: same('Round'),
  relu: same('Relu'),
  // A line so steep that every number greater than 0 comes to 1, in one pass.
  reluGradient: (writer, [y, dy]) =>
    writer.node('Mul', [
      dy!,
      writer.node('HardSigmoid', [y!], { alpha: { float: 1e38 }, beta: { float: 0 } }),
    ]),
  gelu: same('Gelu'),
  clip: (writer, [x], { attributes: { low, high }, outputs: [result] }) =>
    writer.node('Clip', [x!, ...[low, high].map((bound) => writer.constant(result!.dtype, [], [bound]))]),
  not: same('Not'),
  isNaN: same('IsNaN'),
  stopGradient: (_: OnnxWriter, [x]: readonly string[]) => x!,
  cast: (writer, [x], node) => writer.node('Cast', [x!], { to: elementTypes[node.attributes.to] }),

  add: same('Add'),
  subtract: same('Sub'),
  multiply: same('Mul'),
  divide: same('Div'),
  floorDivide: (writer, [a, b], node) => {
    if (isFloat(node.inputs[0]!.dtype)) return writer.node('Floor', [writer.node('Div', [a!, b!])]);
    // Integer Div truncates, Mod has the divisor's sign: a − mod(a, b) divides evenly.
    return writer.node('Div', [writer.node('Sub', [a!, writer.node('Mod', [a!, b!])]), b!]);
  },
  modulo: (writer, [a, b], node) => {
    if (!isFloat(node.inputs[0]!.dtype)) return writer.node('Mod', [a!, b!]);
    const quotient = writer.node('Floor', [writer.node('Div', [a!, b!])]);
    return writer.node('Sub', [a!, writer.node('Mul', [quotient, b!])]);
  },
  power: same('Pow'),
  maximum: same('Max'),
  minimum: same('Min'),
  equal: same('Equal'),
  less: same('Less'),
  lessEqual: same('LessOrEqual'),
  and: same('And'),
  or: same('Or'),
  select: same('Where'),
} satisfies Partial<Emitters>;
