import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../../../compiler/targets/keras/read/json.ts';
import { readKerasModel } from '../../../../../compiler/targets/keras/read/model.ts';
import { readText } from '../../../../../compiler/targets/read/read-text.ts';
import { ReadProblem } from '../../../../../compiler/targets/read/source.ts';

const input = (name: string, shape: Json = [null, 4], dtype = 'float32'): JsonObject => ({
  class_name: 'InputLayer',
  config: { batch_shape: shape, dtype, name },
  name,
  inbound_nodes: [],
});

/** A layer in the form of Keras 2, behind another. */
const layer = (kind: string, name: string, config: JsonObject, ...before: string[]): JsonObject => ({
  class_name: kind,
  config: { name, ...config },
  name,
  inbound_nodes: [before.map((each) => [each, 0, 0, {}])],
});

const model = (layers: readonly JsonObject[], output: string): JsonObject => ({
  class_name: 'Functional',
  config: {
    name: 'm',
    layers,
    input_layers: layers
      .filter(({ class_name }) => class_name === 'InputLayer')
      .map(({ name }) => [name!, 0, 0]),
    output_layers: [[output, 0, 0]],
  },
});

const textOf = async (json: Json): Promise<string> => (await readText(readKerasModel(json))).text;

const problemOf = async (json: Json): Promise<string> => {
  try {
    return await textOf(json);
  } catch (error) {
    expect(error).toBeInstanceOf(ReadProblem);
    return (error as Error).message;
  }
};

describe('configurations of Keras 2', () => {
  it('are read with their names of classes and arguments', async () => {
    const text = await textOf(
      model(
        [
          {
            ...input('x'),
            config: { batch_input_shape: [null, 4], dtype: 'float32', name: 'x', sparse: false },
          },
          layer('Dense', 'dense', { units: 3, activation: 'linear', dtype: 'float32', trainable: true }, 'x'),
          layer('LeakyReLU', 'leaky_re_lu', { alpha: 0.20000000298023224 }, 'dense'),
          layer('BatchNormalization', 'batch_normalization', { axis: [1], momentum: 0.9 }, 'leaky_re_lu'),
          layer('Dense', 'dense_1', { units: 1 }, 'batch_normalization'),
        ],
        'dense_1',
      ),
    );
    expect(text).toBe(`model M {
  input x: float32[4]

  head dense_1 = x -> Dense(3) -> LeakyReLU(0.2) -> BatchNormalization(momentum: 0.9) -> Dense(1)
}
`);
  });

  it('may be chains of layers that state the shape of the first', async () => {
    const text = await textOf({
      class_name: 'Sequential',
      config: [
        {
          class_name: 'Embedding',
          config: { name: 'e', batch_input_shape: [null, null], input_dim: 9, output_dim: 2 },
        },
        { class_name: 'LSTM', config: { name: 'lstm', units: 3, implementation: 1, time_major: false } },
      ],
    });
    expect(text).toContain('input input: int32[T]');
    expect(text).toContain('input -> Embedding(9, 2, name: "e") -> LSTM(3)');
  });

  it('list the first states of a recurrent layer among its inputs', async () => {
    const text = await textOf(
      model(
        [input('x', [null, 7, 4]), input('h', [null, 3]), layer('GRU', 'gru', { units: 3 }, 'x', 'h')],
        'gru',
      ),
    );
    expect(text).toContain('x -> GRU(3, initial_state: [h])');
  });

  it('run a list of cells, and keep states', async () => {
    const cell = (name: string, units: number) => ({ class_name: name, config: { units } });
    const cells = [cell('LSTMCell', 3), cell('GRUCell', 2)];
    const text = await textOf(
      model([input('x', [null, 7, 4]), layer('RNN', 'rnn', { cell: cells, stateful: true }, 'x')], 'rnn'),
    );
    expect(text).toContain('x -> RNN([LSTMCell(3), GRUCell(2)], stateful: true)');
  });
});

