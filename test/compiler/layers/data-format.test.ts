import { describe, expect, it } from 'vitest';
import { dataFormat } from '../../../compiler/declarations/data-format.ts';
import type { LayerDeclaration } from '../../../compiler/declarations/define-layer.ts';
import { compileModel, createMemoryHost, type ModelGraph } from '../../../compiler/index.ts';
import { allLayers } from '../../../compiler/layers/registry.ts';
import { tensorTypeText } from '../../../compiler/shapes/types.ts';
import { createModel, type ModelData } from '../../../runtime/index.ts';
import { makeBatch } from '../../../runtime/verify/batch.ts';
import { testEngine } from '../../support/engine.ts';
import { checkText } from '../harness.ts';
import { catalogue } from '../support/catalogue.ts';

const layers = allLayers().filter(({ arguments: { data_format: format } }) => format === dataFormat);

const graphOf = (text: string): ModelGraph => {
  const { graph, diagnostics } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  if (!graph) throw new Error(`${diagnostics.map(({ message }) => message).join('\n')}\n${text}`);
  return graph;
};

/** Sizes of the example's input with channels last, all of them different. */
function sizesOf({ family, name, input }: LayerDeclaration): readonly number[] {
  if (family === 'image') return [12, 10, 3];
  if (name.startsWith('ConvLSTM')) return [4, ...[6, 5, 7].slice(0, Number(name.at(-2))), 2];
  const rank = typeof input.rank === 'number' ? input.rank : 3;
  return [...(rank === 4 ? [5, 4, 6] : [12, 10].slice(0, rank - 1)), 4];
}

/** Where the channels come if they come first, among the axes of a sample. */
const placeOf = ({ axesBehindChannels }: LayerDeclaration, rank: number): number =>
  axesBehindChannels === undefined ? 0 : rank - 1 - axesBehindChannels;

const permute = (order: readonly number[]): string =>
  `Permute([${order.map((axis) => axis + 1).join(', ')}])`;

/** A model with its channels first, and one that brings them to the end, does the same, and brings them back. */
function bothOf(layer: LayerDeclaration): { readonly first: string; readonly last: string } {
  const sizes = sizesOf(layer);
  const rank = sizes.length;
  const place = placeOf(layer, rank);
  const axes = sizes.map((_, axis) => axis);
  const first = axes.slice(0, -1).toSpliced(place, 0, rank - 1);
  const input = first.map((axis) => sizes[axis]).join(', ');
  const call = layer.example.slice(layer.example.indexOf('->') + 3);
  const named = call.replace(/\)$/, call.endsWith('()') ? 'name: "it")' : ', name: "it")');
  const model = (stages: string): string =>
    `model M {\n  input x: float32[${input}]\n  head y = x -> ${stages} -> Rescaling(1.0) { loss: mse }\n  train { optimizer: SGD(0.1) }\n}\n`;
  const toLast = permute([...axes.filter((axis) => axis !== place), place]);
  const result = graphOf(model(`${toLast} -> ${named}`));
  const given = result.tensors[result.heads[0]!.tensor]!.shape.length;
  const back = placeOf(layer, given);
  const outAxes = Array.from({ length: given }, (_, axis) => axis);
  const toFirst = permute(outAxes.slice(0, -1).toSpliced(back, 0, given - 1));
  return {
    first: model(named.replace(/\)$/, ', data_format: channels_first)')),
    last: model(`${toLast} -> ${named}${given < 2 || back < 0 ? '' : ` -> ${toFirst}`}`),
  };
}

/** What a model predicts, and its loss and weights after a step of training. */
async function outcome(text: string) {
  const graph = graphOf(text);
  const model = await createModel(graph, { engine: await testEngine(), seed: 3 });
  const batch = makeBatch(graph, { count: 2 });
  const { y } = await model.predict({ x: batch.x! } as ModelData);
  const { history } = await model.fit(batch as ModelData, { epochs: 1, batchSize: 2, shuffle: false });
  const weights = model.getWeights();
  await model.dispose();
  return { y: y!, loss: Number(history.loss![0]), weights };
}

