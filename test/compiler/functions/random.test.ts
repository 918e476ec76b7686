import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../../compiler/index.ts';
import { createModel } from '../../../runtime/index.ts';
import { testEngine } from '../../support/engine.ts';

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** So many draws that a mean is within 5 of its deviations. */
const count = 6000;

async function drawsOf(call: string, args: string): Promise<readonly number[]> {
  const text = `model M {\n  input x: float32[2000]\n  head y = ${call}(like: x, ${args}) + 0 * x\n}\n`;
  const { graph } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  const model = await createModel(graph!, { engine: await testEngine(), seed: 5 });
  const { y } = await model.predict({ x: Array.from({ length: 3 }, () => new Array<number>(2000).fill(1)) });
  return Array.from(y!.data, Number);
}

describe('a random function', () => {
  it('normal: has the mean and the deviation that it is given', async () => {
    const data = await drawsOf('random_normal', 'mean: 2, stddev: 0.5');
    expect(data.length).toBe(count);
    expect(Math.abs(mean(data) - 2)).toBeLessThan((5 * 0.5) / Math.sqrt(count));
    const deviation = Math.sqrt(mean(data.map((value) => (value - 2) ** 2)));
    expect(Math.abs(deviation - 0.5)).toBeLessThan((5 * 0.5) / Math.sqrt(2 * count));
  });

  it('uniform: fills its range and no more', async () => {
    const data = await drawsOf('random_uniform', 'minval: -1, maxval: 3');
    expect(Math.min(...data)).toBeGreaterThanOrEqual(-1);
    expect(Math.max(...data)).toBeLessThan(3);
    expect(Math.abs(mean(data) - 1)).toBeLessThan((5 * 4) / Math.sqrt(12 * count));
    expect(Math.max(...data) - Math.min(...data)).toBeGreaterThan(3.9);
  });

  it('bernoulli: is 1 as often as it is told, and 0 else', async () => {
    const data = await drawsOf('random_bernoulli', 'p: 0.25');
    expect(new Set(data)).toEqual(new Set([0, 1]));
    expect(Math.abs(mean(data) - 0.25)).toBeLessThan(5 * Math.sqrt((0.25 * 0.75) / count));
  });
});
