import type { Ops } from '../ops/builder.ts';
import type { Tensor } from '../ops/types.ts';
import type { TensorFunction } from './define-function.ts';
import { each } from './each.ts';

/** arcsin(x) = arctan(x / √(1 − x²)), which is ±π/2 at ±1. */
function arcsine(ops: Ops, x: Tensor): Tensor {
  return ops.atan(ops.divide(x, ops.sqrt(ops.subtract(1, ops.square(x)))));
}

/** arcsinh(x) = sign(x) · log(|x| + √(x² + 1)): the sum has no difference of near numbers. */
function inverseSinh(ops: Ops, x: Tensor): Tensor {
  const size = ops.absolute(x);
  return ops.multiply(ops.sign(x), ops.log(ops.add(size, ops.sqrt(ops.add(ops.square(x), 1)))));
}

/** Angles, and the functions of triangles and hyperbolas. */
export const trigonometry: readonly TensorFunction[] = [
  each('sin', 'Sin', 'The sine of every entry, in radians.', (ops, x) => ops.sin(x)),
  each('cos', 'Cos', 'The cosine of every entry, in radians.', (ops, x) => ops.cos(x)),
  each('tan', 'Tan', 'The tangent of every entry, in radians.', (ops, x) =>
    ops.divide(ops.sin(x), ops.cos(x)),
  ),
  each('sinh', 'Sinh', 'The hyperbolic sine of every entry.', (ops, x) => ops.sinh(x)),
  each('cosh', 'Cosh', 'The hyperbolic cosine of every entry.', (ops, x) => ops.cosh(x)),
  each('tanh', 'Tanh', 'The hyperbolic tangent of every entry.', (ops, x) => ops.tanh(x)),
  each('arcsin', 'Arcsin', 'The angle, in radians, whose sine every entry is.', arcsine),
  each('arccos', 'Arccos', 'The angle, in radians, whose cosine every entry is.', (ops, x) =>
    ops.subtract(Math.PI / 2, arcsine(ops, x)),
  ),
  each('arctan', 'Arctan', 'The angle, in radians, whose tangent every entry is.', (ops, x) => ops.atan(x)),
  each('arcsinh', 'Arcsinh', 'The number whose hyperbolic sine every entry is.', inverseSinh),
  each('arccosh', 'Arccosh', 'The number whose hyperbolic cosine every entry is.', (ops, x) =>
    ops.log(ops.add(x, ops.sqrt(ops.subtract(ops.square(x), 1)))),
  ),
  each('arctanh', 'Arctanh', 'The number whose hyperbolic tangent every entry is.', (ops, x) =>
    ops.multiply(0.5, ops.log(ops.divide(ops.add(x, 1), ops.subtract(1, x)))),
  ),
  each('deg2rad', 'Deg2rad', 'Degrees as radians.', (ops, x) => ops.multiply(x, Math.PI / 180)),
  each('rad2deg', 'Rad2deg', 'Radians as degrees.', (ops, x) => ops.multiply(x, 180 / Math.PI)),
];
