import type { OpGraph, OpName } from '../../../../compiler/ops/types.ts';
import type { LowerGraph, Lowering, PlanBuilder, Slot } from '../plan-builder.ts';
import { convolutionLowerings } from './convolution.ts';
import { elementwiseLowerings } from './elementwise.ts';
import { indexingLowerings } from './indexing.ts';
import { matmulLowerings } from './matmul.ts';
import { movementLowerings } from './movement.ts';
import { poolLowerings } from './pools.ts';
import { randomLowerings } from './random.ts';
import { reductionLowerings } from './reductions.ts';
import { scanLowerings } from './scan.ts';
import { sourceLowerings } from './sources.ts';

/** How each op is said in kernels of tfjs. */
const lowerings: Readonly<Record<OpName, Lowering<never>>> = {
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
  graph.inputs.forEach(({ tensor }, index) => slots.set(tensor.id, inputs[index]!));
  for (const node of graph.nodes) {
    if (node.op === 'input') continue;
    const lowering = lowerings[node.op];
    const results = lowering(
      builder,
      node.inputs.map((input) => required(slots, input.id)),
      node as never,
    );
    const list = Array.isArray(results) ? (results as readonly Slot[]) : [results as Slot];
    node.outputs.forEach((output, index) => slots.set(output.id, list[index]!));
  }
  return graph.outputs.map(({ tensor }) => required(slots, tensor.id));
};

function required(slots: ReadonlyMap<number, Slot>, id: number): Slot {
  const slot = slots.get(id);
  if (!slot) throw new Error(`The op graph refers to tensor ${id} before it is made.`);
  return slot;
}
