import { requiredIntegers } from '../../declarations/declare.ts';
import { floorDivide, shapeText, sizeProduct, sizeText, type Size } from '../../shapes/size.ts';
import { mayBeEqual } from '../../shapes/may-be-equal.ts';
import { defineLayer } from '../../declarations/define.ts';
import { shapeProblem } from '../../declarations/define-layer.ts';

export const reshape = defineLayer({
  name: 'Reshape',
  family: 'reshaping',
  summary: 'Lays the entries of a sample out in another shape, in the same order.',
  example: 'x -> Reshape([-1, 2])',
  arguments: { target_shape: requiredIntegers('The shape; one entry may be −1, for whatever is left.', -1) },
  input: {},
  output: ({ args, inputs, requireEqual, requireDivisible }) => {
    const target = args.target_shape;
    const open = target.filter((size) => size === -1).length;
    if (open > 1 || target.includes(0)) {
      return shapeProblem('KM2004', '`target_shape` holds sizes of 1 or more, and −1 at most once.', {
        argument: 'target_shape',
      });
    }
    const { dtype, shape } = inputs[0]!;
    const entries = sizeProduct(shape);
    const given = target.reduce((product, size) => (size === -1 ? product : product * size), 1);
    const fits =
      open === 0 ? mayBeEqual(entries, given) : typeof entries !== 'number' || entries % given === 0;
    if (!fits) {
      const needed = open === 0 ? `${given}` : `a multiple of ${given}`;
      return shapeProblem(
        'KM3002',
        `{layer} to ${shapeText(target)} needs ${needed} entries, but {input} has ${sizeText(entries)}.`,
        { argument: 'target_shape' },
      );
    }
    if (open === 0) requireEqual(entries, given);
    else requireDivisible(entries, given);
    return { dtype, shape: target.map((size): Size => (size === -1 ? floorDivide(entries, given) : size)) };
  },
  lower: (context, { inputs, outputTypes }) =>
    context.ops.reshape(inputs[0]!, [context.batch, ...outputTypes[0]!.shape]),
});
