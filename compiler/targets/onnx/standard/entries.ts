import { celu, elu, selu } from '../../../components/activations/exponential.ts';
import { hardShrink, hardSigmoid, hardSilu, softShrink } from '../../../components/activations/piecewise.ts';
import { leakyRelu, relu } from '../../../components/activations/rectified.ts';
import { gelu, mish, softsign } from '../../../components/activations/smooth.ts';
import { argumentsWithDefaults } from '../../../declarations/default-value.ts';
import type { Activation } from '../../../declarations/define-component.ts';
import type { Arguments } from '../../../declarations/values.ts';
import { withSlopes } from '../../../layers/activation/prelu.ts';
import { sameShape } from '../../../ops/simplify.ts';
import type { OpNode } from '../../../ops/types.ts';
import type { FusedNode } from '../fused-nodes.ts';
import type { AttributeValue } from '../proto.ts';
import { matched, templateOf, type Makers, type Template } from './template.ts';

/** An operator of ONNX that does what an activation does. */
interface Form {
  readonly operator: string;
  readonly template: Template<'x'>;
  /** The operator's attributes, from the numbers in the template's places. */
  readonly attributes: (...numbers: readonly number[]) => Readonly<Record<string, AttributeValue>>;
  /** Numbers that the operator takes behind its tensor. */
  readonly operands: (...numbers: readonly number[]) => readonly number[];
}

/** @param args numbers for all arguments that count, from those that may be any */
function form(
  operator: string,
  activation: Activation,
  numbers: number,
  args: (...numbers: readonly number[]) => Arguments,
  attributes: Form['attributes'],
  operands: Form['operands'] = () => [],
): Form {
  const template = templateOf(['x'], numbers, (ops, { x }, given) =>
    activation.lower(ops, x, argumentsWithDefaults(activation, args(...given))),
  );
  return { operator, template, attributes, operands };
}

const none = (): Arguments => ({});
const alpha = (value: number): Readonly<Record<string, AttributeValue>> => ({ alpha: { float: value } });

/** What ONNX has an operator for; where two fit, the first counts. */
const forms: readonly Form[] = [
  form(
    'LeakyRelu',
    leakyRelu as Activation,
    1,
    (slope) => ({ negative_slope: slope! }),
    (slope) => alpha(slope!),
  ),
  form(
    'Elu',
    elu as Activation,
    1,
    (factor) => ({ alpha: factor! }),
    (factor) => alpha(factor!),
  ),
  form('Elu', elu as Activation, 0, none, () => alpha(1)),
  form(
    'Celu',
    celu as Activation,
    1,
    (width) => ({ alpha: width! }),
    (width) => alpha(width!),
  ),
  form('Selu', selu as Activation, 0, none, () => ({})),
  form('HardSigmoid', hardSigmoid as Activation, 0, none, () => ({ ...alpha(1 / 6), beta: { float: 0.5 } })),
  form('HardSwish', hardSilu as Activation, 0, none, () => ({})),
  form('Mish', mish as Activation, 0, none, () => ({})),
  form('Softsign', softsign as Activation, 0, none, () => ({})),
  form(
    'Gelu',
    gelu as Activation,
    0,
    () => ({ approximate: true }),
    () => ({ approximate: 'tanh' }),
  ),
  form(
    'ThresholdedRelu',
    relu as Activation,
    1,
    (threshold) => ({ threshold: threshold! }),
    (threshold) => alpha(threshold!),
  ),
  form(
    'Clip',
    relu as Activation,
    1,
    (most) => ({ max_value: most! }),
    () => ({}),
    (most) => [0, most!],
  ),
  form(
    'Shrink',
    hardShrink as Activation,
    1,
    (threshold) => ({ threshold: threshold! }),
    (threshold) => ({
      lambd: { float: threshold! },
      bias: { float: 0 },
    }),
  ),
  form(
    'Shrink',
    softShrink as Activation,
    1,
    (threshold) => ({ threshold: threshold! }),
    (threshold) => ({
      lambd: { float: threshold! },
      bias: { float: threshold! },
    }),
  ),
];

const slopes = templateOf(['x', 'slopes'], 0, (ops, tensors) => withSlopes(ops, tensors.x, tensors.slopes));

/** The operator of ONNX that does at every entry what these nodes do, down to the last of them. */
export function entriesForm(node: OpNode, makers: Makers): FusedNode | undefined {
  const [result] = node.outputs;
  if (result?.dtype !== 'float32') return undefined;
  for (const { operator, template, attributes, operands } of forms) {
    const found =
      node.op === template.makers.get(template.result.id)!.op && matched(template, result, makers);
    if (!found) continue;
    const { x } = found.tensors;
    return {
      inputs: [x],
      text: `as ${operator}`,
      write: (writer) => {
        const others = operands(...found.numbers).map((value) => writer.scalarLike(x, value));
        const made = writer.node(operator, [writer.nameOf(x), ...others], attributes(...found.numbers));
        writer.setName(result, made);
      },
    };
  }
  const found = node.op === 'subtract' ? matched(slopes, result, makers) : undefined;
  if (!found || !sameShape(found.tensors.x.shape, result.shape)) return undefined;
  const inputs = [found.tensors.x, found.tensors.slopes];
  return {
    inputs,
    text: 'as PRelu',
    write: (writer) =>
      writer.setName(
        result,
        writer.node(
          'PRelu',
          inputs.map((each) => writer.nameOf(each)),
        ),
      ),
  };
}
