import { requirePrimitive } from '../../../../compiler/ops/composites.ts';
import type { OpGraph, OpNode, OpNodeOf, PrimitiveOp, Tensor } from '../../../../compiler/ops/types.ts';
import type { LowerGraph, Lowerings, PlanBuilder, Slot } from '../plan-builder.ts';
import { convolutionLowerings } from './convolution.ts';
import { elementwiseLowerings } from './elementwise.ts';
import { indexingLowerings } from './indexing.ts';
import { matmulLowerings, multiply } from './matmul.ts';
import { movementLowerings } from './movement.ts';
import { poolLowerings } from './pools.ts';
import { randomLowerings } from './random.ts';
import { reductionLowerings } from './reductions.ts';
import { scanLowerings } from './scan.ts';
import { sourceLowerings } from './sources.ts';
import { sizeOf } from '../value.ts';

/** How each op is said in kernels of tfjs. */
const lowerings: Lowerings = {
  ...sourceLowerings,
  ...elementwiseLowerings,
  ...matmulLowerings,
  ...reductionLowerings,
  ...movementLowerings,
  ...indexingLowerings,
  ...convolutionLowerings,
  ...poolLowerings,
  ...scanLowerings,
  ...randomLowerings,
};

/** Says a graph in instructions; the graph's inputs are the given slots. */
export const lowerGraph: LowerGraph = (builder: PlanBuilder, graph: OpGraph, inputs: readonly Slot[]) => {
  const slots = new Map<number, Slot>();
  const producers = new Map<number, OpNode>();
  graph.inputs.forEach(({ tensor }, index) => slots.set(tensor.id, inputs[index]!));
  for (const node of graph.nodes) {
    if (node.op === 'input') continue;
    const merged =
      node.op === 'sum' && sumOfProducts(builder, node, producers, (tensor) => required(slots, tensor.id));
    if (merged) {
      slots.set(node.outputs[0]!.id, merged);
      continue;
    }
    producers.set(node.outputs[0]!.id, node);
    const list = lowerNode(
      builder,
      node.inputs.map((input) => required(slots, input.id)),
      requirePrimitive(node),
    );
    node.outputs.forEach((output, index) => slots.set(output.id, list[index]!));
  }
  return graph.outputs.map(({ tensor }) => required(slots, tensor.id));
};

function lowerNode<K extends PrimitiveOp>(
  builder: PlanBuilder,
  inputs: readonly Slot[],
  node: OpNodeOf<K>,
): readonly Slot[] {
  const results = lowerings[node.op](builder, inputs, node);
  return 'shape' in results ? [results] : results;
}

/**
 * The sum over a batch of products aᵀ·b is one product of the batch's rows stacked: gradients of layers that are
 * applied to every step of a sequence.
 */
function sumOfProducts(
  builder: PlanBuilder,
  node: OpNodeOf<'sum'>,
  producers: ReadonlyMap<number, OpNode>,
  slotOf: (tensor: Tensor) => Slot,
): Slot | undefined {
  const product = producers.get(node.inputs[0]!.id);
  if (product?.op !== 'matmul' || !product.attributes.transposeA || product.attributes.transposeB)
    return undefined;
  const [a, b] = product.inputs.map(slotOf) as [Slot, Slot];
  const lead = a.shape.slice(0, -2);
  const { axes } = node.attributes;
  const summed = lead.every((_, axis) => axes.includes(axis)) && axes.length === lead.length;
  if (!summed || lead.length === 0 || lead.join() !== b.shape.slice(0, -2).join()) return undefined;
  const [left, right] = [a, b].map((x) =>
    builder.view(x, [sizeOf(x.shape) / x.shape.at(-1)!, x.shape.at(-1)!]),
  ) as [Slot, Slot];
  return builder.view(multiply(builder, left, right, true), builder.sizes(node.outputs[0]!.shape));
}

function required(slots: ReadonlyMap<number, Slot>, id: number): Slot {
  const slot = slots.get(id);
  if (!slot) throw new Error(`The op graph refers to tensor ${id} before it is made.`);
  return slot;
}