describe('operations of Keras 3 in its older format', () => {
  it('are told from layers of the same name, numbers among what they take', async () => {
    const tensor = { class_name: '__keras_tensor__', config: { keras_history: ['x', 0, 0] } };
    const operation = {
      class_name: 'Add',
      config: { name: 'add' },
      name: 'add',
      inbound_nodes: [{ args: [tensor, 3], kwargs: {} }],
    };
    const text = await textOf(model([input('x'), operation, layer('Dense', 'y', { units: 1 }, 'add')], 'y'));
    expect(text).toContain('head y = x + 3 -> Dense(1)');
  });
});

describe('channels first', () => {
  it('are kept in layers and inside wrappers', async () => {
    const text = await textOf(
      model(
        [
          input('x', [null, 4, 3, 8, 6]),
          layer(
            'TimeDistributed',
            'each',
            {
              layer: {
                class_name: 'Conv2D',
                config: { name: 'inner', filters: 2, kernel_size: [3, 3], data_format: 'channels_first' },
              },
            },
            'x',
          ),
          layer('MaxPooling3D', 'pool', { pool_size: [2, 2, 2], data_format: 'channels_first' }, 'each'),
        ],
        'pool',
      ),
    );
    expect(text).toContain('TimeDistributed(Conv2D(2, 3, data_format: channels_first), name: "each")');
    expect(text).toContain('MaxPooling3D(data_format: channels_first)');
  });
});

describe('penalties on results', () => {
  it('stay with their layer, which is no operator then', async () => {
    const l2 = { class_name: 'L2', config: { l2: 0.25 } };
    const text = await textOf(
      model(
        [
          input('x'),
          input('z'),
          layer('Add', 'sum', { activity_regularizer: l2, trainable: true }, 'x', 'z'),
        ],
        'sum',
      ),
    );
    expect(text).toContain('[x, z] -> Add(activity_regularizer: L2(0.25))');
  });
});

/** A model whose last layer says where its class lives. */
const placed = (json: JsonObject, said: JsonObject): JsonObject => {
  const config = json.config as JsonObject;
  const layers = config.layers as readonly JsonObject[];
  const at = layers.length - 1;
  return { ...json, config: { ...config, layers: layers.with(at, { ...layers[at], ...said }) } };
};

describe('what kmodel cannot say', () => {
  const behind = (kind: string, config: JsonObject, name = 'odd'): JsonObject =>
    model([input('x'), layer(kind, name, config, 'x')], name);

  it.each<[string, JsonObject, string]>([
    ['a Lambda', behind('Lambda', {}), 'Layer `odd` is a Lambda'],
    ['a class of its own', behind('Custom>Twist', {}), 'Layer `odd` is of the class `Custom>Twist`'],
    ['another precision', behind('Dense', { units: 1, dtype: 'float16' }), 'Layer `odd` computes in float16'],
    ['an unknown argument', behind('Dense', { units: 1, twist: 3 }), 'Layer `odd` has `twist: 3`'],
    ['an unknown activation', behind('Dense', { units: 1, activation: 'twist' }), 'the activation `twist`'],
    ['a missing argument', behind('Dense', {}), 'Layer `odd` has no `units`'],
    [
      'a class of its own with the name of one of Keras',
      behind('Mine>Dense', { units: 1 }),
      'Layer `odd` is of the class `Mine>Dense`',
    ],
    [
      'a class that is not registered, with the name of one of Keras',
      placed(behind('RMSNormalization', {}), { module: 'train.layers', registered_name: 'RMSNormalization' }),
      'Layer `odd` is of the class `train.layers.RMSNormalization`',
    ],
    [
      'a class of the program itself',
      placed(behind('Dense', { units: 1 }), { module: null, registered_name: 'Dense' }),
      'Layer `odd` is of the class `Dense`',
    ],
    [
      'such a class inside of a wrapper',
      behind('TimeDistributed', {
        layer: { module: null, class_name: 'Dense', config: { units: 1 }, registered_name: 'Mine>Dense' },
      }),
      'Layer `odd` wraps `Mine>Dense`',
    ],
    [
      'such an initializer',
      behind('Dense', {
        units: 1,
        kernel_initializer: {
          module: '__main__',
          class_name: 'Zeros',
          config: {},
          registered_name: 'Mine>Zeros',
        },
      }),
      'Layer `odd` has the initializer `Mine>Zeros`',
    ],
    [
      'steps without entries set to zero',
      behind('LSTM', { units: 1, return_sequences: true, zero_output_for_mask: true }),
      'Layer `odd` has `zero_output_for_mask: true`',
    ],
  ])('is an error that names the layer: %s', async (_, json, message) => {
    expect(await problemOf(json)).toContain(message);
  });
});

