import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../../../compiler/index.ts';
import { createOps, type ScopedOps } from '../../../../compiler/ops/builder.ts';
import type { Tensor } from '../../../../compiler/ops/types.ts';
import { buildTrainStep } from '../../../../compiler/steps/build-steps.ts';
import { replacedState } from '../../../../compiler/steps/step-graph.ts';
import { emitOnnxFor } from '../../../../compiler/targets/onnx/emit.ts';
import { writesInPlace } from '../../../../compiler/targets/onnx/in-place.ts';
import { largestBlock, runPasses } from '../../../../compiler/targets/onnx/passes.ts';
import { ownExampleTexts, subjectFrom } from '../../../support/subjects.ts';

/** Whether what is made of a[3, 3] and x[3, 3] may be written over a; other results are there beside it. */
function isInPlace(make: (ops: ScopedOps, a: Tensor, x: Tensor) => readonly [Tensor, ...Tensor[]]): boolean {
  const ops = createOps();
  const a = ops.scope.input('a', 'float32', [3, 3]);
  const x = ops.scope.input('x', 'float32', [3, 3]);
  const [next, ...others] = make(ops, a, x);
  const graph = ops.scope.build([
    { name: 'next', tensor: next },
    ...others.map((tensor, at) => ({ name: `other_${at}`, tensor })),
  ]);
  const pairs = new Map([['next', 'a']]);
  const { inPlace } = emitOnnxFor(graph, 'g', { replaced: pairs });
  expect(writesInPlace(graph, pairs)).toEqual(inPlace);
  return inPlace.length === 1;
}

describe('a result is written over the input whose place it takes', () => {
  it.each<[string, (ops: ScopedOps, a: Tensor, x: Tensor) => readonly [Tensor, ...Tensor[]]]>([
    ['where its op goes through both entry by entry', (ops, a, x) => [ops.subtract(a, x)]],
    [
      'where all that reads the input is needed for it',
      (ops, a, x) => [ops.add(a, ops.multiply(ops.subtract(ops.exp(x), a), 0.1))],
    ],
    [
      'where its op does not read the input',
      (ops, a, x) => [ops.maximum(ops.subtract(a, ops.matmul(x, x)), 0)],
    ],
    [
      'where a product reads the input itself, and a sum follows that is far from it',
      (ops, a, x) => [ops.subtract(a, ops.matmul(ops.softmax(ops.matmul(x, a), -1), x))],
    ],
    [
      'where something else reads the result',
      (ops, a, x) => {
        const next = ops.subtract(a, x);
        return [next, ops.sqrt(next)];
      },
    ],
  ])('%s', (_, make) => {
    expect(isInPlace(make)).toBe(true);
  });
});

