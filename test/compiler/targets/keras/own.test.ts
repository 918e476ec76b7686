import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../../compiler/bind/host.ts';
import { compileModel } from '../../../../compiler/check/compile.ts';
import { kerasModel } from '../../../../compiler/targets/keras/config/model-config.ts';
import { jsonText, type KerasJson } from '../../../../compiler/targets/keras/types.ts';
import { kerasModule } from '../../../../compiler/targets/keras/module/module.ts';
import { placeWeights } from '../../../../compiler/targets/keras/weights.ts';
import { createNodeHost } from '../../../../runtime/node-host.ts';
import { python, runPython } from '../../../support/python.ts';

const root = resolve(import.meta.dirname, '../../../..');

const compileText = (text: string) => {
  const { graph, origin, diagnostics } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  expect(diagnostics).toEqual([]);
  return { graph: graph!, origin };
};

const moduleOf = (text: string) => {
  const { graph, origin } = compileText(text);
  return kerasModule(graph, origin, 'm.kmodel');
};

/** One class or function of a module, without what registers it. */
const classIn = (text: string, name: string): string => {
  const found = text.split('\n\n\n').find((block) => new RegExp(`^(class|def) ${name}\\(`, 'm').test(block));
  return found!.replace('@keras.saving.register_keras_serializable(package="kmodel")\n', '');
};

const all = `activation swish2(x, beta: float = 1.0) = x * sigmoid(beta * x)
loss pinball(y_true, y_pred, tau: float = 0.5) = mean(maximum(tau * (y_true - y_pred), (tau - 1) * (y_true - y_pred)), axis: -1)
metric rmse(y_true, y_pred) = sqrt(mean(square(y_true - y_pred)))
metric worst(y_true, y_pred) = max(abs(y_true - y_pred))
regularizer l15(w, strength: float) = strength * sum(abs(w) ** 1.5)
constraint unit_interval(w) = clip(w, 0, 1)
schedule noam(step, width: int, warmup: int = 4000) = width ** -0.5 * minimum((step + 1) ** -0.5, (step + 1) * warmup ** -1.5)

/// activation(x · kernel + bias), written out.
layer Linear(units: int, activation: activation = linear) {
  input x: float32[..., D]
  weight kernel: float32[D, units] = GlorotUniform()
  weight bias: float32[units] = Zeros()
  return activation(matmul(x, kernel) + bias)
}

layer Centered(momentum: float = 0.99) {
  input x: float32[..., D]
  weight moving: float32[D] = Zeros() { trainable: false }
  weight scale: float32[D] = Ones()
  branch now = mean(x, axis: 0)
  update moving = momentum * moving + (1 - momentum) * now
  objective small = mean(square(x)) { weight: 0.1 }
  return (x - where(training, now, moving)) * scale
}

model M {
  input x: float32[6]
  branch h = x -> Linear(8, activation: relu) -> Centered() -> Linear(4, activation: relu) -> Centered(0.5)
  branch g = x -> Dense(4, activation: swish2, kernel_regularizer: l15(0.01), bias_constraint: unit_interval)
  head y = h + g -> Dense(3) { loss: pinball(tau: 0.9), metrics: [rmse, worst] }
  head z = h -> Dense(3) { loss: pinball(tau: 0.1), weight: 0.5 }
  objective near = mean(square(h - g), axis: -1) { weight: 0.01 }
  train { optimizer: SGD(learning_rate: noam(64, warmup: 10)) }
}
`;

