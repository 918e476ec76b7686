import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../../compiler/index.ts';
import { modelWeights } from '../../../compiler/steps/build-steps.ts';
import { matchWeights, type MatchOptions } from '../../../runtime/weights/match.ts';

/** The weights that a model of layers `c` and `a` takes from a file with these names, each by its place in it. */
function taken(names: readonly string[], options?: MatchOptions): Readonly<Record<string, number>> {
  const text =
    'model M {\n  input x: float32[2]\n  head y = x -> Dense(2, use_bias: false, name: "c") -> Dense(2, use_bias: false, name: "a")\n}';
  const { graph } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  const file = names.map((name, place) => ({
    name,
    tensor: {
      dtype: 'float32' as const,
      shape: name === 'wide/kernel' ? [3, 2] : [2, 2],
      data: new Float32Array(4).fill(place),
    },
  }));
  const result = matchWeights('M', modelWeights(graph!), file, 'w.safetensors', options);
  return Object.fromEntries(Object.entries(result).map(([name, { data }]) => [name, data[0]!]));
}

describe('weights of a file', () => {
  it('go by name where all names fit, whatever their order', () => {
    expect(taken(['a/kernel', 'c/kernel'])).toEqual({ 'a/kernel': 0, 'c/kernel': 1 });
  });

  it('go by order where no name fits', () => {
    expect(taken(['p/kernel', 'q/kernel'])).toEqual({ 'c/kernel': 0, 'a/kernel': 1 });
  });

  it('are refused where only some names fit, but for a flag', () => {
    expect(() => taken(['a/kernel', 'b/kernel'])).toThrow(
      'Only 1 of the 2 weights in w.safetensors have a name of `M`: `a/kernel`.',
    );
    expect(taken(['a/kernel', 'b/kernel'], { byOrder: true })).toEqual({ 'c/kernel': 0, 'a/kernel': 1 });
    expect(taken(['a/kernel', 'b/kernel'], { skipMismatch: true })).toEqual({ 'a/kernel': 0 });
  });

  it('may be more, or of other shapes, where only fitting ones are asked for', () => {
    expect(taken(['wide/kernel', 'c/kernel', 'more/kernel'], { skipMismatch: true })).toEqual({
      'c/kernel': 1,
    });
    expect(() => taken(['p/kernel', 'q/kernel'], { skipMismatch: true })).toThrow(
      'w.safetensors holds no weight that fits `M` by name and shape.',
    );
  });
});
