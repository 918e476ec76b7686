import { describe, expect, it } from 'vitest';
import { componentLeftOut } from '../../support/golden-left-out.ts';
import { findComponent } from '../../../compiler/components/registry.ts';
import { difference, readGolden, type GoldenTensor } from '../support/arrays.ts';
import { evaluateGraph, type Input } from '../support/evaluate.ts';
import { componentOf, type Config } from '../support/keras-config.ts';

interface GoldenSchedule {
  readonly name: string;
  readonly class_name: string;
  readonly config: Config;
  readonly steps: readonly number[];
  readonly learning_rates: GoldenTensor;
}

const cases = readGolden<readonly GoldenSchedule[]>('schedules.json').filter(
  (golden) => componentLeftOut('schedule', golden) === undefined,
);

describe('schedules agree with Keras', () => {
  it.each(cases.map((golden) => [golden.name, golden] as const))('%s', async (_, golden) => {
    const schedule = componentOf('schedule', golden);
    const declaration = findComponent('schedule', schedule.name)!;
    const inputs = Object.fromEntries(
      golden.steps.map((step, index): [string, Input] => [
        `step${index}`,
        { dtype: 'float32', shape: [], data: [step] },
      ]),
    );
    const results = await evaluateGraph(
      (ops) =>
        Object.fromEntries(
          golden.steps.map((_step, index) => {
            const step = ops.scope.input(`step${index}`, 'float32', []);
            return [`rate${index}`, declaration.lower(ops, step, schedule.args as never)];
          }),
        ),
      inputs,
    );
    const rates = golden.steps.map((_step, index) => results[`rate${index}`]!.data[0]!);
    const tolerance = { rtol: 1e-4, atol: 1e-7 };
    expect(
      difference({ shape: [rates.length], data: rates }, golden.learning_rates, tolerance),
    ).toBeUndefined();
  });
});