describe('what a file says of training', () => {
  const compiled = (settings: JsonObject): JsonObject => ({
    ...model([input('x'), layer('Dense', 'y', { units: 3, activation: 'softmax' }, 'x')], 'y'),
    compile_config: { optimizer: 'sgd', loss: 'mse', ...settings },
  });
  const metric = (kind: string, config: JsonObject, registered: string | null = null): JsonObject => ({
    module: registered ? 'train' : 'keras.metrics',
    class_name: kind,
    config: { dtype: 'float32', ...config },
    registered_name: registered,
  });

  it('may set what changes no number, which is left out', async () => {
    const plain = await textOf(compiled({}));
    const settings = { jit_compile: true, run_eagerly: true, steps_per_execution: 8 };
    expect(await textOf(compiled(settings))).toBe(plain);
  });

  it.each([
    ['MeanSquaredError', { name: 'mean_squared_error' }, 'MeanSquaredError()'],
    ['MeanSquaredError', { name: 'mse' }, 'mse'],
    ['AUC', { name: 'auc_12', curve: 'PR' }, 'AUC(curve: PR)'],
    ['F1Score', { name: 'f1_score' }, 'F1Score()'],
    ['MeanIoU', { name: 'mean_io_u_1', num_classes: 3, dtype: 'int32' }, 'MeanIoU(3)'],
  ])('may name the metric %s as Keras does: %j', async (kind, config, expected) => {
    expect(await textOf(compiled({ metrics: [[metric(kind, config)]] }))).toContain(`metrics: [${expected}]`);
  });

  it.each([
    ['sparse_categorical_crossentropy', 'SparseCategoricalAccuracy', 'accuracy'],
    ['categorical_crossentropy', 'CategoricalAccuracy', 'acc'],
  ])(
    'may call beside %s the metric %s `%s`, which is what Keras takes that for',
    async (loss, kind, name) => {
      const settings = { loss, metrics: [[metric(kind, { name })]] };
      expect(await textOf(compiled(settings))).toContain(`metrics: [${name}]`);
    },
  );

  /** Compiled with a metric for a head behind other layers. */
  const compiledWith = (given: JsonObject, ...behind: readonly JsonObject[]): JsonObject => ({
    ...model([input('x'), ...behind], 'y'),
    compile_config: { optimizer: 'sgd', loss: 'binary_crossentropy', metrics: [given] },
  });
  const accuracy = metric('BinaryAccuracy', { name: 'accuracy', threshold: 0.5 });

  it.each([
    ['of one unit', [layer('Dense', 'y', { units: 1, activation: 'sigmoid' }, 'x')]],
    [
      'with an activation of its own',
      [layer('Dense', 'd', { units: 1 }, 'x'), layer('Activation', 'y', { activation: 'sigmoid' }, 'd')],
    ],
    [
      'of a number at each step',
      [
        layer('Reshape', 'r', { target_shape: [4, 1] }, 'x'),
        layer('Conv1D', 'y', { filters: 1, kernel_size: [1], activation: 'sigmoid' }, 'r'),
      ],
    ],
  ])('may call BinaryAccuracy `accuracy` for a head %s', async (_, behind) => {
    expect(await textOf(compiledWith(accuracy, ...behind))).toContain('metrics: [accuracy]');
  });

  it.each([
    ['of several units', accuracy, [layer('Dense', 'y', { units: 3 }, 'x')]],
    [
      'with another threshold',
      metric('BinaryAccuracy', { name: 'accuracy', threshold: 0.7 }),
      [layer('Dense', 'y', { units: 1 }, 'x')],
    ],
    [
      'that another accuracy would be called for',
      metric('CategoricalAccuracy', { name: 'accuracy' }),
      [layer('Dense', 'y', { units: 1 }, 'x')],
    ],
    [
      'whose width is that of several layers',
      accuracy,
      [layer('Dense', 'd', { units: 2 }, 'x'), layer('Flatten', 'y', {}, 'd')],
    ],
  ])('may not call so that of a head %s', async (_, given, behind) => {
    expect(await problemOf(compiledWith(given, ...behind))).toContain('`accuracy`');
  });

  it.each([
    ['categorical_crossentropy', metric('SparseCategoricalAccuracy', { name: 'accuracy' })],
    [
      'sparse_categorical_crossentropy',
      metric('SparseCategoricalAccuracy', { name: 'accuracy' }, 'Mine>SparseCategoricalAccuracy'),
    ],
  ])('may not call so another metric beside %s', async (loss, given) => {
    expect(await problemOf(compiled({ loss, metrics: [given] }))).toContain('metric');
  });

  it.each([
    [
      { metrics: [metric('MeanSquaredError', { name: 'mine' })] },
      'calls its metric `MeanSquaredError` `mine`',
    ],
    [{ metrics: [metric('AUC', { name: 'pr', curve: 'PR' })] }, 'calls its metric `AUC` `pr`'],
    [{ metrics: [metric('Poisson', {}, 'Mine>Poisson')] }, 'has the metric `Mine>Poisson`'],
    [{ loss: metric('Huber', {}, 'Huber') }, 'has the loss `train.Huber`'],
    [{ optimizer: metric('SGD', { learning_rate: 0.1 }, 'Mine>SGD') }, 'has the optimizer `Mine>SGD`'],
  ])('cannot name or bring what kmodel does not have: %j', async (settings, message) => {
    expect(await problemOf(compiled(settings))).toContain(message);
  });
});

