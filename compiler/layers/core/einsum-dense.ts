import { noneByDefault, requiredArgument, requiredString } from '../../declarations/declare.ts';
import { defineLayer } from '../../declarations/define.ts';
import { shapeProblem, type ShapeProblem } from '../../declarations/define-layer.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { isSymbolic, multiplySizes, sizeProduct, sizesEqual, type Size } from '../../shapes/size.ts';
import type { TensorType } from '../../shapes/types.ts';
import { applyActivation, asFloat } from '../shared/apply-component.ts';
import {
  activation,
  constraint,
  initializer,
  regularizer,
  zerosInitializer,
} from '../shared/component-arguments.ts';
import { loraArguments, loraKernel, loraProblem, withLora } from '../shared/lora.ts';
import { activated, weight } from '../shared/results.ts';
import { parseEinsum, type EinsumEquation } from './einsum-equation.ts';

type OutputShape = number | readonly (number | null)[];

interface EinsumArguments {
  readonly equation: string;
  readonly output_shape: OutputShape;
  readonly bias_axes: string | null;
}

interface Einsum extends EinsumEquation {
  /** The size of each axis; that of the batch is left out. */
  readonly sizes: ReadonlyMap<string, Size>;
}

/** A dense layer over chosen axes: input and kernel are multiplied and summed as `equation` says. */
export const einsumDense = defineLayer({
  name: 'EinsumDense',
  family: 'core',
  summary: 'A dense layer whose product is written as an einsum.',
  example: 'x -> EinsumDense("ab,bc->ac", output_shape: 64, bias_axes: "c")',
  arguments: {
    equation: requiredString('Axes of input, kernel and result, the batch axis first: `"abc,cd->abd"`.'),
    output_shape: requiredArgument<OutputShape>(
      {
        kind: 'anyOf',
        of: [
          { kind: 'integer', minimum: 1 },
          { kind: 'list', of: { kind: 'integer', minimum: 1 }, nullableEntries: true },
        ],
      },
      'Sizes of the result without the batch axis; none takes the size of the input.',
    ),
    activation: activation(),
    bias_axes: noneByDefault(requiredString('The axes of the result that have a bias; none for no bias.')),
    kernel_initializer: initializer('kernel'),
    bias_initializer: zerosInitializer('bias'),
    kernel_regularizer: regularizer('kernel'),
    bias_regularizer: regularizer('bias'),
    kernel_constraint: constraint('kernel'),
    bias_constraint: constraint('bias'),
    ...loraArguments,
  },
  input: { rank: { minimum: 1 }, dtype: 'float', description: 'vectors, float32[batch, …, features]' },
  output: ({ args, inputs }) => {
    const einsum = einsumOf(args, inputs[0]!);
    if ('problem' in einsum) return einsum;
    const problem = loraProblem(args, args.kernel_constraint, 'kernel_constraint');
    return problem ?? activated(sizesOf(einsum, einsum.output.slice(1)), args.activation);
  },
  weights: ({ args, inputs }) => {
    const einsum = einsumOf(args, inputs[0]!);
    if ('problem' in einsum) return [];
    const bias = biasAxes(einsum, args.bias_axes);
    return withLora(
      [
        weight(
          'kernel',
          knownSizes(einsum, einsum.kernel),
          args.kernel_initializer,
          args.kernel_regularizer,
          args.kernel_constraint,
        ),
        ...(bias.length > 0
          ? [
              weight(
                'bias',
                bias.map((axis) => (args.bias_axes!.includes(axis) ? (einsum.sizes.get(axis) as number) : 1)),
                args.bias_initializer,
                args.bias_regularizer,
                args.bias_constraint,
              ),
            ]
          : []),
      ],
      args,
    );
  },
  lower: (context, { args, inputs, inputTypes }) => {
    const { ops } = context;
    const einsum = einsumOf(args, inputTypes[0]!);
    if ('problem' in einsum) throw new Error(einsum.message);
    const product = contract(
      ops,
      einsum,
      asFloat(ops, inputs[0]!),
      loraKernel(context, 'kernel', args),
      context.batch,
    );
    const sum = args.bias_axes === null ? product : ops.add(product, context.weight('bias'));
    return applyActivation(ops, sum, args.activation);
  },
  multiplyAdds: ({ args, inputs }) => {
    const einsum = einsumOf(args, inputs[0]!);
    if ('problem' in einsum) return 0;
    return multiplySizes(...sizesOf(einsum, new Set([...einsum.input.slice(1), ...einsum.kernel])));
  },
});

