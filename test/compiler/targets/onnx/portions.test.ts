import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../../../compiler/index.ts';
import { bindSizes } from '../../../../compiler/ops/bind-sizes.ts';
import type { OpGraph } from '../../../../compiler/ops/types.ts';
import { buildPredictStep } from '../../../../compiler/steps/build-steps.ts';
import { emitOnnx, type EmitOptions } from '../../../../compiler/targets/onnx/emit.ts';
import { difference } from '../../support/arrays.ts';
import { blockHere, runEmitted, type Inputs } from '../../support/evaluate.ts';

const samples = 6;
const inputs = new Set(['words', 'image', 'more']);

/** Layers with loops, convolutions, shared weights, and several rows for each sample. */
const text = `model M {
  input words: int32[T]
  input image: float32[8, 8, 16]
  input more: float32[3]
  shared read = LSTM(5, return_sequences: true)
  branch seen = image -> Conv2D(32, 3, padding: same, activation: relu) -> MaxPooling2D() -> Reshape([16, 32])
  head steps = words -> Embedding(9, 32) -> read -> TimeDistributed(Dense(2)) { loss: mse }
  head all = [more, seen -> read -> GRU(4)] -> Concatenate() -> Dense(2) { loss: mse }
}`;

const sizesOf = (count: number) =>
  new Map([
    ['batch size', count],
    ['T', 7],
  ]);

function graphFor(count: number): OpGraph {
  const { graph, diagnostics } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  expect(diagnostics).toEqual([]);
  return bindSizes(buildPredictStep(graph!, undefined, { sumsInputs: true }).graph, sizesOf(count));
}

/** Numbers for every input, which differ from each other. */
function valuesFor(graph: OpGraph): Inputs {
  return Object.fromEntries(
    graph.inputs.map(({ name, tensor: { dtype, shape } }) => {
      const count = (shape as readonly number[]).reduce((product, size) => product * size, 1);
      const data = Array.from({ length: count }, (_, at) =>
        dtype === 'int32' ? (at * 5) % 9 : Math.sin(at * 1.3 + name.length),
      );
      return [name, { dtype, shape: shape as readonly number[], data }];
    }),
  );
}

async function outputs(portions: number, options: EmitOptions = {}) {
  const whole = graphFor(samples);
  const values = valuesFor(whole);
  const model = emitOnnx(graphFor(samples / portions), 'test', {
    ...options,
    ...(portions > 1 && { portions: { count: portions, inputs } }),
  });
  return runEmitted(
    model,
    { ...whole, inputs: whole.inputs.filter(({ name }) => !options.known?.has(name)) },
    values,
  );
}

const known = new Map(
  Object.entries(valuesFor(graphFor(samples))).filter(([name]) => name.startsWith('weight:')),
);

describe('a batch that is computed portion after portion', () => {
  it.each([
    ['weights that are fed', {}],
    ['weights inside', { known }],
    ['images in blocks of channels', { known, block: blockHere }],
  ] as const)('gives what the whole batch gives, with %s', async (_, options) => {
    const expected = await outputs(1);
    for (const portions of [2, 6]) {
      const found = await outputs(portions, options);
      expect(Object.keys(found)).toEqual(['steps', 'all', 'sum:image', 'sum:more']);
      for (const [name, value] of Object.entries(expected))
        expect(difference(found[name]!, value, { rtol: 1e-5, atol: 1e-5 }), `${name}, ${portions}`).toBe(
          undefined,
        );
    }
  });
});