describe('`data_format: channels_first`', () => {
  it('is taken by every layer that Keras gives it, and by those whose base has it there', () => {
    const known = allLayers().map(({ name }) => name);
    const inKeras = catalogue
      .layers!.filter((entry) => entry.arguments.some(({ name }) => name === 'data_format'))
      .map(({ name }) => name)
      .filter((name) => known.includes(name));
    const ofBase = ['AutoContrast', 'RandomBrightness', 'RandomContrast', 'Solarization'];
    expect(layers.map(({ name }) => name).sort()).toEqual([...inKeras, ...ofBase].sort());
  });

  it.each(layers.map((layer) => [layer.name, layer] as const))(
    '%s does what it does with the channels brought to the end, and brings them back',
    async (_, layer) => {
      const { first, last } = bothOf(layer);
      const [given, wanted] = [await outcome(first), await outcome(last)];
      expect(given.y.shape).toEqual(wanted.y.shape);
      given.y.data.forEach((value, at) => expect(value).toBeCloseTo(Number(wanted.y.data[at]), 4));
      expect(given.loss).toBeCloseTo(wanted.loss, 4);
      expect(Object.keys(given.weights)).toEqual(Object.keys(wanted.weights));
      for (const [name, { shape, data }] of Object.entries(given.weights)) {
        expect(shape).toEqual(wanted.weights[name]!.shape);
        data.forEach((value, at) => expect(value).toBeCloseTo(Number(wanted.weights[name]!.data[at]), 4));
      }
    },
  );
});

describe('what is said of channels that come first', () => {
  const findings = (type: string, stage: string): readonly string[] =>
    checkText(`model M {\n  input x: ${type}\n  head y = x -> ${stage}\n}\n`).diagnostics.map(
      ({ code, message }) => `${code} ${message}`,
    );

  it.each([
    [
      'an axis is counted where it stands',
      'float32[8, 20, 3]',
      'Conv2D(4, 5, data_format: channels_first)',
      'KM3004 Conv2D moves a window of 5 along axis 3 of `x`, which has only 3.',
    ],
    [
      'behind the steps, too',
      'float32[6, 8, 20, 3]',
      'ConvLSTM2D(4, 5, data_format: channels_first)',
      'KM3004 ConvLSTM2D moves a window of 5 along axis 4 of `x`, which has only 3.',
    ],
    [
      'cropping likewise',
      'float32[8, 3, 20]',
      'Cropping2D(2, data_format: channels_first)',
      'KM3004 Cropping2D takes 4 off axis 2 of `x`, which has only 3.',
    ],
    [
      'the channels have to be known',
      'float32[T, 20, 20]',
      'Conv2D(4, 3, data_format: channels_first)',
      'KM3005 Conv2D needs to know the size of axis 1 of `x` for its weights, but `x` is float32[batch, T, 20, 20].',
    ],
    [
      'an image has them in front',
      'float32[20, 20]',
      'Conv2D(4, 3, data_format: channels_first)',
      'KM3001 Conv2D takes an image, float32[batch, channels, height, width], but `x` is float32[batch, 20, 20].',
    ],
    [
      'groups share them',
      'float32[5, 20, 20]',
      'Conv2D(4, 3, groups: 2, data_format: channels_first)',
      'KM2004 2 groups cannot share 5 channels of `x` evenly.',
    ],
    [
      'another word is none of the two',
      'float32[5, 20, 20]',
      'Conv2D(4, 3, data_format: channels_middle)',
      'KM2006 `data_format` of Conv2D has no option `channels_middle`. Did you mean `channels_first` or `channels_last`?',
    ],
  ])('%s', (_, type, stage, wanted) => expect(findings(type, stage)).toEqual([wanted]));

  it('sizes that are open stand where they are', () => {
    const { tensors, heads } = graphOf(
      'model M {\n  input x: float32[3, H, W]\n  head y = x -> Conv2D(4, 3, data_format: channels_first)\n}\n',
    );
    expect(tensorTypeText(tensors[heads[0]!.tensor]!)).toBe('float32[batch, 4, H - 2, W - 2]');
  });

  it('an activation along an axis goes along the last one, as in Keras', async () => {
    const graph = graphOf(
      'model M {\n  input x: float32[3, 6, 5]\n  head y = x -> Conv2D(4, 2, data_format: channels_first, activation: softmax)\n}\n',
    );
    const model = await createModel(graph, { engine: await testEngine(), seed: 1 });
    const { y } = await model.predict({ x: makeBatch(graph, { count: 1 }).x! } as ModelData);
    expect(y!.shape).toEqual([1, 4, 5, 4]);
    for (let row = 0; row < 20; row++) {
      const numbers = Array.from(y!.data.subarray(4 * row, 4 * row + 4), Number);
      expect(numbers.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    }
    await model.dispose();
  });

  it('an axis of one channel is added in front', () => {
    const { diagnostics } = checkText(
      'model M {\n  input x: float32[20, 30]\n  head y = x -> Conv2D(4, 3, data_format: channels_first)\n}\n',
    );
    expect(diagnostics[0]!.help).toBe('`Reshape([1, 20, 30])` adds an axis of one channel.');
  });

  it('layers that Keras has with channels last alone do not take it', () => {
    expect(findings('float32[8, 20]', 'Cropping1D(1, data_format: channels_first)')[0]).toContain(
      'KM2001 Cropping1D has no argument `data_format`.',
    );
  });
});
