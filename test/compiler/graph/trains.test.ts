import { describe, expect, it } from 'vitest';
import { trains } from '../../../compiler/graph/trains.ts';
import { printStage } from '../../../compiler/stages.ts';
import { graphOf, vectorModel } from '../harness.ts';

const objective = vectorModel(
  '  branch y = x -> Dense(1)\n  objective small = mean(square(y))\n  head z = y',
);

describe('whether a model trains', () => {
  it.each([
    ['a head with a loss', vectorModel('  head y = x -> Dense(1) { loss: mse }'), true],
    [
      'one of two heads with a loss',
      vectorModel('  head y = x -> Dense(1) { loss: mse }\n  head z = x -> Dense(1)'),
      true,
    ],
    ['an objective alone', objective, true],
    ['a head without a loss', vectorModel('  head y = x -> Dense(1)'), false],
    ['metrics alone', vectorModel('  head y = x -> Dense(1) { metrics: [mae] }'), false],
  ])('%s: %s', (_, text, expected) => {
    expect(trains(graphOf(text))).toBe(expected);
  });

  it('decides which step is printed, for objectives, too', () => {
    const step = printStage('step', { path: 'm.kmodel', text: objective }, graphOf(objective));
    expect(step).toContain('optimizer:iteration');
  });
});
