import { describe, expect, it } from 'vitest';
import type { LayerDeclaration } from '../../../compiler/declarations/define-layer.ts';
import { compileModel, createMemoryHost, type ModelGraph } from '../../../compiler/index.ts';
import { buildGradientStep, modelWeights } from '../../../compiler/steps/build-steps.ts';
import { inMixedPrecision } from '../../../compiler/ops/mixed-precision.ts';
import { printOpGraph } from '../../../compiler/ops/print.ts';
import { allLayers } from '../../../compiler/layers/registry.ts';
import { createModel, type ModelData } from '../../../runtime/index.ts';
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

describe('`trainable: false` of every layer', () => {
  const trained = (graph: ModelGraph): readonly string[] =>
    modelWeights(graph)
      .filter(({ layer, weight }) => layer.trainable && weight.trainable)
      .map(({ name }) => name);

  it.each(layers.map((layer) => [layer.name, layer] as const))(
    '%s freezes its own weights and no others',
    (_, layer) => {
      const { text, call } = modelOf(layer);
      const named = withArgument(call, 'name: "given"');
      const before = trained(graphOf(text.replace(call, named))!);
      const after = trained(graphOf(text.replace(call, withArgument(named, 'trainable: false')))!);
      expect(after).toEqual(before.filter((name) => !name.startsWith('given/')));
    },
  );
});

/** Layers whose constructor in Keras takes none, that are a penalty themselves, or that work before the graph. */
const withoutPenalty = [
  'ActivityRegularization',
  'Discretization',
  'SpatialDropout1D',
  'SpatialDropout2D',
  'SpatialDropout3D',
];

