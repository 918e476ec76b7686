import { beforeAll, describe, expect, it } from 'vitest';
import type { LayerDeclaration } from '../../../compiler/declarations/define-layer.ts';
import { compileModel, createMemoryHost, type ModelGraph } from '../../../compiler/index.ts';
import { allLayers } from '../../../compiler/layers/registry.ts';
import { createModel, type ModelData } from '../../../runtime/index.ts';
import type { Engine } from '../../../runtime/engines/engine.ts';
import { makeBatch } from '../../../runtime/verify/batch.ts';
import { testEngine } from '../../support/engine.ts';
import { tfjsEngine } from '../../support/tfjs-engines.ts';
import { checkText } from '../harness.ts';
import { randomModel } from '../support/random-model.ts';

/** Cells stand inside other layers, which have the names. */
const layers = allLayers().filter(({ name, internal }) => !internal && !/Cells?$/.test(name));

const graphOf = (text: string): ModelGraph | undefined =>
  compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text })).graph;

/** A valid model of a layer, and the text of the layer's call in it. */
function modelOf(layer: LayerDeclaration): { readonly text: string; readonly call: string } {
  for (let seed = 1; seed < 60; seed++) {
    const text = randomModel(layer, seed * 7919, false);
    if (text.includes('activity_regularizer') || !graphOf(text)) continue;
    const start = new RegExp(`(?<![\\w.])${layer.name}\\(`).exec(text)!.index;
    let depth = 0;
    for (let at = start + layer.name.length; at < text.length; at++) {
      if (text[at] === '(') depth++;
      if (text[at] === ')' && --depth === 0) return { text, call: text.slice(start, at + 1) };
    }
  }
  throw new Error(`No configuration of ${layer.name} was found.`);
}

/** The call with one more argument. */
const withArgument = (call: string, argument: string): string =>
  call.replace(/\)$/, call.endsWith('()') ? `${argument})` : `, ${argument})`);

describe('`name` of every layer', () => {
  it.each(layers.map((layer) => [layer.name, layer] as const))(
    '%s has the name that is given',
    (_, layer) => {
      const { text, call } = modelOf(layer);
      const graph = graphOf(text.replace(call, withArgument(call, 'name: "given"')))!;
      const named = graph.layers.filter(({ name }) => name === 'given');
      expect(named.map(({ class: kind }) => kind)).toEqual([layer.name]);
    },
  );
});

describe('`activity_regularizer` of every layer', () => {
  const has = ({ arguments: declared }: LayerDeclaration): boolean => 'activity_regularizer' in declared;

  it.each(layers.filter((layer) => !has(layer)).map((layer) => [layer.name, layer] as const))(
    '%s has none, and says what puts one behind it',
    (_, layer) => {
      const { text, call } = modelOf(layer);
      const { diagnostics } = checkText(
        text.replace(call, withArgument(call, 'activity_regularizer: L2(0.1)')),
      );
      expect(diagnostics.map(({ message }) => message).join('\n')).toContain(
        '`ActivityRegularization(l2: 0.01)` behind the layer puts a penalty on its result.',
      );
    },
  );

  describe.each(['onnx', 'tfjs'])('on %s', (kind) => {
    let engine: Engine;
    beforeAll(async () => {
      engine = kind === 'onnx' ? await testEngine() : await tfjsEngine('cpu');
    });

    it.each(layers.filter(has).map((layer) => [layer.name, layer] as const))(
      '%s counts the same as a layer of penalties behind it',
      async (_, layer) => {
        const { text, call } = modelOf(layer);
        // Weights follow from names.
        const named = withArgument(call, 'name: "given"');
        const losses = [];
        for (const each of [
          withArgument(named, 'activity_regularizer: L2(0.1)'),
          `${named} -> ActivityRegularization(l2: 0.1)`,
          named,
        ]) {
          const graph = graphOf(text.replace(call, each))!;
          const model = await createModel(graph, { engine, seed: 5 });
          const batch = makeBatch(graph, { count: 3 });
          losses.push(Number((await model.evaluate(batch as ModelData)).loss));
          await model.dispose();
        }
        expect(losses[0]).toBeCloseTo(losses[1]!, 4);
        expect(losses[0]! - losses[2]!).toBeGreaterThan(1e-6);
      },
    );
  });
});
