import type { OpGraph } from '../../../ops/types.ts';
import type { Code } from '../../python/ops/code.ts';

const elementwise = new Set(
  (
    'negate absolute sign exp log sqrt reciprocal tanh sigmoid softplus erf sin cos atan sinh cosh floor ceil round relu ' +
    'stopGradient add subtract multiply divide maximum minimum power constant input select equal less lessEqual and or not'
  ).split(' '),
);

/** True for graphs that do the same to each entry, wherever it stands. */
export function isWhollyElementwise({ nodes, outputs }: OpGraph): boolean {
  const shape = JSON.stringify(outputs[0]!.tensor.shape);
  return nodes.every(
    ({ op, outputs: [output] }) =>
      elementwise.has(op) && (output!.shape.length === 0 || JSON.stringify(output!.shape) === shape),
  );
}

/** True where all tensors that come in are turned to have their channels last, so that one can work on what was turned. */
export function areTurned(graph: OpGraph, value: (key: string) => Code): boolean {
  const read = graph.inputs.filter(({ tensor }) =>
    graph.nodes.some(({ inputs }) => inputs.some(({ id }) => id === tensor.id)),
  );
  return read.length > 0 && read.every(({ name }) => value(name).channelsFirst !== undefined);
}