describe('a result has memory of its own', () => {
  it.each<[string, (ops: ScopedOps, a: Tensor, x: Tensor) => readonly [Tensor, ...Tensor[]]]>([
    ['where another op may read the input later', (ops, a, x) => [ops.subtract(a, x), ops.matmul(x, a)]],
    [
      'where one may read what the input was turned to, and so the input',
      (ops, a, x) => {
        const turned = ops.transpose(a, [1, 0]);
        return [ops.subtract(a, ops.matmul(x, turned)), ops.matmul(turned, x)];
      },
    ],
    [
      'where one may read what the input was scaled to',
      (ops, a, x) => {
        const scaled = ops.multiply(a, 2);
        return [ops.subtract(a, ops.matmul(x, scaled)), ops.matmul(scaled, x)];
      },
    ],
    [
      'where one may read what the input was scaled and turned to',
      (ops, a, x) => {
        const turned = ops.transpose(ops.multiply(a, 2), [1, 0]);
        return [ops.subtract(a, ops.matmul(x, turned)), ops.matmul(turned, x)];
      },
    ],
    ['where its op reads entries at other places', (ops, a, x) => [ops.matmul(a, x)]],
    [
      'where its op is a product of the input and what follows it is',
      (ops, a, x) => [ops.matmul(ops.add(a, x), a)],
    ],
    ['where a sum may become one with a product of the input', (ops, a, x) => [ops.add(ops.matmul(a, x), x)]],
    [
      'where a sum with the input may become one with such a product',
      (ops, a, x) => [ops.add(ops.multiply(a, 0.9), ops.matmul(a, x))],
    ],
    ['where what follows may become one with it', (ops, a, x) => [ops.relu(ops.add(ops.matmul(a, x), x))]],
    ['where it is scaled by what is made of it', (ops, a) => [ops.multiply(a, ops.tanh(a))]],
    [
      'where a node that may stop is not needed for it',
      (ops, a, x) => [
        ops.subtract(a, x),
        ops.gather(x, ops.cast(ops.sliceAxis(ops.reshape(x, [9]), 0, 0, 3), 'int32'), 0),
      ],
    ],
    ['where its op reads the input turned', (ops, a, x) => [ops.add(ops.transpose(a, [1, 0]), x)]],
    ['where the input in another form is a result', (ops, a, x) => [ops.subtract(a, x), ops.reshape(a, [9])]],
    ['where it is the input', (_, a) => [a]],
    [
      'where a loop reads the input',
      (ops, a, x) => {
        const { states } = ops.scan({
          states: [ops.fill(0, [3])],
          scanned: [x],
          body: (inner, [sum], [row]) => ({
            states: [inner.add(sum!, inner.matmul(inner.reshape(row!, [1, 3]), a))].map((each) =>
              inner.reshape(each, [3]),
            ),
            stacked: [],
          }),
        });
        return [ops.subtract(a, x), states[0]!];
      },
    ],
  ])('%s', (_, make) => {
    expect(isInPlace(make)).toBe(false);
  });

  it('where nothing makes it of the input', () => {
    expect(isInPlace((ops, _, x) => [ops.exp(x)])).toBe(false);
  });
});

describe('of the state of a training step', () => {
  const text = `model M {
  input x: float32[8]
  head y = x -> Dense(4, activation: tanh) -> Dense(4, activation: tanh) -> Dense(1) { loss: mse }
  train { optimizer: Adam() }
}`;

  it('what the optimizer keeps, biases and the first kernel are overwritten; kernels of hidden layers are not', () => {
    const { graph } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
    const step = buildTrainStep(graph!, { weighted: [] });
    const { inPlace } = emitOnnxFor(step.graph, 'train', { replaced: replacedState(step) });
    const names = inPlace.map(({ input }) => input);
    const state = step.inputs.flatMap((input) => (input.role === 'state' ? [input.state] : []));
    const slots = state.filter(({ name }) => /momentum|velocity/.test(name));
    expect(slots).toHaveLength(12);
    expect(names).toEqual(expect.arrayContaining(slots.map(({ name }) => name)));
    expect(names.filter((name) => name.startsWith('weight:')).sort()).toEqual([
      'weight:y/bias',
      'weight:y_dense/bias',
      'weight:y_dense/kernel',
      'weight:y_dense_1/bias',
    ]);
  });

  it.each(Object.keys(ownExampleTexts).filter((name) => name !== 'xception.kmodel'))(
    'no more is overwritten in %s than is reckoned with',
    (name) => {
      const { graph } = subjectFrom(ownExampleTexts, name);
      const step = buildTrainStep(graph, { weighted: [] });
      const replaced = replacedState(step);
      const { inPlace } = emitOnnxFor(step.graph, 'train', { replaced });
      const reckoned = new Set(
        writesInPlace(runPasses(step.graph, { block: largestBlock }, 'expand'), replaced).map(
          ({ output }) => output,
        ),
      );
      expect(inPlace.filter(({ output }) => !reckoned.has(output))).toEqual([]);
      expect(inPlace.length).toBeGreaterThan(0);
    },
  );
});
