import { sameShape } from '../../ops/simplify.ts';
import type { OpGraph, OpNode, OpNodeOf, Tensor } from '../../ops/types.ts';
import type { FusedNode } from './fused-nodes.ts';
import { column, hasWideRows, sumsByRow, type PlacedRows } from './scatter-add.ts';
import type { OnnxWriter } from './writer.ts';

/** A tensor, less the sums of some rows, times a number. */
interface SumOfRows {
  readonly base: Tensor;
  readonly scatter: OpNodeOf<'scatterAdd'>;
  readonly scale: Tensor;
  readonly result: Tensor;
}

/**
 * Finds `base − scale · scatterAdd(…)`, such as what plain gradient descent makes of an Embedding: only the rows that
 * a batch has change, so that no gradient of the size of the whole table is made.
 */
export function findSumsOfRows({ nodes, outputs }: OpGraph): ReadonlyMap<OpNode, FusedNode> {
  const makers = new Map(nodes.flatMap((node) => node.outputs.map(({ id }) => [id, node] as const)));
  const readers = new Map<number, number>();
  for (const { id } of [...nodes.flatMap(({ inputs }) => inputs), ...outputs.map(({ tensor }) => tensor)])
    readers.set(id, (readers.get(id) ?? 0) + 1);
  const onlyMaker = ({ id }: Tensor): OpNode | undefined =>
    readers.get(id) === 1 ? makers.get(id) : undefined;
  const found = new Map<OpNode, FusedNode>();
  for (const node of nodes) {
    const sum = sumOfRows(node, onlyMaker);
    if (!sum) continue;
    found.set(node, {
      inputs: [sum.base, sum.scale, ...sum.scatter.inputs],
      text: `in the rows of %${sum.scatter.inputs[0]!.id} alone`,
      write: (writer) => {
        const { places, rows } = writeChangedRows(writer, sum);
        const table = writer.nameOf(sum.base);
        writer.setName(sum.result, writer.node('ScatterND', [table, column(writer, places), rows]));
      },
      change: { of: sum.base, write: (writer) => writeChangedRows(writer, sum) },
    });
  }
  return found;
}

function sumOfRows(
  { op, inputs, outputs }: OpNode,
  onlyMaker: (tensor: Tensor) => OpNode | undefined,
): SumOfRows | undefined {
  if (op !== 'subtract') return undefined;
  const [base, taken] = inputs as readonly [Tensor, Tensor];
  const product = onlyMaker(taken);
  if (product?.op !== 'multiply') return undefined;
  const [scattered, scale] = product.inputs as readonly [Tensor, Tensor];
  const scatter = onlyMaker(scattered);
  if (scatter?.op !== 'scatterAdd' || !hasWideRows(scatter) || scale.shape.length > 0) return undefined;
  return sameShape(base.shape, scattered.shape) ? { base, scatter, scale, result: outputs[0]! } : undefined;
}

/** The rows of the result that are not those of the base. */
function writeChangedRows(writer: OnnxWriter, { base, scatter, scale }: SumOfRows): PlacedRows {
  const [indices, updates] = scatter.inputs.map((input) => writer.nameOf(input)) as [string, string];
  const { places, rows } = sumsByRow(writer, indices, updates, scatter);
  const changed = writer.node('Sub', [
    writer.node('Gather', [writer.nameOf(base), places]),
    writer.node('Mul', [rows, writer.nameOf(scale)]),
  ]);
  return { places, rows: changed };
}
