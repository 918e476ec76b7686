import type { OpGraph, OpNode, Tensor } from '../../../ops/types.ts';
import type { FusedNode } from '../fused-nodes.ts';
import { entriesForm } from './entries.ts';
import { batchNormalizationForm, groupNormalizationForm, layerNormalizationForm } from './normalizations.ts';
import { biasedForm } from './products.ts';
import { globalPoolForm, repetitionForm } from './spaces.ts';
import { makersOf } from './template.ts';

/**
 * Finds what ONNX has an operator for, among the ops that layers are lowered to: whoever reads a file then sees a
 * normalization and not its parts. onnxruntime works such operators into others before and behind them.
 */
export function findStandard(graph: OpGraph): ReadonlyMap<OpNode, FusedNode> {
  const makers = makersOf(graph.nodes);
  const readers = countReaders(graph);
  const onlyMaker = ({ id }: Tensor): OpNode | undefined =>
    readers.get(id) === 1 ? makers.get(id) : undefined;
  const found = new Map<OpNode, FusedNode>();
  for (const node of graph.nodes) {
    const whole =
      batchNormalizationForm(node, makers) ??
      layerNormalizationForm(node, readers) ??
      groupNormalizationForm(node, makers) ??
      biasedForm(node, onlyMaker) ??
      globalPoolForm(node, onlyMaker) ??
      repetitionForm(node, makers) ??
      entriesForm(node, makers);
    if (whole) found.set(node, whole);
  }
  return found;
}

/** How often each tensor is read, by nodes or as an output. */
function countReaders({ nodes, outputs }: OpGraph): ReadonlyMap<number, number> {
  const readers = new Map<number, number>();
  for (const { id } of [...nodes.flatMap(({ inputs }) => inputs), ...outputs.map(({ tensor }) => tensor)])
    readers.set(id, (readers.get(id) ?? 0) + 1);
  return readers;
}
