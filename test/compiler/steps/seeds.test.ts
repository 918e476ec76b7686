import { describe, expect, it } from 'vitest';
import { createOps } from '../../../compiler/ops/builder.ts';
import { liveNodes } from '../../../compiler/ops/live-nodes.ts';
import { lowerModel } from '../../../compiler/steps/lower-model.ts';
import { graphOf } from '../harness.ts';
import { interpret } from '../support/interpreter/interpret.ts';

/** What the draws of a model's layers in one training step follow from. */
async function keysOf(body: string): Promise<readonly number[]> {
  const graph = graphOf(`model M {\n  input x: float32[5, 4]\n  ${body}\n}`);
  const ops = createOps();
  const { tensors } = lowerModel(ops, graph, {
    training: true,
    stepKey: (seed) => ops.scalar(seed ?? 0, 'int32'),
  });
  const { nodes } = ops.scope.build([{ name: 'y', tensor: tensors[graph.heads[0]!.tensor]! }]);
  // Keys are drawn as well, but one after the other.
  const draws = nodes.filter(({ op, outputs }) => op === 'randomUniform' && outputs[0]!.shape.length > 1);
  const keys = draws.map(({ inputs }, index) => ({ name: String(index), tensor: inputs[0]! }));
  const found = await interpret({ nodes: liveNodes(nodes, keys), inputs: [], outputs: keys }, {});
  return keys.map(({ name }) => found[name]!.data[0]!);
}

describe('a seed of a layer', () => {
  it.each([
    'x -> LSTM(4, dropout: 0.5, recurrent_dropout: 0.5, seed: 7)',
    'x -> SimpleRNN(4, dropout: 0.5, recurrent_dropout: 0.5, seed: 7)',
    'x -> RNN(GRUCell(4, dropout: 0.5, recurrent_dropout: 0.5, seed: 7))',
    'x -> Reshape([5, 4, 1]) -> ConvLSTM1D(2, 2, dropout: 0.5, recurrent_dropout: 0.5, seed: 7)',
  ])('gives both dropouts numbers of their own: %s', async (layer) => {
    const keys = await keysOf(`head y = ${layer}`);
    expect(keys).toHaveLength(2);
    expect(keys[0]).not.toBe(keys[1]);
  });

  it('gives layers with equal seeds equal numbers, as Keras does', async () => {
    // Equal draws are made once.
    expect(await keysOf('head y = x -> Dropout(0.5, seed: 7) -> Dropout(0.5, seed: 7)')).toHaveLength(1);
    expect(await keysOf('head y = x -> Dropout(0.5, seed: 7) -> Dropout(0.5, seed: 8)')).toHaveLength(2);
  });

  it('goes on where a shared layer is used again', async () => {
    const [first] = await keysOf('head y = x -> Dropout(0.5, seed: 7)');
    const shared = await keysOf('shared d = Dropout(0.5, seed: 7)\n  head y = x -> d -> d');
    expect(shared[0]).toBe(first);
    expect(shared[1]).not.toBe(first);
  });
});