describe('damaged and hostile configurations', () => {
  it.each<[string, Json, string]>([
    ['no object', 3, 'no configuration of a model'],
    ['no class', {}, 'has no text `class_name`'],
    ['another class', { class_name: 'Twist', config: {} }, 'of the class `Twist`'],
    ['no layers', { class_name: 'Functional', config: {} }, 'has no list `layers`'],
    ['an unknown layer', model([input('x'), layer('Dense', 'y', { units: 1 }, 'z')], 'y'), '`z`'],
    ['an output that is not there', model([input('x')], 'y'), '`y`'],
    [
      'two layers of one name',
      model([input('x'), input('x')], 'x'),
      'Two layers of the model are called `x`',
    ],
    [
      'a circle',
      model(
        [input('x'), layer('Dense', 'a', { units: 4 }, 'b'), layer('Dense', 'b', { units: 4 }, 'a')],
        'b',
      ),
      'made from its own result',
    ],
    ['a shape that is none', model([input('x', 'wide')], 'x'), 'has no shape'],
    [
      'a negative size',
      model([input('x', [null, -4]), layer('Dense', 'y', { units: 1 }, 'x')], 'y'),
      'cannot say',
    ],
    [
      'sizes that no memory holds',
      model([input('x'), layer('Dense', 'y', { units: 1e15 }, 'x')], 'y'),
      'kmodel cannot say this model',
    ],
  ])('end in one sentence: %s', async (_, json, message) => {
    expect(await problemOf(json)).toContain(message);
  });

  it('cannot reach what every object has', async () => {
    const json = JSON.parse(
      JSON.stringify(model([input('x'), layer('Dense', '__proto__', { units: 1 }, 'x')], '__proto__')),
    ) as Json;
    const text = await problemOf(json);
    expect(text).toContain('Dense(1');
    expect(({} as Record<string, unknown>).units).toBeUndefined();
  });

  it('are refused where they list more layers than any model has', async () => {
    const many = Array.from({ length: 20_001 }, (_, index) => input(`x${index}`));
    expect(await problemOf(model(many, 'x0'))).toContain('more than 20000');
  });
});
