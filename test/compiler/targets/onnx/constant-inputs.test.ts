import { describe, expect, it } from 'vitest';
import { createOps } from '../../../../compiler/ops/builder.ts';
import { constantInputs } from '../../../../compiler/targets/onnx/constant-inputs.ts';

describe('the inputs that go into a graph as constants', () => {
  it('are those that are computed with, and no tables that are looked up in', () => {
    const ops = createOps();
    const indices = ops.scope.input('indices', 'int32', [5]);
    const table = ops.scope.input('table', 'float32', [100, 4]);
    const tied = ops.scope.input('tied', 'float32', [100, 4]);
    const kernel = ops.scope.input('kernel', 'float32', [4, 4]);
    const rows = ops.matmul(ops.add(ops.gather(table, indices), ops.gather(tied, indices)), kernel);
    const scores = ops.matmul(rows, tied, { transposeB: true });
    const graph = ops.scope.build([{ name: 'scores', tensor: scores }]);
    expect(constantInputs(graph, ['table', 'tied', 'kernel'])).toEqual(['tied', 'kernel']);
  });

  it('are inputs of the graph', () => {
    const ops = createOps();
    const x = ops.scope.input('x', 'float32', [2]);
    const graph = ops.scope.build([{ name: 'y', tensor: ops.exp(x) }]);
    expect(constantInputs(graph, ['x', 'gone'])).toEqual(['x']);
  });
});