describe('what a script logs', () => {
  const text = `model M {
  input x: float32[4]
  branch code = x -> Dense(3)
  branch raw = code -> Dense(2)
  head y = raw * 2 { loss: mse, metrics: [mae] }
  head again = code -> Dense(4) { loss: mse, target: x }
  objective size = mean(y * y, axis: -1) { weight: 0.1 }
  train { callbacks: [EarlyStopping(monitor: "val_size"), EarlyStopping(monitor: "val_y_mae")] }
}`;
  const module = moduleOf(text).text;

  it('has the names of the text, of which callbacks read', () => {
    expect(module).toContain(`        TermLogs(
            {"again_loss": "again_loss", "size": "size_objective"},
            {"size_objective": "y", "again_loss": "again"},
        ),
        keras.callbacks.EarlyStopping(monitor="val_size", mode="min"),
        keras.callbacks.EarlyStopping(monitor="val_y_mae", mode="min"),`);
    const plain = moduleOf(
      'model M {\n  input x: float32[4]\n  head y = x -> Dense(1) { loss: mse }\n}',
    ).text;
    expect(plain).not.toContain('TermLogs');
  });

  it.runIf(python)('are the means of an epoch, those of validation beside them', () => {
    const script = `import json, types
class Numbers(list):
    def __add__(self, other): return Numbers(a + b for a, b in zip(self, other))
    def copy(self): return Numbers(self)
class Variable:
    def __init__(self): self.value = Numbers([0, 0])
    def assign(self, value): self.value = Numbers(value)
keras = types.SimpleNamespace(callbacks=types.SimpleNamespace(Callback=type('Base', (), {})))
ops = types.SimpleNamespace(convert_to_numpy=lambda each: each.value, zeros=lambda count: [0] * count)
${classIn(module, 'TermLogs')}
term = types.SimpleNamespace(seen=Variable())
logs = TermLogs({"size": "size_objective"}, {"size_objective": "y", "size": "z"})
logs.model = types.SimpleNamespace(get_layer=lambda name: {"size_objective": term}[name])
logs.on_epoch_begin(0)
term.seen.assign(term.seen.value + [6, 3])
logs.on_test_begin()
term.seen.assign(term.seen.value + [1, 4])
logs.on_test_end()
term.seen.assign(term.seen.value + [2, 1])
found = {"loss": 1, "size_objective_loss": 2, "val_size_objective_mae": 3, "val_size_loss": 4}
logs.on_epoch_end(0, found)
print(json.dumps(found))
logs.on_epoch_begin(1)
term.seen.assign(term.seen.value + [5, 2])
found = {"loss": 1}
logs.on_epoch_end(1, found)
print(json.dumps(found))
`;
    const printed = runPython(['-c', script]);
    expect(
      printed
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      { loss: 1, y_loss: 2, val_y_mae: 3, val_z_loss: 4, size: 2, val_size: 0.25 },
      { loss: 1, size: 2.5 },
    ]);
  });
});

