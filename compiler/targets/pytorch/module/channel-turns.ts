import type { OpGraph } from '../../../ops/types.ts';
import type { LoweredCall } from '../../op-code/lower-call.ts';
import { characters } from '../../python/operands.ts';
import { lastPermutation } from '../ops/windows.ts';

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

/** The turn at the end of an expression, where it turns all of it: in `x + y.permute(…)`, it turns `y` alone. */
export function turnOf(text: string, rank: number): string | undefined {
  const turn = rank > 0 ? lastPermutation(rank) : undefined;
  if (turn === undefined || !text.endsWith(turn)) return undefined;
  let depth = 0;
  for (const { character } of characters(text)) {
    if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character)) depth--;
    else if (character === ' ' && depth === 0) return undefined;
  }
  return turn;
}

/** What turns all tensors that come in, so that one can work on what is behind the turn. */
export function commonTurn(
  lowered: LoweredCall,
  graph: OpGraph,
  value: (key: string) => string,
): string | undefined {
  const rank = graph.outputs[0]!.tensor.shape.length - 2;
  if (rank < 1) return undefined;
  const turn = lastPermutation(rank);
  const read = graph.inputs.filter(({ tensor }) =>
    graph.nodes.some(({ inputs }) => inputs.some(({ id }) => id === tensor.id)),
  );
  return read.length > 0 && read.every(({ name }) => value(name).endsWith(turn)) ? turn : undefined;
}
