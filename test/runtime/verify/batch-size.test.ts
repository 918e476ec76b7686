import { describe, expect, it } from 'vitest';
import { mostVerifiedSamples, numbersOfSample, verifiedBatch } from '../../../runtime/verify/batch-size.ts';
import { exampleTexts, subjectFrom } from '../../support/subjects.ts';

const graphOf = (name: string) => subjectFrom(exampleTexts, name).graph;

describe('the batch on which a model is verified', () => {
  it('counts the outputs of all layers, not the inputs', () => {
    const text = 'model M {\n  input x: float32[T, 3]\n  head y = x -> Dense(5) -> Flatten()\n}\n';
    const { graph } = subjectFrom({ 'm.kmodel': text }, 'm.kmodel');
    expect(numbersOfSample(graph, { T: 7 })).toBe(70);
  });

  it('has 8 samples, or one of a model of large images', () => {
    expect(verifiedBatch(graphOf('digits.kmodel'))).toBe(mostVerifiedSamples);
    expect(verifiedBatch(graphOf('two-cameras.kmodel'))).toBe(1);
  });

  it('has as many samples as there is room for', () => {
    const text = 'model M {\n  input x: float32[T]\n  head y = x -> Activation(relu)\n}\n';
    const { graph } = subjectFrom({ 'm.kmodel': text }, 'm.kmodel');
    expect([1000, 10_000_000, 40_000_000].map((T) => verifiedBatch(graph, { T }))).toEqual([8, 3, 1]);
  });
});