describe('what a text declares, for Keras', () => {
  const { text } = moduleOf(all);

  it('becomes registered classes, which take all arguments', () => {
    expect(classIn(text, 'Linear')).toBe(`class Linear(layers.Layer):
    """activation(x · kernel + bias), written out."""

    def __init__(self, units, activation="linear", **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.activation = keras.activations.get(activation)

    def build(self, input_shape):
        self.kernel = self.add_weight(
            name="kernel",
            shape=(input_shape[-1], self.units),
            initializer=keras.initializers.GlorotUniform(),
        )
        self.bias = self.add_weight(
            name="bias", shape=(self.units,), initializer=keras.initializers.Zeros()
        )

    def call(self, x):
        return self.activation(ops.matmul(x, self.kernel) + self.bias)

    def get_config(self):
        return {
            **super().get_config(),
            "units": self.units,
            "activation": keras.activations.serialize(self.activation),
        }`);
    expect(classIn(text, 'Pinball')).toBe(`class Pinball(keras.losses.Loss):
    def __init__(self, tau=0.5, **kwargs):
        super().__init__(**kwargs)
        self.tau = tau

    def call(self, y_true, y_pred):
        difference = y_true - y_pred
        result = ops.maximum(self.tau * difference, -(1 - self.tau) * difference)
        return ops.reshape(ops.mean(result, axis=-1, keepdims=True), (-1,))

    def get_config(self):
        return {**super().get_config(), "tau": self.tau}`);
    expect(text).toContain('h_linear_1 = Linear(units=4, activation="relu", name="h_linear_1")');
    expect(text).toContain('loss={"near_objective": Pinball(tau=0.9), "z": Pinball(tau=0.1)}');
  });

  it('updates weights after its results are made, adds objectives to the loss, and tells training from predicting', () => {
    expect(classIn(text, 'Centered')).toContain(`    def call(self, x, training=False):
        if training:
            reshaped = ops.reshape(ops.mean(x, axis=0, keepdims=True), (x.shape[-1],))
            reshaped_2 = ops.reshape(ops.mean(x**2, axis=(0, -1), keepdims=True), ())
            self.add_loss(reshaped_2 * 0.1)
`);
    expect(text).toContain('y = Objective(weight=0.01, name="near_objective")([y, near])');
  });

  it('becomes functions, penalties, constraints and schedules', () => {
    expect(classIn(text, 'swish2')).toBe('def swish2(x):\n    return x * ops.sigmoid(x)');
    expect(text).toContain('activation=swish2');
    expect(text).toContain('kernel_regularizer=L15(strength=0.01)');
    expect(classIn(text, 'UnitInterval')).toContain('class UnitInterval(keras.constraints.Constraint):');
    expect(classIn(text, 'Noam')).toContain(`    def __call__(self, step):
        step = ops.cast(step, "float32")
        total = step + 1.0`);
  });

  it('becomes metrics that keep what they count, weighed or not', () => {
    expect(classIn(text, 'Worst')).toContain(`    def reset_state(self):
        self.greatest.assign(ops.full((), -3e38))`);
    expect(text).toContain('weighted_metrics={"near_objective": [Rmse(), Worst()]}');
  });

  it('is made of old values alone where a weight is read beside its update', () => {
    const made = moduleOf(`layer Last {
  input x: float32[..., D]
  weight last: float32[D] = Zeros() { trainable: false }
  weight before: float32[D] = Zeros() { trainable: false }
  update last = mean(x, axis: 0)
  update before = last
  return x - last
}
model M { input x: float32[2]
  head y = x -> Last() -> Dense(1) { loss: mse }
}`);
    expect(classIn(made.text, 'Last')).toContain(`            new_before = ops.stop_gradient(self.last)
            result = x - self.last
            self.last.assign(ops.stop_gradient(reshaped))
            self.before.assign(new_before)
            return result`);
  });

  it('has a class for each form where an argument decides what the code is, which files of weights name', () => {
    const source = `layer Twice(axis: int = -1) {
  input x: float32[..., T, D]
  weight w: float32[D] = Ones()
  return x * w + mean(x, axis: axis, keepdims: true)
}
model M {
  input x: float32[4, 3]
  head y = x -> Twice() -> Twice(1) -> Twice()
}`;
    const { graph } = compileText(source);
    const { text: written, classOf } = moduleOf(source);
    expect(written.match(/^class \w+/gm)).toEqual(['class Twice', 'class Twice2']);
    expect(placeWeights(graph, classOf).layers.map(({ group }) => group)).toEqual([
      'layers/twice',
      'layers/twice2',
      'layers/twice_1',
    ]);
    expect(classIn(written, 'Twice')).toContain(`        if axis != -1:
            raise ValueError(
                f"\`axis\` is -1 in this class, not {axis!r}: generate the module of a model that has it so."
            )
        self.axis = axis`);
    expect(classIn(written, 'Twice')).toContain(`    def from_config(cls, config):
        if config["axis"] == 1:
            return Twice2.from_config(config)
        return super().from_config(config)`);
  });

  it('calls an activation and clones an initializer that it is given, and reads numbers where the text does', () => {
    const made =
      moduleOf(`layer Gated(width: int, share: float = 0.0, by: float = 1.0, start: initializer = HeNormal(), penalty: regularizer = none, act: activation = tanh, deep: bool = false) {
  input x: float32[..., D]
  weight q: float32[D, width] = start { regularizer: penalty }
  weight k: float32[D, width] = start
  return act(matmul(x, q)) * act(matmul(x, k) / width ** 0.5) * (1 - share) + share * by
}
model M {
  input x: float32[3]
  head y = x -> Gated(2, penalty: L2(0.1)) -> Gated(4, act: relu, share: 0.5, deep: true) -> Dense(1)
}`).text;
    const gated = classIn(made, 'Gated');
    expect(gated).toContain(
      'start=keras.initializers.HeNormal(),\n        penalty=None,\n        act="tanh",',
    );
    expect(gated).toContain(`            shape=(input_shape[-1], self.width),
            initializer=self.start.clone(),
            regularizer=self.penalty,`);
    expect(gated).toContain('ops.matmul(x, self.k) / (self.width**0.5)');
    expect(gated).toContain(' * (1 - self.share) + (self.share * self.by)');
    expect(gated).not.toContain('raise');
  });

  it('takes arguments that Python has words for among the rest, and refuses names that Keras gives a meaning', () => {
    const source = (name: string) => `layer Scaled(${name}: float = 0.5) {
  input x: float32[..., D]
  return x * ${name}
}
model M { input x: float32[2]
  head y = x -> Scaled(0.25) -> Dense(1) { loss: mse }
}`;
    const { text: written } = moduleOf(source('lambda'));
    expect(classIn(written, 'Scaled')).toContain(
      '        lambda_ = kwargs.pop("lambda", 0.5)\n        super()',
    );
    expect(written).toContain('Scaled(**{"lambda": 0.25}, name="y_scaled")');
    const { problems } = moduleOf(source('dtype'));
    expect(problems.map(({ reason }) => reason)).toEqual([
      'Keras gives `dtype` a meaning of its own: call the parameter otherwise',
    ]);
    const { layerProblems } = kerasModel(compileText(source('dtype')).graph);
    expect(layerProblems.map(({ reason }) => reason)).toEqual(problems.map(({ reason }) => reason));
  });

  it('keeps weights that are trained before those that are not', () => {
    const { graph } = compileText(all);
    const { layers } = placeWeights(graph);
    const centered = layers.find(({ layer }) => layer.class === 'Centered')!;
    expect(centered.weights.map(({ weight }) => weight.name)).toEqual(['scale', 'moving']);
  });

  it('says why one cannot be written', () => {
    const { problems } = moduleOf(`layer Wide {
  input x: float32[..., T, D]
  weight w: float32[D] = Ones()
  return reshape(x, [T, D]) * w
}
model M {
  input x: float32[T, 3]
  input y: float32[4, 3]
  shared wide = Wide()
  head z = [x -> wide -> GlobalMaxPooling1D(), y -> wide -> GlobalMaxPooling1D()] -> Add()
}`);
    expect(problems.map(({ what, reason }) => `${what}: ${reason}`)).toEqual([
      'the layer `Wide`: it is used on tensors of different shapes',
    ]);
  });
});

