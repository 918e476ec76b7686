import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../compiler/index.ts';
import type { ModelGraph } from '../../compiler/graph/model-graph.ts';
import { buildPredictStep } from '../../compiler/steps/build-steps.ts';
import { interpret } from '../compiler/support/interpreter/interpret.ts';
import { inMixedPrecision } from '../../compiler/ops/mixed-precision.ts';
import type { Engine } from '../../runtime/engines/engine.ts';
import { createOnnxEngine } from '../../runtime/engines/onnx/engine.ts';
import { Model } from '../../runtime/model.ts';
import { trainedExamples, trainThreeSteps } from '../support/three-steps.ts';

const mixed = (graph: ModelGraph): ModelGraph => ({
  ...graph,
  training: { ...graph.training, precision: 'mixed_float16' },
});

/** The processor, which knows float16 too slowly to take it unasked. */
async function halvingEngine(): Promise<Engine> {
  const engine = await createOnnxEngine({ threads: 1 });
  return {
    ...engine,
    load: (step) =>
      engine.load({ ...step, graph: inMixedPrecision(step.graph, step.precision ?? 'float32') }),
  };
}

describe('a training in mixed precision', async () => {
  const [single, half] = [await createOnnxEngine({ threads: 1 }), await halvingEngine()];

  it.each(trainedExamples)(
    '%s has the losses of one in float32, nearly',
    { timeout: 120_000 },
    async (name) => {
      const wanted = await trainThreeSteps(name, single);
      const found = await trainThreeSteps(name, half, undefined, mixed);
      expect(found.length).toBe(wanted.length);
      found.forEach((value, at) => {
        const tolerance = 0.05 * Math.max(1, Math.abs(wanted[at]!));
        expect(Math.abs(value - wanted[at]!), `number ${at}: ${value}, ${wanted[at]}`).toBeLessThan(
          tolerance,
        );
      });
    },
  );

  // 1 + 2 ** -12 is 1 in float16, and exact in float32.
  it.each([
    ['mixed_float16', 'dtype: float32', 1 + 2 ** -12],
    ['float32', 'dtype: mixed_float16', 1],
    ['mixed_float16', 'dtype: none', 1],
    ['float32', 'dtype: none', 1 + 2 ** -12],
  ])('of %s has a layer with %s compute in its own floats', async (precision, argument, expected) => {
    const text = `model M {
  input x: float32[1]
  head y = x -> Dense(1, kernel_initializer: ones, ${argument}) { loss: mse }
  train { precision: ${precision} }
}`;
    const { graph } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
    const step = buildPredictStep(graph!);
    const one = { dtype: 'float32', shape: [1, 1], data: [1] } as const;
    const { y } = await interpret(inMixedPrecision(step.graph, step.precision ?? 'float32'), {
      x: { ...one, data: [1 + 2 ** -12] },
      'weight:y/kernel': one,
      'weight:y/bias': { ...one, shape: [1], data: [0] },
    });
    expect(y!.data[0]).toBe(expected);
  });

  it('says where it computes in float32', async () => {
    const text = 'model M {\n  input x: float32[1]\n  head y = x -> Dense(1) { loss: mse }\n}';
    const { graph } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
    const said: string[] = [];
    const train = async (engine: Engine, of: ModelGraph): Promise<void> => {
      const model = new Model(of, engine, { seed: 1 });
      await model.fit({ x: [[1]], y: [[2]] }, { onMessage: (kind, text) => said.push(`${kind}: ${text}`) });
      await model.dispose();
    };
    await train(single, graph!);
    await train({ ...single, precisions: ['mixed_float16'] }, mixed(graph!));
    expect(said).toEqual([]);
    await train({ ...single, description: 'onnxruntime 1' }, mixed(graph!));
    expect(said).toEqual(['note: This training computes in float32: onnxruntime 1 has no `mixed_float16`.']);
    const named = text.replace('Dense(1)', 'Dense(1, dtype: mixed_bfloat16, name: "half")');
    const { graph: ofLayer } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': named }));
    await train({ ...single, description: 'onnxruntime 1', precisions: ['mixed_float16'] }, mixed(ofLayer!));
    expect(said.slice(1)).toEqual([
      'note: `half` computes in float32: onnxruntime 1 has no `mixed_bfloat16`.',
    ]);
  });
});
