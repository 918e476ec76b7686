import { describe, expect, it } from 'vitest';
import { componentLeftOut } from '../../support/golden-left-out.ts';
import { findComponent } from '../../../compiler/components/registry.ts';
import { variable } from '../../../compiler/shapes/size.ts';
import { numericDType, type TensorType } from '../../../compiler/shapes/types.ts';
import {
  difference,
  goldenTolerance,
  readGolden,
  type GoldenTensor,
  type Tolerance,
  type Values,
} from '../support/arrays.ts';
import { evaluateGraph, type Input, type Inputs } from '../support/evaluate.ts';
import { componentOf, type Config } from '../support/keras-config.ts';

interface GoldenBatch {
  readonly y_true: GoldenTensor;
  readonly y_pred: GoldenTensor;
  readonly sample_weight?: GoldenTensor;
  readonly result: GoldenTensor;
}

interface GoldenMetric {
  readonly name: string;
  readonly class_name: string;
  readonly config: Config;
  readonly batches: readonly GoldenBatch[];
  readonly tolerance?: Tolerance;
}

const batch = variable('batch');

/** For these the files hold the count after all batches at every batch. */
const finalCounts = ['TruePositives', 'TrueNegatives', 'FalsePositives', 'FalseNegatives'];

const cases = readGolden<readonly GoldenMetric[]>('metrics.json').filter(
  (golden) => componentLeftOut('metric', golden) === undefined,
);

describe('metrics agree with Keras after every batch', () => {
  it.each(cases.map((golden) => [golden.name, golden] as const))('%s', async (_, golden) => {
    const config = Object.fromEntries(
      Object.entries(golden.config).filter(([, value]) => value !== undefined),
    );
    const metric = componentOf('metric', { class_name: golden.class_name, config });
    const declaration = findComponent('metric', metric.name)!;
    const args = metric.args as never;
    const head: TensorType = { dtype: 'float32', shape: golden.batches[0]!.y_pred.shape.slice(1) };
    const target = declaration.target?.(head, args) ?? head;
    if ('misfit' in target) throw new Error(target.message);
    const states = declaration.state(head, args);
    let values: readonly Values[] = states.map(({ shape, initial }) => ({
      shape,
      data: Array<number>(shape.reduce((product, size) => product * size, 1)).fill(initial),
    }));
    for (const step of golden.batches) {
      const samples = step.y_pred.shape[0]!;
      const inputs: Inputs = {
        yPred: { ...step.y_pred, dtype: 'float32' },
        yTrue: {
          ...step.y_true,
          dtype: numericDType(target.dtype),
          shape: [samples, ...(target.shape as number[])],
        },
        ...(step.sample_weight && { weights: step.sample_weight }),
        ...Object.fromEntries(
          values.map((value, index): [string, Input] => [`state${index}`, { ...value, dtype: 'float32' }]),
        ),
      };
      const results = await evaluateGraph((ops) => {
        const feed = (name: string) =>
          ops.scope.input(name, inputs[name]!.dtype, [batch, ...inputs[name]!.shape.slice(1)]);
        const state = states.map(({ shape }, index) => ops.scope.input(`state${index}`, 'float32', shape));
        const updated = declaration.update(ops, {
          state,
          yTrue: feed('yTrue'),
          yPred: feed('yPred'),
          weights: inputs.weights && feed('weights'),
          args,
        });
        expect(updated.map(({ shape }) => shape)).toEqual(states.map(({ shape }) => shape));
        return {
          result: declaration.result(ops, updated, args),
          ...Object.fromEntries(updated.map((tensor, index) => [`updated${index}`, tensor])),
        };
      }, inputs);
      values = states.map((_state, index) => results[`updated${index}`]!);
      if (finalCounts.includes(golden.class_name) && step !== golden.batches.at(-1)) continue;
      expect(
        difference(results.result!, step.result, { ...goldenTolerance, ...golden.tolerance }),
      ).toBeUndefined();
    }
  });
});