describe.runIf(python !== undefined)('the classes of a module', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kmodel-own-'));
  const run = (text: string, name: string, config?: object): unknown => {
    const path = join(folder, `${name}.py`);
    writeFileSync(path, text);
    const files = config === undefined ? [] : [join(folder, `${name}.json`)];
    for (const file of files) writeFileSync(file, jsonText(config as KerasJson));
    const [script, catalogue] = ['test/support/python/run_module.py', 'test/golden/catalogue.json'];
    return JSON.parse(runPython([join(root, script), path, join(root, catalogue), ...files]));
  };

  it('call nothing that Keras does not have', () => {
    expect(run(moduleOf(all).text, 'all')).toMatchObject({ model: { name: 'M' } });
  });

  it('are made from the arguments of files, and give them back', () => {
    const source = `layer Many(units: int, lambda: float = 1.0, act: activation = linear, start: initializer = Ones(), sizes: int[] = [1, 2], deep: bool = false, axis: int = -1) {
  input x: float32[..., T, D]
  weight w: float32[D, units] = start
  return act(matmul(x, w)) * lambda + mean(x, axis: axis, keepdims: true) * sizes[0]
}
layer Sized(value: float, width: int) {
  input x: float32[..., D]
  weight gamma: float32[width] = Constant(value)
  return x * gamma
}
model M {
  input x: float32[4, 3]
  shared again = Sized(1, 1)
  head y = x -> Sized(0.1, 3) -> Many(1, deep: true) -> Many(1, 0.5, relu, sizes: [3, 4], axis: 1) -> again -> again {
    loss: mse
  }
}`;
    const { graph } = compileText(source);
    const { config } = kerasModel(graph);
    expect(run(moduleOf(source).text, 'many', config.config.layers as object)).toMatchObject({
      model: { name: 'M' },
    });
  });

  const own = readdirSync(join(root, 'examples/own')).filter((name) => name.endsWith('.kmodel'));
  it.each(own)('of examples/own/%s run', (name) => {
    const { graph, origin } = compileModel(join(root, 'examples/own', name), createNodeHost());
    const { text } = kerasModule(graph!, origin, name);
    const { config, layerProblems } = kerasModel(graph!);
    const layers = layerProblems.length > 0 ? [] : (config.config.layers as object);
    expect(run(text, name.replace(/\W/g, '_'), layers)).toMatchObject({ model: { name: graph!.name } });
  });
});
