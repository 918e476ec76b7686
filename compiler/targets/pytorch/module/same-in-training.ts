import type { LoweredCall } from '../../op-code/lower-call.ts';

/** True for a call that draws nothing, and does the same whether it trains or not. */
export function isSameInTraining(predict: LoweredCall, train: LoweredCall): boolean {
  if (train.graph.inputs.some(({ name }) => name.startsWith('key:')))
    return predict.graph.inputs.some(({ name }) => name.startsWith('key:'));
  return textOf(predict) === textOf(train);
}

function textOf({ graph }: LoweredCall): string {
  return JSON.stringify(
    graph.nodes.map(({ op, inputs, attributes }) => [op, inputs.map(({ id }) => id), attributes]),
  );
}