/** The equation for an input, with the sizes of its axes, or why they do not fit. */
function einsumOf(args: EinsumArguments, input: TensorType): Einsum | ShapeProblem {
  const equation = parseEinsum(args.equation, input.shape.length + 1);
  if (typeof equation === 'string')
    return shapeProblem('KM2004', `\`equation\` ${equation}.`, { argument: 'equation' });
  const given = typeof args.output_shape === 'number' ? [args.output_shape] : args.output_shape;
  const { named } = equation;
  if (given.length !== named.length) {
    return shapeProblem(
      'KM2004',
      `\`output_shape\` needs ${named.length} sizes for the axes \`${named.join('')}\`, but has ${given.length}.`,
      { argument: 'output_shape' },
    );
  }
  const sizes = new Map<string, Size>();
  equation.input.slice(1).forEach((axis, index) => sizes.set(axis, input.shape[index]!));
  for (const [index, axis] of named.entries()) {
    const wanted = given[index];
    const known = sizes.get(axis);
    if (wanted === null && known === undefined) {
      return shapeProblem('KM2004', `\`output_shape\` must say the size of axis \`${axis}\`.`, {
        argument: 'output_shape',
      });
    }
    if (
      typeof wanted === 'number' &&
      known !== undefined &&
      !isSymbolic(known) &&
      !sizesEqual(known, wanted)
    ) {
      return shapeProblem(
        'KM3002',
        `\`output_shape\` says ${wanted} for axis \`${axis}\`, which is ${known} in {input}.`,
        { argument: 'output_shape' },
      );
    }
    if (typeof wanted === 'number' && known === undefined) sizes.set(axis, wanted);
  }
  const einsum = { ...equation, sizes };
  return unknownSize(einsum, args.bias_axes) ?? einsum;
}

/** Why a weight has no size, or `bias_axes` no place. */
function unknownSize(einsum: Einsum, biasLetters: string | null): ShapeProblem | undefined {
  const stray = [...(biasLetters ?? '')].find((axis) => !einsum.output.includes(axis));
  if (stray !== undefined) {
    return shapeProblem('KM2004', `\`bias_axes\` names \`${stray}\`, which the result does not have.`, {
      argument: 'bias_axes',
    });
  }
  const needed = [...einsum.kernel, ...(biasLetters ?? '')];
  const unknown = needed.find((axis) => typeof einsum.sizes.get(axis) !== 'number');
  if (unknown === undefined) return undefined;
  return shapeProblem(
    'KM3005',
    `{layer} needs the size of axis \`${unknown}\` for its weights, but {input} leaves it open.`,
  );
}

/** The axes of the bias: from the first one that has a bias to the last; the others have size 1. */
function biasAxes({ output }: Einsum, letters: string | null): readonly string[] {
  if (letters === null || letters === '') return [];
  return output.slice(Math.min(...[...letters].map((axis) => output.indexOf(axis))));
}

function sizesOf({ sizes }: Einsum, axes: Iterable<string>): readonly Size[] {
  return [...axes].map((axis) => sizes.get(axis)!);
}

function knownSizes(einsum: Einsum, axes: readonly string[]): readonly number[] {
  return sizesOf(einsum, axes) as readonly number[];
}

/**
 * The einsum as one product of matrices: axes in all three parts stand in front, those of one side and the result
 * are rows or columns, those that both sides share and the result lacks are summed by the product.
 */
function contract(ops: Ops, einsum: Einsum, x: Tensor, kernel: Tensor, batch: Size): Tensor {
  const { input, output } = einsum;
  const summedAlone = input.filter((axis) => !einsum.kernel.includes(axis) && !output.includes(axis));
  const axes = input.filter((axis) => !summedAlone.includes(axis));
  const source =
    summedAlone.length > 0
      ? ops.sum(
          x,
          summedAlone.map((axis) => input.indexOf(axis)),
        )
      : x;
  const common = axes.filter((axis) => einsum.kernel.includes(axis) && output.includes(axis));
  const rows = axes.filter((axis) => !einsum.kernel.includes(axis));
  const inner = axes.filter((axis) => einsum.kernel.includes(axis) && !output.includes(axis));
  const columns = einsum.kernel.filter((axis) => !axes.includes(axis));
  const size = (list: readonly string[]): readonly Size[] =>
    list.map((axis) => (axis === input[0] ? batch : einsum.sizes.get(axis)!));
  const left = ops.reshape(arrange(ops, source, axes, [...common, ...rows, ...inner]), [
    sizeProduct(size(common)),
    sizeProduct(size(rows)),
    sizeProduct(size(inner)),
  ]);
  const right = ops.reshape(arrange(ops, kernel, einsum.kernel, [...common, ...inner, ...columns]), [
    sizeProduct(size(common)),
    sizeProduct(size(inner)),
    sizeProduct(size(columns)),
  ]);
  const made = [...common, ...rows, ...columns];
  return arrange(ops, ops.reshape(ops.matmul(left, right), size(made)), made, output);
}

/** A tensor with its axes in another order. */
function arrange(ops: Ops, x: Tensor, from: readonly string[], to: readonly string[]): Tensor {
  if (from.every((axis, index) => axis === to[index])) return x;
  return ops.transpose(
    x,
    to.map((axis) => from.indexOf(axis)),
  );
}