describe('`activity_regularizer` of every layer', () => {
  const has = ({ arguments: declared }: LayerDeclaration): boolean => 'activity_regularizer' in declared;
  const others = layers.filter((layer) => !has(layer));

  it('is taken by all that Keras gives it to', () => {
    const inGraph = others.filter(({ host }) => !host?.only);
    expect(inGraph.map(({ name }) => name).sort()).toEqual(withoutPenalty);
  });

  it.each(others.map((layer) => [layer.name, layer] as const))(
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

  it('is given by its name alone', () => {
    const text = 'model M {\n  input x: float32[4, 4]\n  head y = x -> Flatten(channels_last, L2(0.1))\n}\n';
    expect(checkText(text).diagnostics.map(({ message }) => message)).toEqual([
      'Flatten takes one argument, but 2 stand here without a name.',
    ]);
  });

  it('counts each result, as in Keras', async () => {
    const losses = [];
    for (const penalty of [0, 0.5]) {
      const text = `model M {
  input x: float32[3, 2]
  head y = x -> LSTM(2, return_state: true, activity_regularizer: L2(${penalty})) -> Concatenate() { loss: mse }
}
`;
      const model = await createModel(graphOf(text)!, { engine: await testEngine(), seed: 5 });
      const x = { shape: [1, 3, 2], data: Float32Array.of(1, 2, 3, -1, -2, 1) };
      const y = { shape: [1, 6], data: new Float32Array(6) };
      losses.push(Number((await model.evaluate({ x, y })).loss));
      await model.dispose();
    }
    // All six numbers of one sample, whose squares have the mean that the loss is.
    expect(losses[1]! - losses[0]!).toBeCloseTo(0.5 * 6 * losses[0]!, 5);
  });

  // Numbers of Keras; all kernels are ones.
  it.each([
    ['every projection', '[x, x] -> MultiHeadAttention(1, 2, kernel_initializer: ones, PENALTY)', 162],
    [
      'the gate too',
      '[x, x] -> MultiHeadAttention(1, 2, kernel_initializer: ones, use_gate: true, PENALTY)',
      153.8137,
    ],
    [
      'samples that are several sequences',
      '[x -> Reshape([2, 2, 3]), x -> Reshape([2, 2, 3])] -> MultiHeadAttention(1, 2, kernel_initializer: ones, attention_axes: [2], PENALTY)',
      324,
      4,
    ],
    [
      'every projection and the result',
      '[x, x] -> GroupQueryAttention(2, 1, 1, kernel_initializer: ones, PENALTY)',
      270,
    ],
    [
      'both directions',
      'x -> Bidirectional(SimpleRNN(1, activation: linear, kernel_initializer: ones, recurrent_initializer: zeros, PENALTY))',
      9,
    ],
  ])('counts what layers inside give, as in Keras: %s', async (_, pipeline, expected, steps = 2) => {
    const losses = [];
    for (const penalty of ['activity_regularizer: none', 'activity_regularizer: L2(0.5)']) {
      const text = `model M {\n  input x: float32[${steps}, 3]\n  head y = ${pipeline.replace('PENALTY', penalty)} { loss: mse }\n}\n`;
      const graph = graphOf(text)!;
      const model = await createModel(graph, { engine: await testEngine(), seed: 5 });
      const batch = {
        ...makeBatch(graph, { count: 1 }),
        x: { shape: [1, steps, 3], data: new Float32Array(3 * steps).fill(1) },
      };
      losses.push(Number((await model.evaluate(batch as ModelData)).loss));
      await model.dispose();
    }
    expect(losses[1]! - losses[0]!).toBeCloseTo(expected, 2);
  });

  it('is left out inside TimeDistributed, where Keras runs what the layer computes alone', async () => {
    const losses = [];
    for (const penalty of ['', ', activity_regularizer: L2(0.5)']) {
      const text = `model M {\n  input x: float32[3, 2]\n  head y = x -> TimeDistributed(Dense(2${penalty})) { loss: mse }\n}\n`;
      const graph = graphOf(text)!;
      const model = await createModel(graph, { engine: await testEngine(), seed: 5 });
      losses.push(Number((await model.evaluate(makeBatch(graph, { count: 2 }) as ModelData)).loss));
      await model.dispose();
    }
    expect(losses[0]).toBe(losses[1]);
  });

  const bothOf = (layer: LayerDeclaration): readonly ModelGraph[] => {
    const { text, call } = modelOf(layer);
    // Weights follow from names.
    const named = withArgument(call, 'name: "given"');
    return [
      withArgument(named, 'activity_regularizer: L2(0.1)'),
      `${named} -> ActivityRegularization(l2: 0.1)`,
    ].map((each) =>
      graphOf(text.replace(call, each).replace(/^( +head y = [^{\n]*)$/m, '$1 { loss: mse }'))!,
    );
  };

  const ofResults = layers.filter((layer) => has(layer) && layer.penalty === undefined);

  it.each(ofResults.map((layer) => [layer.name, layer] as const))(
    '%s computes the same as with a layer of penalties behind it',
    (_, layer) => {
      const [own, behind] = bothOf(layer).map((graph) => printOpGraph(buildGradientStep(graph).graph));
      expect(own).toBe(behind);
    },
  );

  describe.each(['onnx', 'tfjs'])('on %s', (kind) => {
    const some = ['Dense', 'Conv2D', 'LSTM', 'Add', 'Flatten'];

    it.each(layers.filter(({ name }) => some.includes(name)).map((layer) => [layer.name, layer] as const))(
      '%s has the loss that a layer of penalties behind it has',
      async (_, layer) => {
        const engine = kind === 'onnx' ? await testEngine() : await tfjsEngine('cpu');
        const losses = [];
        for (const graph of bothOf(layer)) {
          const model = await createModel(graph, { engine, seed: 5 });
          const batch = makeBatch(graph, { count: 3 });
          losses.push(Number((await model.evaluate(batch as ModelData)).loss));
          await model.dispose();
        }
        expect(losses[0]).toBeCloseTo(losses[1]!, 4);
      },
    );
  });
});

describe('`dtype` of every layer', () => {
  const has = ({ arguments: declared }: LayerDeclaration): boolean => 'dtype' in declared;
  const wrappers = ['Bidirectional', 'RNN', 'SpectralNormalization', 'TimeDistributed'];

  it('is taken by all that compute and wrap no other', () => {
    const inGraph = layers.filter((layer) => !has(layer) && !layer.host?.only);
    expect(inGraph.map(({ name }) => name).sort()).toEqual(wrappers);
  });

  // Discretization gives whole numbers, of which there is no loss.
  const ofFloats = layers.filter((layer) => has(layer) && layer.name !== 'Discretization');

  it.each(ofFloats.map((layer) => [layer.name, layer] as const))(
    '%s alone computes in what it names, forward and backward',
    (_, layer) => {
      const { text, call } = modelOf(layer);
      const named = withArgument(call, 'name: "given"');
      const graph = (argument: string): ModelGraph =>
        graphOf(
          text
            .replace(call, argument === '' ? named : withArgument(named, argument))
            .replace(/^( +head y = [^{\n]*)$/m, '$1 { loss: mse }'),
        )!;
      const printed = (argument: string): string =>
        printOpGraph(buildGradientStep(graph(argument)).graph).replace(/%\d+/g, '%');
      expect(printed('dtype: none')).toBe(printed(''));
      // What computes is the same but for the mark, and nothing around has it.
      const marked = printed('dtype: mixed_float16');
      const ofLayer = graph('').calls.length === 1;
      if (ofLayer && /= (?!input|constant)/.test(marked)) expect(marked).toContain(' in mixed_float16');
      const plain = inMixedPrecision(buildGradientStep(graph('dtype: float32')).graph);
      const loud = plain.nodes.filter(
        ({ precision, outputs }) => precision === 'float32' && outputs[0]!.dtype === 'float16',
      );
      expect(loud).toEqual([]);
    },
  );
});
