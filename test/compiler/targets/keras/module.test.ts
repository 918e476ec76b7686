import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../../compiler/bind/host.ts';
import { compileModel } from '../../../../compiler/check/compile.ts';
import type { ModelGraph } from '../../../../compiler/graph/model-graph.ts';
import { kerasModel } from '../../../../compiler/targets/keras/config/model-config.ts';
import { moduleGaps } from '../../../../compiler/targets/keras/module/gaps.ts';
import { kerasModule } from '../../../../compiler/targets/keras/module/module.ts';
import { jsonText, type KerasJson } from '../../../../compiler/targets/keras/types.ts';
import { createNodeHost } from '../../../../runtime/node-host.ts';
import { python, runPython } from '../../../support/python.ts';

const root = resolve(import.meta.dirname, '../../../..');
const folder = mkdtempSync(join(tmpdir(), 'kmodel-module-'));

/** What a generated module builds, as the stand-ins of Keras saw it. */
interface Built {
  readonly nodes: readonly {
    readonly class: string;
    readonly name: string | null;
    readonly arguments: Readonly<Record<string, unknown>>;
    readonly inputs: readonly unknown[];
  }[];
  readonly model: { readonly outputs: string | readonly string[]; readonly compile: unknown };
}

function build(text: string, name: string): Built {
  const path = join(folder, `${name}.py`);
  writeFileSync(path, text);
  const args = ['test/support/python/run_module.py', path, 'test/golden/catalogue.json'];
  return JSON.parse(runPython(args.map((each, index) => (index === 1 ? each : join(root, each))))) as Built;
}

const compileText = (text: string) => compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));

const moduleOf = (text: string): string => {
  const { graph, origin } = compileText(text);
  return kerasModule(graph!, origin, 'm.kmodel').text;
};

/** The part of a module that builds the model: what stands before the reading of data. */
const building = (text: string): string =>
  moduleOf(text).split('\n\n\ndef read_data')[0]!.split('\n\n\n').slice(1).join('\n\n\n');

interface Written {
  readonly class_name: string;
  readonly name: string;
  readonly module: string;
}

/** Class and name of every layer; operations have no names of their own. */
const layersOf = (graph: ModelGraph): readonly string[] => {
  const { config } = JSON.parse(jsonText(kerasModel(graph).config as KerasJson)) as {
    readonly config: { readonly layers: readonly Written[] };
  };
  return config.layers
    .filter(({ module, class_name }) => !module?.includes('.ops.') && class_name !== 'InputLayer')
    .map(({ class_name, name }) => `${class_name} ${name}`);
};

const files = ['examples', 'test/models'].flatMap((from) =>
  readdirSync(join(root, from))
    .filter((name) => name.endsWith('.kmodel'))
    .map((name) => join(from, name)),
);

describe.runIf(python !== undefined)('a module for Keras', () => {
  it.each(files)(
    'of %s calls Keras by names and arguments that it has, and makes the same layers',
    (file) => {
      const { graph, origin } = compileModel(join(root, file), createNodeHost());
      const { nodes, model } = build(kerasModule(graph!, origin, file).text, file.replace(/\W/g, '_'));
      const made = nodes.filter(({ name, class: kind }) => name !== null && kind !== 'Input');
      expect(new Set(made.map(({ class: kind, name }) => `${kind} ${name}`))).toEqual(
        new Set(layersOf(graph!)),
      );
      expect([model.outputs].flat()).toHaveLength(graph!.heads.length);
      expect(model.compile === null).toBe(graph!.heads.every((head) => head.loss === null));
    },
  );
});

const stateful = `model Reader {
  input x: float32[3, 2]
  branch a = x -> LSTM(4, stateful: true)
  branch b = x -> Bidirectional(GRU(2, stateful: true))
  head y = [a, b] -> Concatenate() -> Dense(1) { loss: mse }
  train { batch_size: 8, shuffle: false }
}`;

