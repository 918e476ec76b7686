import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../../../compiler/index.ts';
import { createOps, type Ops } from '../../../../compiler/ops/builder.ts';
import type { OpGraph, Tensor } from '../../../../compiler/ops/types.ts';
import { buildTrainStep } from '../../../../compiler/steps/build-steps.ts';
import { findFused } from '../../../../compiler/targets/onnx/fused-nodes.ts';
import { printAfter } from '../../../../compiler/targets/onnx/passes.ts';
import { findSumsOfRows } from '../../../../compiler/targets/onnx/sums-of-rows.ts';
import { difference } from '../../support/arrays.ts';
import { runOnnx } from '../../support/evaluate.ts';
import { interpret } from '../../support/interpreter/interpret.ts';

interface Parts {
  readonly ops: Ops;
  readonly table: Tensor;
  readonly rate: Tensor;
  readonly sums: Tensor;
}

/** A table of 50 rows, and the sums of updates of some of them. */
function graphOf(make: (parts: Parts) => Tensor, { width = 16, count = 200 } = {}): OpGraph {
  const ops = createOps();
  const table = ops.scope.input('table', 'float32', [50, width]);
  const rate = ops.scope.input('rate', 'float32', []);
  const indices = ops.scope.input('indices', 'int32', [count]);
  const updates = ops.scope.input('updates', 'float32', [count, width]);
  const sums = ops.scatterAdd(indices, updates, 50);
  return ops.scope.build([{ name: 'result', tensor: make({ ops, table, rate, sums }) }]);
}

const descent = ({ ops, table, rate, sums }: Parts): Tensor => ops.subtract(table, ops.multiply(sums, rate));

function inputsOf(graph: OpGraph, indexOf: (at: number) => number) {
  return Object.fromEntries(
    graph.inputs.map(({ name, tensor: { dtype, shape } }) => {
      const sizes = shape as readonly number[];
      const count = sizes.reduce((product, size) => product * size, 1);
      const data = Array.from({ length: count }, (_, at) =>
        dtype === 'int32' ? indexOf(at) : Math.sin(at * 1.7 + name.length),
      );
      return [name, { dtype, shape: sizes, data }];
    }),
  );
}

describe('a table less a number times the sums of rows', () => {
  it('is written in the rows that change alone', () => {
    const graph = graphOf(descent);
    const fused = findFused(graph);
    expect([...fused.byLast.values()].map(({ text }) => text)).toEqual([
      `in the rows of %${graph.inputs[2]!.tensor.id} alone`,
    ]);
    expect([...fused.inside].map(({ op }) => op)).toEqual(['multiply', 'scatterAdd']);
  });

  it.each([
    ['every row often, over several blocks', (at: number) => (at * 7) % 50],
    ['one row alone', () => 3],
    ['each row of some once at most', (at: number) => Math.min(at, 49)],
    ['the first and the last row', (at: number) => (at % 2) * 49],
  ])('has the numbers of the interpreter where updates meet %s', async (_, indexOf) => {
    const graph = graphOf(descent);
    const inputs = inputsOf(graph, indexOf);
    const [{ result: found }, { result: wanted }] = [
      await runOnnx(graph, inputs),
      await interpret(graph, inputs),
    ];
    expect(difference(found!, wanted!, { rtol: 1e-5, atol: 1e-5 })).toBeUndefined();
  });

  it('leaves rows without updates as they are, bit by bit', async () => {
    const graph = graphOf(descent);
    const inputs = inputsOf(graph, (at) => at % 10);
    const { result } = await runOnnx(graph, inputs);
    const untouched = 10 * 16;
    expect(Array.from(result!.data).slice(untouched)).toEqual(
      Array.from(Float32Array.from(inputs.table!.data)).slice(untouched),
    );
  });
});

describe('sums of rows are made whole', () => {
  it.each<readonly [why: string, make: (parts: Parts) => Tensor]>([
    [
      'where another op reads the product',
      ({ ops, table, rate, sums }) => {
        const step = ops.multiply(sums, rate);
        return ops.add(ops.subtract(table, step), step);
      },
    ],
    [
      'where another op reads them',
      ({ ops, table, rate, sums }) => ops.add(ops.subtract(table, ops.multiply(sums, rate)), sums),
    ],
    [
      'where they are multiplied with a tensor',
      ({ ops, table, sums }) => ops.subtract(table, ops.multiply(sums, table)),
    ],
    [
      'where the table is taken from them',
      ({ ops, table, rate, sums }) => ops.subtract(ops.multiply(sums, rate), table),
    ],
    [
      'where they are of another shape than the table',
      ({ ops, rate, sums }) => ops.subtract(rate, ops.multiply(sums, rate)),
    ],
  ])('%s', (_, make) => {
    expect(findSumsOfRows(graphOf(make)).size).toBe(0);
  });

  it('where rows are narrow, whose updates are not sorted', () => {
    expect(findSumsOfRows(graphOf(descent, { width: 4 })).size).toBe(0);
  });

  it('on a GPU', () => {
    expect(findFused(graphOf(descent), true).byLast.size).toBe(0);
  });
});

describe('an Embedding', () => {
  const trained = (optimizer: string): string => {
    const text = `model M {
  input words: int32[6]
  head y = words -> Embedding(100, 16) -> Flatten() -> Dense(1) { loss: mse }
  train { optimizer: ${optimizer} }
}`;
    const { graph } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
    return printAfter('blocks', buildTrainStep(graph!, { weighted: [] }).graph, {});
  };

  it('is trained by plain descent in the rows of a batch alone', () => {
    expect(trained('SGD(0.1)')).toMatch(/in the rows of %\d+ alone/);
  });

  it('is trained whole by optimizers that move every row', () => {
    expect(trained('Adam()')).not.toMatch(/in the rows of/);
  });
});
