import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost, type ModelGraph } from '../../compiler/index.ts';
import { KmodelError } from '../../runtime/errors.ts';
import { load } from '../../runtime/load.ts';
import { requireMemory, type MemoryOptions } from '../../runtime/memory-needs.ts';
import { testEngine } from '../support/engine.ts';

/** A model of some layers, with its trainer. */
function text(layers: string, train = 'train { optimizer: adam }'): string {
  return `model M {\n  input x: float32[4]\n  head y = x -> ${layers} { loss: mse }\n  ${train}\n}\n`;
}

function graphOf(layers: string, train?: string): ModelGraph {
  const { graph, diagnostics } = compileModel(
    'm.kmodel',
    createMemoryHost({ 'm.kmodel': text(layers, train) }),
  );
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return graph!;
}

function messageOf(graph: ModelGraph, options: MemoryOptions): string {
  try {
    requireMemory(graph, options);
  } catch (error) {
    expect(error).toBeInstanceOf(KmodelError);
    return (error as Error).message;
  }
  return 'no error';
}

const kibibyte = 1024;

describe('a model that cannot be held', () => {
  it('is refused for a weight that is longer than an array', () => {
    expect(messageOf(graphOf('Dense(2_000_000_000, name: "wide")'), { memory: Infinity })).toBe(
      'The weight `wide/kernel` of `M` needs 8,000,000,000 numbers (29.80 GB), but one array holds 4,294,967,295 at most.',
    );
  });

  it('is refused for weights that are more than the memory', () => {
    // 4 × 100 + 100 and 100 × 3 + 3 numbers of 4 bytes are 3,212 bytes.
    const graph = graphOf('Dense(100, name: "wide") -> Dense(3)');
    expect(messageOf(graph, { memory: 3211 })).toBe(
      '`M` needs 3.14 KB for weights, most of it in `wide`, but this machine has 3.14 KB of memory.',
    );
    expect(messageOf(graph, { memory: 3212 })).toBe('no error');
  });

  it.each([
    ['adam', 2],
    ['sgd', 0],
    ['SGD(momentum: 0.9)', 1],
    ['SGD(use_ema: true)', 1],
    ['SGD(gradient_accumulation_steps: 2)', 1],
  ])('is refused in a training for the state of %s: %i numbers a weight', (optimizer, slots) => {
    const graph = graphOf('Dense(100)', `train { optimizer: ${optimizer} }`);
    // 500 numbers.
    const needed = 2000 * (1 + slots);
    expect(messageOf(graph, { training: true, memory: needed })).toBe('no error');
    expect(messageOf(graph, { training: true, memory: needed - 1 })).toMatch(
      slots === 0
        ? /^`M` needs 1\.95 KB for weights, most/
        : /needs 1\.95 KB for weights and \d\.\d+ KB for the optimizer/,
    );
    expect(messageOf(graph, { memory: 2000 })).toBe('no error');
  });

  it('keeps no optimizer state for weights that are not trained', () => {
    const graph = graphOf('Dense(100, trainable: false) -> Dense(1)');
    // 500 + 101 numbers, and two more for each of the 101.
    expect(messageOf(graph, { training: true, memory: 4 * (601 + 202) })).toBe('no error');
  });

  it('is refused for a tensor of one sample', () => {
    const graph = graphOf('RepeatVector(2_000_000_000, name: "again") -> GlobalAveragePooling1D()');
    expect(messageOf(graph, { memory: Infinity })).toBe(
      'A sample after `again` in `M` needs 8,000,000,000 numbers (29.80 GB), but one array holds 4,294,967,295 at most.',
    );
    const small = graphOf('RepeatVector(1000, name: "again") -> GlobalAveragePooling1D()');
    expect(messageOf(small, { memory: 2 * kibibyte })).toBe(
      'A sample after `again` in `M` needs 15.63 KB, but this machine has 2.00 KB of memory.',
    );
    expect(messageOf(small, { memory: 16 * kibibyte })).toBe('no error');
  });

  it('is refused by `load` before a weight is drawn', async () => {
    const host = createMemoryHost({ 'm.kmodel': text('Dense(2_000_000_000)') });
    await expect(load('m.kmodel', { host, engine: await testEngine() })).rejects.toThrow(
      'but one array holds 4,294,967,295 at most',
    );
  });
});
