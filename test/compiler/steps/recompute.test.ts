import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../../compiler/index.ts';
import { bindSizes } from '../../../compiler/ops/bind-sizes.ts';
import { peakBytes } from '../../../compiler/ops/peak-memory.ts';
import type { OpGraph } from '../../../compiler/ops/types.ts';
import { openSizes } from '../../../compiler/shapes/open-sizes.ts';
import { batchSize } from '../../../compiler/shapes/types.ts';
import { buildTrainStep } from '../../../compiler/steps/build-steps.ts';
import type { StepGraph } from '../../../compiler/steps/step-graph.ts';
import type { Inputs } from '../support/evaluate.ts';
import { interpret } from '../support/interpreter/interpret.ts';

const [batchName] = openSizes(batchSize);

/** The training step of a model, as it is and with `recompute: true`. */
function stepsOf(layers: string, input = 'float32[4]'): Readonly<Record<'kept' | 'again', StepGraph>> {
  const build = (recompute: boolean): StepGraph => {
    const text = `block Around() {
      input x
      return x + (x -> Dense(4, activation: tanh) -> Dense(4))
    }
    block Residual() {
      input x
      branch main = x -> Conv2D(8, 3, padding: same) -> BatchNormalization() -> ReLU() -> Conv2D(8, 3, padding: same)
      return main + x -> ReLU()
    }
    model Deep {
      input x: ${input}
      head y = x -> ${layers} { loss: mse }
      train { optimizer: SGD(0.1), seed: 1, recompute: ${recompute} }
    }`;
    return buildTrainStep(compileModel('deep.kmodel', createMemoryHost({ 'deep.kmodel': text })).graph!);
  };
  return { kept: build(false), again: build(true) };
}

/** Three samples of other numbers for each input, and what the state holds. */
function inputsOf({ inputs }: StepGraph): Inputs {
  return Object.fromEntries(
    inputs.map(({ name, dtype, shape }, place) => {
      const sizes = shape.map((size) => (typeof size === 'number' ? size : 3));
      const count = sizes.reduce((product, size) => product * size, 1);
      const data = Array.from({ length: count }, (_, at) =>
        dtype === 'int32' ? 7 : 0.5 + 0.4 * Math.sin(at * 1.7 + place),
      );
      return [name, { dtype, shape: sizes, data }];
    }),
  );
}

const deep = {
  'layers of one size': 'repeat 12 { Dense(4, activation: tanh) } -> Dense(1)',
  'layers that draw random numbers': 'repeat 8 { Dense(4, activation: tanh) -> Dropout(0.4) } -> Dense(1)',
  'normalized layers with statistics': 'repeat 8 { Dense(4) -> BatchNormalization() -> ReLU() } -> Dense(1)',
  'ways around layers': 'repeat 8 { Around() } -> Dense(1)',
} as const;

describe('a step that makes results again', () => {
  it.each(Object.entries(deep))('computes the same with %s', async (_, layers) => {
    const { kept, again } = stepsOf(layers);
    expect(again.recomputes).toBe(true);
    const inputs = inputsOf(kept);
    expect(await interpret(again.graph, inputs)).toEqual(await interpret(kept.graph, inputs));
  });

  it('computes the same with images, and loops among the layers', async () => {
    const layers = `repeat 6 { Conv2D(2, 3, padding: same, activation: relu) } -> MaxPooling2D()
      -> Reshape([4, 2]) -> LSTM(3) -> Dense(1)`;
    const { kept, again } = stepsOf(layers, 'float32[4, 4, 2]');
    expect(again.recomputes).toBe(true);
    const inputs = inputsOf(kept);
    expect(await interpret(again.graph, inputs)).toEqual(await interpret(kept.graph, inputs));
  });

  it.each([
    ['dense layers', 'repeat 40 { Dense(64, activation: tanh) } -> Dense(1)', 'float32[64]', 4096],
    [
      'residual blocks',
      'repeat 16 { Residual() } -> GlobalAveragePooling2D() -> Dense(1)',
      'float32[16, 16, 8]',
      32,
    ],
  ] as const)('needs less than half of the memory with many %s', (_, layers, input, samples) => {
    const { kept, again } = stepsOf(layers, input);
    const bytes = ({ graph }: StepGraph): number => peakBytes(bindSizes(graph, sizesOf(graph, samples)));
    expect(bytes(again)).toBeLessThan(bytes(kept) / 2);
  });

  it('stays as it is where a model is not deep', () => {
    const { kept, again } = stepsOf('Dense(4, activation: tanh) -> Dense(1)');
    expect(again.recomputes).toBe(false);
    expect(again.graph.nodes).toHaveLength(kept.graph.nodes.length);
  });

  it('makes nothing again before the way back has come near: it stands on the loss', () => {
    const { kept, again } = stepsOf(deep['layers of one size']);
    const before = tanhs(kept.graph);
    const late = tanhs(again.graph).slice(before.length);
    expect(late.length).toBeGreaterThan(4);
    const target = again.graph.inputs.find(({ name }) => name === 'target:y')!.tensor.id;
    for (const each of tanhs(kept.graph)) expect(ancestors(kept.graph, each)).not.toContain(target);
    for (const each of late) expect(ancestors(again.graph, each)).toContain(target);
  });
});

/** The results of all `tanh` of a graph, in order. */
function tanhs({ nodes }: OpGraph): readonly number[] {
  return nodes.flatMap(({ op, outputs }) => (op === 'tanh' ? [outputs[0]!.id] : []));
}

/** A batch of so many samples, and what else is open is 1. */
function sizesOf({ inputs }: OpGraph, batch: number): ReadonlyMap<string, number> {
  const names = new Set<string>();
  for (const { tensor } of inputs) for (const size of tensor.shape) openSizes(size, names);
  return new Map([...names].map((name) => [name, name === batchName ? batch : 1]));
}

function ancestors({ nodes }: OpGraph, of: number): readonly number[] {
  const producers = new Map(nodes.flatMap((node) => node.outputs.map(({ id }) => [id, node] as const)));
  const found = new Set<number>();
  const waiting = [of];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop())
    for (const input of producers.get(id)?.inputs ?? [])
      if (!found.has(input.id)) {
        found.add(input.id);
        waiting.push(input.id);
      }
  return [...found];
}
