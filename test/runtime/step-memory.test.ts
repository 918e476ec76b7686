import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost, type ModelGraph } from '../../compiler/index.ts';
import { buildTrainStep } from '../../compiler/steps/build-steps.ts';
import { Model } from '../../runtime/model.ts';
import { requireStepMemory } from '../../runtime/memory-needs.ts';
import { openSizeNames, stepMemory } from '../../runtime/step-memory.ts';
import { testEngine } from '../support/engine.ts';
import { ownExampleTexts, subjectFrom } from '../support/subjects.ts';

function graphOf(input: string, layers: string, train = 'train { optimizer: Adam() }'): ModelGraph {
  const text = `model M {\n  input x: ${input}\n  head y = x -> ${layers} { loss: mse }\n  ${train}\n}\n`;
  const { graph, diagnostics } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return graph!;
}

const dense = graphOf('float32[100]', 'Dense(50, use_bias: false) -> Dense(1, use_bias: false)');

describe('the memory of a training step', () => {
  it('counts weights, and two values of Adam for each', () => {
    const { weights, optimizer } = stepMemory(dense, 10);
    expect(weights).toBe(4 * (100 * 50 + 50));
    expect(optimizer).toBeGreaterThanOrEqual(2 * weights);
    expect(optimizer).toBeLessThan(2 * weights + 100);
  });

  it('counts inputs, targets and the seed of a batch', () => {
    expect(stepMemory(dense, 10).data - stepMemory(dense, 9).data).toBe(4 * (100 + 1));
  });

  it('grows with the batch in what layers make, and not in what the engine keeps', () => {
    const [small, large] = [stepMemory(dense, 1000), stepMemory(dense, 2000)];
    expect(large.tensors / small.tensors).toBeGreaterThan(1.5);
    expect(large.engine).toBe(small.engine);
  });

  it('has one place for tables, of which plain descent makes no gradient', () => {
    const layers = 'Embedding(10_000, 32) -> GlobalMaxPooling1D() -> Dense(1)';
    const [plain, adaptive] = ['SGD(0.1)', 'Adam()'].map((optimizer) =>
      stepMemory(graphOf('int32[4]', layers, `train { optimizer: ${optimizer} }`), 8),
    );
    const table = 4 * 10_000 * 32;
    expect(plain!.tensors).toBeLessThan(table / 10);
    expect(adaptive!.tensors).toBeGreaterThan(2 * table);
    expect(adaptive!.engine - plain!.engine).toBeLessThan(table);
  });

  it('has two places for a kernel that the way back reads as well', () => {
    const [first, hidden] = ['Dense(1000)', 'Dense(1000) -> Dense(1000)'].map((layers) =>
      stepMemory(graphOf('float32[1000]', layers), 1),
    );
    const kernel = 4 * 1000 * 1000;
    expect(first!.engine).toBeLessThan(16 * 2 ** 20);
    expect(hidden!.engine - first!.engine).toBeGreaterThan(0.9 * kernel);
    expect(hidden!.engine - first!.engine).toBeLessThan(1.5 * kernel);
  });

  it('counts what each place of the window of a volume sees, side by side where channels are few', () => {
    const needed = (channels: number) =>
      stepMemory(graphOf(`float32[12, 12, 12, ${channels}]`, 'Conv3D(8, 3) -> Flatten() -> Dense(1)'), 64);
    const view = (channels: number): number => 64 * 10 ** 3 * channels * 4;
    expect(needed(4).tensors).toBeGreaterThan(2 * 27 * view(4));
    expect(needed(16).tensors).toBeLessThan(2 * 27 * view(4));
    expect(needed(16).tensors).toBeGreaterThan(2 * view(16));
  });

  it('is the sum of its parts', () => {
    const { total, step, ...parts } = stepMemory(dense, 32);
    expect(step).toBe('train');
    expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(total, 6);
  });

  it('is that of a prediction where no head has a loss', () => {
    const text = 'model M {\n  input x: float32[100]\n  head y = x -> Dense(50)\n}\n';
    const { graph } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
    expect(stepMemory(graph!, 10)).toMatchObject({ step: 'predict', optimizer: 0, data: 4 * 100 * 10 });
  });

  it('needs a number for every open size', () => {
    const graph = graphOf('int32[T]', 'Embedding(10, 4) -> LSTM(3) -> Dense(1)');
    expect(openSizeNames(graph)).toEqual(['T']);
    expect(() => stepMemory(graph, 8)).toThrow('T');
    const [short, long] = [20, 40].map((size) => stepMemory(graph, 8, new Map([['T', size]])).tensors);
    expect(long! / short!).toBeGreaterThan(1.5);
  });

  it('is that of the larger step where a model is trained in turns', () => {
    const { graph } = subjectFrom(ownExampleTexts, 'rings-gan.kmodel');
    const sizes = stepMemory(graph, 4);
    const turns = graph.training.steps!.map((_, turn) => buildTrainStep(graph, { weighted: [], turn }));
    const states = turns.map(
      ({ inputs }) =>
        inputs.filter((input) => input.role === 'state' && input.state.kind !== 'weight').length,
    );
    expect(new Set(states).size).toBe(2);
    expect(sizes.weights).toBeGreaterThan(0);
    expect(stepMemory(graph, 4000).total).toBeGreaterThan(sizes.total);
  });
});

describe('a batch that does not fit', () => {
  const mebibyte = 2 ** 20;

  it('is refused with the batch that does', () => {
    const needed = stepMemory(dense, 1_000_000).total;
    let help = '';
    expect(() => {
      try {
        requireStepMemory(dense, 1_000_000, new Map(), needed / 2);
      } catch (error) {
        help = (error as { readonly help: string }).help;
        throw error;
      }
    }).toThrow(
      /^A training step of `M` with 1,000,000 samples needs about [\d.]+ [MG]B, but this machine has/,
    );
    const fitting = Number(/`batch_size: (\d+)`/.exec(help)![1]);
    expect(stepMemory(dense, fitting).total).toBeLessThanOrEqual(needed / 2);
    expect(stepMemory(dense, Math.ceil(fitting * 1.02)).total).toBeGreaterThan(needed / 2);
  });

  it('is refused where not even one sample fits', () => {
    expect(() => requireStepMemory(dense, 100_000, new Map(), mebibyte)).toThrow('100,000 samples');
  });

  it('passes where there is enough', () => {
    expect(() => requireStepMemory(dense, 32, new Map(), 100 * mebibyte)).not.toThrow();
  });

  it.each(['Dense(4)', 'Dropout(0.5) -> Dense(4)'])(
    'is refused before its first step by %s',
    async (layers) => {
      const graph = graphOf('float32[1000]', `${layers} -> Dense(1)`);
      const samples = 10_000_000_000;
      // The refusal comes before a number is read.
      const feeds = Object.fromEntries(
        buildTrainStep(graph).inputs.flatMap(({ name, role, dtype, shape }) =>
          role === 'input' || role === 'target'
            ? [[name, { dtype, shape: [samples, ...shape.slice(1).map(Number)], data: new Float32Array() }]]
            : [],
        ),
      );
      const model = new Model(graph, await testEngine(), { seed: 1 });
      await expect(model.trainStep(feeds, [])).rejects.toThrow(
        'A training step of `M` with 10,000,000,000 samples needs about',
      );
      await model.dispose();
    },
  );
});
