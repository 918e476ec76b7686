import { describe, expect, it } from 'vitest';
import { buildGradientStep } from '../../../compiler/steps/build-steps.ts';
import { printOpGraph } from '../../../compiler/ops/print.ts';
import { graphOf, vectorModel } from '../harness.ts';
import { told } from '../told.ts';

const model = (layer: string): string => vectorModel(`  head y = x -> ${layer} { loss: mse }`);

/** The numbers by which the loss of a step multiplies something: the strengths of penalties are among them. */
const lossText = (layer: string): string => printOpGraph(buildGradientStep(graphOf(model(layer))).graph);

describe('a penalty on the result of a layer', () => {
  it.each(['ReLU', 'LayerNormalization', 'Flatten'])('is taken by %s, by its name', (layer) => {
    expect(told(model(`${layer}(activity_regularizer: L2(0.25))`))).toEqual([]);
  });

  it('is added to the loss, divided by the number of samples', () => {
    const [without, penalised] = [lossText('ReLU()'), lossText('ReLU(activity_regularizer: L2(0.1875))')];
    expect(without).not.toContain('0.1875');
    expect(penalised).toContain('0.1875');
  });

  it('is none where none is written', () => {
    expect(lossText('ReLU(activity_regularizer: none)')).toBe(lossText('ReLU()'));
  });

  it('is no argument by its place', () => {
    expect(told(model('Flatten(L2(0.25))'))).toEqual([
      'L2(0.25): `data_format` of Flatten takes `channels_last` or `channels_first`, but `L2(…)` is a regularizer.',
    ]);
  });

  it('is refused by layers whose constructor in Keras takes none', () => {
    expect(told(model('ActivityRegularization(activity_regularizer: L2(0.1))'))).toEqual([
      'activity_regularizer: ActivityRegularization has no argument `activity_regularizer`. `ActivityRegularization(l2: 0.01)` behind the layer puts a penalty on its result.',
    ]);
  });
});
