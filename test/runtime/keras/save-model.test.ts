import { unzipSync } from 'fflate';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../compiler/bind/host.ts';
import { compileModel } from '../../../compiler/check/compile.ts';
import type { ModelGraph } from '../../../compiler/graph/model-graph.ts';
import { placeWeights } from '../../../compiler/targets/keras/weights.ts';
import { optimizerVariables } from '../../../compiler/targets/keras/optimizer-variables.ts';
import { weightsTree } from '../../../runtime/keras/archive.ts';
import { saveKerasModel } from '../../../runtime/keras/save-model.ts';
import { Model } from '../../../runtime/model.ts';
import type { Hdf5Tree } from '../../../runtime/weights/hdf5-write.ts';
import { loadWeights } from '../../../runtime/weights/save.ts';
import { testEngine } from '../../support/engine.ts';
import { compileGoldenModel, goldenModelNames } from '../../support/golden-model.ts';

const folder = mkdtempSync(join(tmpdir(), 'kmodel-keras-'));

const graphOf = (text: string): ModelGraph =>
  compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text })).graph!;

const modelOf = async (graph: ModelGraph, seed: number) => new Model(graph, await testEngine(), { seed });

describe.each(['keras', 'weights.h5', 'h5'])('a file that ends in .%s', (ending) => {
  it.each(goldenModelNames())('gives the weights of %s back', async (name) => {
    const model = await modelOf(compileGoldenModel(name), 1);
    const path = join(folder, `${name}.${ending}`);
    await saveKerasModel(model.graph, path, { weights: model.getWeights(), optimizer: undefined });
    const other = await modelOf(compileGoldenModel(name), 2);
    expect(await loadWeights(other, path)).toEqual([]);
    expect(other.getWeights()).toEqual(model.getWeights());
  });
});

describe('.keras', () => {
  it('is a zip of three files whose bytes follow from the model alone', async () => {
    const model = await modelOf(compileGoldenModel('02_qa'), 1);
    const numbers = { weights: model.getWeights(), optimizer: undefined };
    const paths = ['a.keras', 'b.keras'].map((name) => join(folder, name)) as [string, string];
    for (const path of paths) await saveKerasModel(model.graph, path, numbers);
    const [first, second] = paths.map((path) => readFileSync(path)) as [Buffer, Buffer];
    expect(first.equals(second)).toBe(true);
    expect(Object.keys(unzipSync(first))).toEqual(['metadata.json', 'config.json', 'model.weights.h5']);
  });
});

describe('weights of layers with layers inside', () => {
  const groups = (layer: string, shape = '[5, 4]') => {
    const { layers } = placeWeights(
      graphOf(`model M {\n input x: float32${shape}\n head y = x -> ${layer} }`),
    );
    return layers[0]!.weights.map(({ group, index, weight }) => `${weight.name}: ${group}/vars/${index}`);
  };

  it('stand in the groups that Keras 3 gives them', () => {
    expect(groups('LSTM(2)')).toEqual([
      'kernel: layers/lstm/cell/vars/0',
      'recurrent_kernel: layers/lstm/cell/vars/1',
      'bias: layers/lstm/cell/vars/2',
    ]);
    expect(groups('Bidirectional(SimpleRNN(2))')).toEqual([
      'forward_simple_rnn/kernel: layers/bidirectional/forward_layer/cell/vars/0',
      'forward_simple_rnn/recurrent_kernel: layers/bidirectional/forward_layer/cell/vars/1',
      'forward_simple_rnn/bias: layers/bidirectional/forward_layer/cell/vars/2',
      'backward_simple_rnn/kernel: layers/bidirectional/backward_layer/cell/vars/0',
      'backward_simple_rnn/recurrent_kernel: layers/bidirectional/backward_layer/cell/vars/1',
      'backward_simple_rnn/bias: layers/bidirectional/backward_layer/cell/vars/2',
    ]);
    expect(groups('TimeDistributed(Dense(2))')).toEqual([
      'dense/kernel: layers/time_distributed/layer/vars/0',
      'dense/bias: layers/time_distributed/layer/vars/1',
    ]);
    expect(groups('SpectralNormalization(Dense(2))')).toEqual([
      'dense/kernel: layers/spectral_normalization/vars/0',
      'vector_u: layers/spectral_normalization/vars/1',
      'dense/kernel: layers/spectral_normalization/layer/vars/0',
      'dense/bias: layers/spectral_normalization/layer/vars/1',
    ]);
  });

  it('take Keras’s own name of the class', () => {
    const { layers } = placeWeights(
      graphOf('model M {\n input x: float32[5, 4]\n head y = [x, x] -> GroupQueryAttention(4, 2, 1) }'),
    );
    expect(layers[0]!.weights.map(({ group }) => group)[0]).toBe(
      'layers/grouped_query_attention/_query_dense',
    );
  });

  it.each([
    'SpectralNormalization(Dense(2))',
    'Bidirectional(LSTM(2), backward_layer: LSTM(3, go_backwards: true))',
    'TimeDistributed(Dense(2))',
  ])('come back: %s', async (layer) => {
    const graph = graphOf(`model M {\n input x: float32[5, 4]\n head y = x -> ${layer} }`);
    const model = await modelOf(graph, 1);
    const path = join(folder, 'inner.keras');
    await saveKerasModel(graph, path, { weights: model.getWeights(), optimizer: undefined });
    const other = await modelOf(graph, 2);
    await loadWeights(other, path);
    expect(other.getWeights()).toEqual(model.getWeights());
  });
});