describe('a module of layers that keep states', () => {
  it.runIf(python !== undefined)('runs', () => {
    const { nodes } = build(moduleOf(stateful), 'stateful');
    expect(nodes.find(({ name }) => name === 'a_lstm')?.arguments).toMatchObject({ stateful: true });
  });

  it('tells Keras how many samples a batch has, and begins epochs without states', () => {
    const text = moduleOf(stateful);
    expect(text).toContain('def create_reader(batch_size=8):');
    expect(text).toContain('keras.Input(shape=(3, 2), batch_size=batch_size, name="x")');
    expect(text).toContain('StatesByEpoch(arguments.keep_states),');
    expect(text).toContain('model = create_reader(batch_size=arguments.batch_size)');
    const { config } = kerasModel(compileText(stateful).graph!);
    expect(jsonText(config as KerasJson).match(/"batch_shape": \[\d+/g)).toEqual(['"batch_shape": [8']);
  });

  it('leaves models without states as they are', () => {
    const text = moduleOf(stateful.replaceAll(', stateful: true', ''));
    expect(text).not.toMatch(/batch_size=batch_size|StatesByEpoch|keep.states/);
  });

  it('is not written for a training in turns', () => {
    const turned = stateful.replace(
      'batch_size: 8',
      'step one { minimize: [y], optimizer: SGD(0.1) }\n batch_size: 8',
    );
    expect(moduleGaps(compileText(turned).graph!).map(({ name }) => name)).toEqual([
      'a_lstm',
      'b_bidirectional',
    ]);
  });
});

describe('the text of a module', () => {
  it('has blocks as functions, parameters as arguments, and doc comments as docstrings', () => {
    const text = `/// Goes around.
block Residual(filters: int, strides: int = 1) {
  input x
  branch main = x -> Conv2D(filters, 3, strides: strides, padding: same)
  branch shortcut = x -> if strides == 1 { Identity() } else { Conv2D(filters, 1, strides: strides) }
  return main + shortcut -> ReLU()
}

model Net(classes: int = 10) {
  input image: float32[8, 8, 3]
  head label = image -> Residual(4, strides: 2) -> repeat 2 { Residual(4) } -> Flatten() -> Dense(classes)
}
`;
    expect(building(text)).toBe(`def numbering():
    """Counts names of layers: the first stands alone, others get a number."""
    counts = {}

    def numbered(name):
        count = counts.get(name, 0)
        counts[name] = count + 1
        return name if count == 0 else f"{name}_{count}"

    return numbered


def residual(x, filters, strides=1, *, name):
    """Goes around."""
    main = layers.Conv2D(
        filters, 3, strides=strides, padding="same", name=f"{name}_main_conv2d"
    )(x)
    if strides == 1:
        shortcut = layers.Identity(name=f"{name}_shortcut_identity")(x)
    else:
        shortcut = layers.Conv2D(
            filters, 1, strides=strides, name=f"{name}_shortcut_conv2d"
        )(x)
    result = layers.Add(name=f"{name}_add")([main, shortcut])
    return layers.ReLU(name=f"{name}_re_lu")(result)


def create_net(classes=10):
    """Net, with the weights beside this file where there are any."""
    numbered = numbering()
    image = keras.Input(shape=(8, 8, 3), name="image")
    label = residual(image, filters=4, strides=2, name=numbered("label_residual"))
    for _ in range(2):
        label = residual(label, filters=4, name=numbered("label_residual"))
    label = layers.Flatten(name="label_flatten")(label)
    label = layers.Dense(classes, name="label")(label)
    model = keras.Model(inputs=image, outputs=label, name="Net")
    weights = pathlib.Path(__file__).with_suffix(".weights.h5")
    if weights.exists():
        model.load_weights(weights)
    return model
`);
  });

  it('has functions as Keras takes them: with the batch counted, and numbers of the text as tensors', () => {
    const text = `model M {
  input x: float32[2, 3]
  branch a = tile(x, [1, 2]) -> Flatten()
  branch b = einsum("bij,bkj->bik", x, x) -> Flatten()
  branch c = take(x, [2, 0], axis: 2) * [0.5, -1] -> Flatten()
  branch d = average(x, axis: 1) + arange(3)
  head y = [a, b, c, d] -> Concatenate() -> Dense(1)
}`;
    const body = building(text);
    expect(body).toContain('ops.tile(x, (1, 1, 2))');
    expect(body).toContain('ops.einsum("bij,bkj->bik", x, x)');
    expect(body).toContain('ops.take(x, ops.convert_to_tensor([2, 0], "int32"), axis=2)');
    expect(body).toContain('ops.convert_to_tensor([0.5, -1.0], "float32")');
    expect(body).toContain('ops.average(x, axis=1)');
    expect(body).toContain('d = ops.add(ops.average(x, axis=1), ops.arange(3))');
  });

  it.each([
    ['x * 2', 'from keras import layers\n'],
    ['exp(x)', 'from keras import layers, ops\n'],
  ])('imports functions of Keras where a layer of the text calls some: %s', (result, line) => {
    const text = moduleOf(`layer Own {
  input x: float32[..., D]
  return ${result}
}
model Net { input x: float32[4]
 head y = x -> Own() }`);
    expect(text).toContain(line);
  });

  it('has shared layers as objects, and tensors as arguments', () => {
    const text = `model M {
  input a: float32[T, 4]
  input b: float32[T, 4]
  shared encoder = LSTM(4, return_state: true)
  branch [x, h, c] = a -> encoder
  head y = b -> LSTM(4, initial_state: [h, c]) -> Dense(1)
  head z = [x, x] -> Concatenate() -> Dense(1)
}
`;
    expect(building(text)).toContain(`    encoder = layers.LSTM(4, return_state=True, name="encoder")`);
    expect(building(text)).toContain('    x, h, c = encoder(a)\n');
    expect(building(text)).toContain('    y = layers.LSTM(4, name="y_lstm")(b, initial_state=[h, c])\n');
  });

  it('writes whole numbers as floats where Python must have floats, and whole quotients as whole', () => {
    const text = `model M(width: int = 8) {
  input x: float32[4]
  head y = x -> Dense(width / 2, kernel_initializer: RandomNormal(stddev: 1)) -> Dropout(0) { loss: mse }
  train { optimizer: SGD(momentum: 0) }
}
`;
    expect(building(text)).toContain('layers.Dense(\n        width // 2,');
    expect(building(text)).toContain('stddev=1.0');
    expect(building(text)).toContain('layers.Dropout(0.0, name="y")');
    expect(building(text)).toContain('keras.optimizers.SGD()');
  });

  it('keeps off the words and names of Python, and inside of strings', () => {
    const text = `/// Ends in a quote: "
model M {
  input lambda: float32[4]
  input np: float32[4]
  branch layers = [lambda, np] -> Concatenate(name: "a.b")
  head class = layers -> Dense(1)
}
`;
    const module = moduleOf(text);
    expect(module).toContain('"""Ends in a quote: \\""""');
    expect(module).toContain('lambda_ = keras.Input(shape=(4,), name="lambda")');
    expect(module).toContain('layers_2 = layers.Concatenate(name="a.b")([lambda_, np_2])');
  });

  it('writes operators and functions of tensors', () => {
    const text = `model M {
  input x: float32[4]
  input z: float32[4]
  branch a = (2 * x - 1) / (z + 0.5)
  branch b = where(x > 0, sqrt(a), -a)
  head y = concatenate([b, pad(b, [[1, 0]]), reshape(x, [4])], axis: -1) -> Dense(1)
}
`;
    const module = building(text);
    expect(module).toContain('2.0 * x');
    expect(module).toContain('ops.where(ops.greater(x, 0.0), ops.sqrt(a), ops.negative(a))');
    expect(module).toContain('ops.pad(b, ((0, 0), (1, 0)))');
    expect(module).toContain('ops.reshape(x, (-1, 4))');
  });

  it('trains by the flags of kmodel train', () => {
    const text = `model M {
  input x: float32[4]
  head y = x -> Dense(1) { loss: mse, weight: 2, metrics: [mae] }
  train { epochs: 3, batch_size: 8, validation_split: 0.25, shuffle: false, seed: 7, callbacks: [EarlyStopping(patience: 2)] }
}
`;
    const module = moduleOf(text);
    for (const flag of 'data validation epochs batch-size seed no-shuffle weights output json resume'.split(
      ' ',
    ))
      expect(module).toContain(`"--${flag}"`);
    expect(module).toContain('"--epochs", type=positive, default=3)');
    expect(module).toContain('"--seed", type=int, default=7)');
    expect(module).toContain('keras.callbacks.EarlyStopping(patience=2)');
    expect(module).toContain('loss_weights=2.0');
    expect(module).toContain('INPUTS = {"x": "float32"}\nTARGETS = {"y": "float32"}');
  });

  it('makes a constant, which Keras makes by no name alone', () => {
    const module = moduleOf(
      'model M {\n  input x: float32[4]\n  head y = x -> Dense(1, bias_initializer: constant)\n}\n',
    );
    expect(module).toContain('bias_initializer=keras.initializers.Constant()');
  });

  it.each([
    [
      'an argument of a layer of the text',
      'Shift(start: constant, name: "inner")',
      'start=keras.initializers.Constant()',
    ],
    [
      'the same as a string',
      'Shift(start: "constant", name: "inner")',
      'start=keras.initializers.Constant()',
    ],
    [
      'one of a layer within another',
      'TimeDistributed(Dense(2, bias_initializer: constant))',
      'bias_initializer=keras.initializers.Constant()',
    ],
    ['a parameter', 'Dense(4, kernel_initializer: begin)', 'begin=keras.initializers.Constant()'],
  ])('makes a constant as %s, inside a block', (_, layer, expected) => {
    const module = moduleOf(`layer Shift(start: initializer = zeros) {
  input x: float32[..., D]
  weight by: float32[D] = start
  return x + by
}

block Part(begin: initializer = constant) {
  input x
  return x -> ${layer}
}

model M {
  input x: float32[3, 4]
  head y = x -> Part() -> Part()
}
`);
    expect(module).toContain(expected);
    expect(module).not.toContain('"constant"');
  });

  it('leaves an option that is called like an object a string', () => {
    const text =
      'model M {\n  input x: float32[4, 4, 1]\n  head y = x -> RandomRotation(0.1, fill_mode: constant)\n}\n';
    expect(moduleOf(text)).toContain('fill_mode="constant"');
  });

  it('writes what fit and compile take of steps, validation and weights by their names', () => {
    const module = moduleOf(`model M {
  input x: float32[4]
  head y = x -> Dense(2, activation: softmax) {
    loss: sparse_categorical_crossentropy
    metrics: [accuracy]
    weighted_metrics: [accuracy]
    class_weight: [1, 0.5]
  }
  train { steps_per_epoch: 5, validation_batch_size: 9, validation_steps: 2, validation_freq: [1, 3] }
}
`);
    for (const argument of [
      'metrics=["accuracy"]',
      'weighted_metrics=["accuracy"]',
      'class_weight={0: 1.0, 1: 0.5}',
      'steps_per_epoch=5',
      'validation_batch_size=9',
      'validation_steps=2',
      'validation_freq=[1, 3]',
    ])
      expect(module).toContain(argument);
  });

  it('weighs samples by their classes where Keras has no `class_weight`: several outputs, a class each step', () => {
    const classes = 'activation: softmax) { loss: sparse_categorical_crossentropy, class_weight: [1, 0.5] }';
    const several = moduleOf(`model M {
  input x: float32[4]
  head kind = x -> Dense(2, ${classes}
  head other = x -> Dense(1) { loss: mse }
  train { validation_split: 0.25 }
}
`);
    expect(several).not.toContain('class_weight=');
    expect(several).toContain('CLASS_WEIGHTS = {"kind": ([1.0, 0.5], None)}');
    expect(several).toContain('    y = [y[name] for name in model.output_names]\n    history = model.fit(');
    expect(several).toContain(`        sample_weight=sample_weights(
            y, model.output_names, 1.0 if arguments.validation else 1.0 - 0.25
        ),`);
    const steps = moduleOf(
      `model M {\n  input x: float32[3, 4]\n  head kind = x -> Dense(2, ${classes}\n}\n`,
    );
    expect(steps).not.toContain('class_weight=');
    expect(steps).toContain('sample_weight=class_weights(y, CLASS_WEIGHTS["kind"], 1.0),');
  });

  it('keeps the weights of classes for the program that trains, where there is no script', () => {
    const weighed = 'activation: softmax) { loss: sparse_categorical_crossentropy, class_weight: [1, 0.5] }';
    const other = '  head other = x -> Dense(1) { loss: mse }\n  train { validation_split: 0.25 }\n';
    const textOf = (shape: string, members = '') =>
      moduleOf(
        `model M {\n  input x: float32${shape} { missing: 0 }\n  head kind = x -> Dense(2, ${weighed}\n${members}}\n`,
      );
    const plain = textOf('[4]');
    expect(plain).toContain(`# What the classes weigh: model.fit(x, y, class_weight=CLASS_WEIGHTS).
CLASS_WEIGHTS = {0: 1.0, 1: 0.5}
`);
    expect(plain).not.toContain('def class_weights');
    expect(plain).not.toContain('import numpy');
    const several = textOf('[4]', other);
    expect(several)
      .toContain(`# What the classes weigh: model.fit(x, y, sample_weight=sample_weights(y, HEADS, 1.0 - 0.25)).
HEADS = ["kind", "other"]
CLASS_WEIGHTS = {"kind": ([1.0, 0.5], None)}
`);
    for (const part of ['import numpy as np\n', 'def class_weights(', 'def sample_weights('])
      expect(several).toContain(part);
    const steps = textOf('[3, 4]');
    expect(steps).toContain('sample_weight=class_weights(y, CLASS_WEIGHTS["kind"], 1.0)).\n');
    expect(steps).not.toContain('def sample_weights');
    const none = moduleOf(
      'model M {\n  input x: float32[4] { missing: 0 }\n  head y = x -> Dense(1) { loss: mse }\n}\n',
    );
    expect(none).not.toContain('CLASS_WEIGHTS');
  });
});
