import { sameShape } from '../../../ops/simplify.ts';
import type { OpNode, OpNodeOf, Tensor } from '../../../ops/types.ts';
import { convolutionEmitters } from '../convolutions.ts';
import type { FusedNode } from '../fused-nodes.ts';
import type { OnnxWriter } from '../writer.ts';

type Product = OpNodeOf<'matmul'> | OpNodeOf<'convolution'> | OpNodeOf<'convolutionInputGradient'>;

/**
 * A product of matrices, or a convolution, with a number for each of its results: `Gemm`, `Conv` and `ConvTranspose`
 * of ONNX, which take a bias.
 * @param onlyMaker gives the node that made a tensor which only one other reads
 */
export function biasedForm(
  node: OpNode,
  onlyMaker: (tensor: Tensor) => OpNode | undefined,
): FusedNode | undefined {
  if (node.op !== 'add') return undefined;
  const [product, bias] = node.inputs as readonly [Tensor, Tensor];
  const [result] = node.outputs as readonly [Tensor];
  const maker = onlyMaker(product);
  const isBias = bias.shape.length === 1 && bias.shape[0] === product.shape.at(-1);
  if (!maker || !isBias || result.dtype !== 'float32' || !sameShape(product.shape, result.shape))
    return undefined;
  const operator = operatorOf(maker);
  if (operator === undefined) return undefined;
  return {
    inputs: [...maker.inputs, bias],
    text: `as ${operator}`,
    write: (writer) => writer.setName(result, written(writer, maker as Product, bias)),
  };
}

function operatorOf(node: OpNode): string | undefined {
  if (node.op === 'convolution') return 'Conv';
  if (node.op === 'convolutionInputGradient') return 'ConvTranspose';
  const isOfMatrices = node.op === 'matmul' && node.inputs.every(({ shape }) => shape.length === 2);
  return isOfMatrices ? 'Gemm' : undefined;
}

function written(writer: OnnxWriter, node: Product, bias: Tensor): string {
  const inputs = [...node.inputs, bias].map((each) => writer.nameOf(each));
  switch (node.op) {
    case 'convolution':
      return convolutionEmitters.convolution(writer, inputs, node);
    case 'convolutionInputGradient':
      return convolutionEmitters.convolutionInputGradient(writer, inputs, node);
    case 'matmul': {
      const { transposeA, transposeB } = node.attributes;
      return writer.node('Gemm', inputs, {
        transA: transposeA ? 1 : undefined,
        transB: transposeB ? 1 : undefined,
      });
    }
  }
}