describe('the state of an optimizer', () => {
  const paths = (optimizer: string) =>
    optimizerVariables(
      graphOf(
        `model M {\n input x: float32[4]\n head y = x -> Dense(1) { loss: mse }\n train { optimizer: ${optimizer} } }`,
      ),
    ).map(({ path }) => path.split('/')[1]);

  it('stands in the order in which Keras 3.16 makes it', () => {
    expect(paths('Adam()')).toEqual([
      'iteration',
      'learning_rate',
      'y_kernel_momentum',
      'y_kernel_velocity',
      'y_bias_momentum',
      'y_bias_velocity',
    ]);
    expect(paths('RMSprop(momentum: 0.1)')).toEqual([
      'iteration',
      'learning_rate',
      'y_kernel_velocity',
      'y_bias_velocity',
      'y_kernel_momentum',
      'y_bias_momentum',
    ]);
    expect(paths('SGD(CosineDecay(0.1, 10))')).toEqual(['iteration']);
    expect(paths('SGD(use_ema: true)')).toEqual([
      'iteration',
      'learning_rate',
      'y_kernel_average',
      'y_bias_average',
    ]);
  });

  it('goes into the file, and what no step has touched has its first values', async () => {
    const graph = compileGoldenModel('02_qa');
    const model = await modelOf(graph, 1);
    const optimizer = {
      'optimizer:iteration': { dtype: 'int32', shape: [], data: Int32Array.of(7) },
    } as const;
    const tree: Hdf5Tree = weightsTree(graph, { weights: model.getWeights(), optimizer });
    const { tensors } = tree.groups!.optimizer!.groups!.vars!;
    expect(Object.keys(tensors!)).toHaveLength(optimizerVariables(graph).length);
    expect(tensors!['0']!.data).toEqual(Int32Array.of(7));
    expect([...tensors!['2']!.data].every((value) => value === 0)).toBe(true);
  });
});

describe('what Keras cannot say', () => {
  const refused = async (text: string, ending = 'keras') => {
    const graph = graphOf(text);
    const model = await modelOf(graph, 1);
    const numbers = { weights: model.getWeights(), optimizer: undefined };
    return saveKerasModel(graph, join(folder, `refused.${ending}`), numbers).then(
      () => 'no error',
      (error: unknown) => (error as Error).message,
    );
  };

  it('is an error that names the layer', async () => {
    const text = 'model M {\n input x: float32[4]\n head y = x -> Dense(1, activation: elu(alpha: 0.5)) }';
    expect(await refused(text)).toBe(
      '`y` cannot be written for Keras: Keras saves activations by name alone, and `elu` has arguments here.',
    );
  });

  it('keeps operators with numbers out of .h5, which Keras would not read', async () => {
    const text = 'model M {\n input x: float32[4]\n head y = 2 * x -> Dense(1) }';
    expect(await refused(text)).toBe('no error');
    expect(await refused(text, 'h5')).toContain('is an operator with a number');
  });
});
