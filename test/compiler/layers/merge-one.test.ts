import { describe, expect, it } from 'vitest';
import { kerasModel } from '../../../compiler/targets/keras/config/model-config.ts';
import { jsonText, type KerasJson } from '../../../compiler/targets/keras/types.ts';
import type { Json } from '../../../compiler/targets/keras/read/json.ts';
import { readKerasModel } from '../../../compiler/targets/keras/read/model.ts';
import { readText } from '../../../compiler/targets/read/read-text.ts';
import { planTfjs } from '../../../compiler/targets/tfjs/plan.ts';
import { finding, findings, graphOf, vectorModel } from '../harness.ts';

const merges = ['Add', 'Multiply', 'Average', 'Maximum', 'Minimum', 'Concatenate'];
const modelOf = (flow: string) => vectorModel(`  head y = ${flow} -> Dense(1) { loss: mse }`);

describe('a merge of one tensor', () => {
  it.each(merges)('is what %s takes, as in Keras, and what it gives back', (name) => {
    const graph = graphOf(modelOf(`[x] -> ${name}()`));
    const { layers, tensors, calls } = graph;
    expect(layers[0]!.class).toBe(name);
    expect(tensors[calls[0]!.outputs[0]!]!.shape).toEqual([16]);
  });

  it.each(merges)('needs a list: x -> %s()', (name) => {
    expect(findings(modelOf(`x -> ${name}()`))).toEqual([`KM3009 ${name}()`]);
  });

  it('is refused by layers of two tensors', () => {
    expect(findings(modelOf('[x] -> Subtract()'))).toEqual(['KM3009 Subtract()']);
    expect(findings(modelOf('[x] -> Dot(1)'))).toEqual(['KM3009 Dot(1)']);
    expect(finding(modelOf('x -> Add()'), 'KM3009').message).toBe(
      'Add takes a list of tensors, but the single tensor `x` flows in.',
    );
  });

  it.each(merges)('stays a list in the configuration of Keras, and comes back from it: %s', async (name) => {
    const graph = graphOf(modelOf(`[x] -> ${name}()`));
    const config = JSON.parse(jsonText(kerasModel(graph).config as KerasJson)) as Json;
    const { text } = await readText(readKerasModel(config));
    expect(text).toContain(`[x] -> ${name}() -> Dense(1)`);
  });

  it.each(merges)('is written out for tfjs, which wants two: %s', (name) => {
    const [one] = planTfjs(graphOf(modelOf(`[x] -> ${name}()`))).layers;
    const two = planTfjs(graphOf(modelOf(`[x, x -> ReLU()] -> ${name}()`))).layers[1];
    expect(two!.implementation.kind).toBe('tfjs');
    expect(one!.implementation.kind).toBe('missing');
  });
});
