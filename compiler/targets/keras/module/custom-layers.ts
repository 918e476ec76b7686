/** What a term has come to in an epoch, and over how many samples: files hold nothing of it. */
const seenWeight = `        self.seen = self.add_weight(
            shape=(2,),
            initializer="zeros",
            dtype="float32",
            trainable=False,
            name="seen",
        )`;

const seeing = (
  value: string,
  batch: string,
): string => `        count = ops.cast(ops.shape(${batch})[0], "float32")
        seen = ops.cast(ops.stop_gradient(${value}), "float32")
        self.seen.assign_add(ops.stack([count * seen, count]))`;

const keepsNothing = `
    def save_own_variables(self, store):
        pass

    def load_own_variables(self, store):
        pass`;

/** Layers that Keras itself lacks, as classes that it can save and load. */
export const customLayers: Readonly<Record<string, string>> = {
  PositionEmbedding: `@keras.saving.register_keras_serializable(package="kmodel")
class PositionEmbedding(layers.Layer):
    """A learned vector for each position of a sequence, to be added to its steps."""

    def __init__(self, max_length, initializer="glorot_uniform", **kwargs):
        super().__init__(**kwargs)
        self.max_length = max_length
        self.initializer = keras.initializers.get(initializer)
        self.supports_masking = True

    def build(self, input_shape):
        self.embeddings = self.add_weight(
            shape=(self.max_length, input_shape[-1]),
            initializer=self.initializer,
            name="embeddings",
        )

    def call(self, inputs):
        vectors = self.embeddings[: ops.shape(inputs)[1]]
        return ops.broadcast_to(vectors, ops.shape(inputs))

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        initializer = keras.initializers.serialize(self.initializer)
        config = {"max_length": self.max_length, "initializer": initializer}
        return {**super().get_config(), **config}
`,
  SinePositionEncoding: `@keras.saving.register_keras_serializable(package="kmodel")
class SinePositionEncoding(layers.Layer):
    """Fixed waves that tell the positions of a sequence apart, to be added to its steps."""

    def __init__(self, max_wavelength=10_000, **kwargs):
        super().__init__(**kwargs)
        self.max_wavelength = max_wavelength
        self.supports_masking = True

    def call(self, inputs):
        features = inputs.shape[-1]
        index = np.arange(features)
        speeds = self.max_wavelength ** (-(index - index % 2) / features)
        positions = ops.cast(ops.arange(ops.shape(inputs)[1]), "float32")
        angles = positions[:, None] * ops.cast(speeds, "float32")
        waves = ops.where(index % 2 == 0, ops.sin(angles), ops.cos(angles))
        return ops.broadcast_to(waves, ops.shape(inputs))

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "max_wavelength": self.max_wavelength}
`,
  RandomNormal: random(
    'RandomNormal',
    'Normal numbers in the shape of a tensor.',
    { mean: '0.0', stddev: '1.0' },
    drawing('normal', 'self.mean, self.stddev'),
  ),
  RandomUniform: random(
    'RandomUniform',
    'Numbers between two bounds, each as likely, in the shape of a tensor.',
    { minval: '0.0', maxval: '1.0' },
    drawing('uniform', 'self.minval, self.maxval'),
  ),
  RandomBernoulli: random(
    'RandomBernoulli',
    'Ones with a probability, else zeros, in the shape of a tensor.',
    { p: '0.5' },
    'ops.cast(\n            keras.random.uniform(shape, seed=self.seed_generator) < self.p, "float32"\n        )',
  ),
  Objective: `@keras.saving.register_keras_serializable(package="kmodel")
class Objective(layers.Layer):
    """Adds the mean of a tensor to the loss; what comes with it goes through."""

    def __init__(self, weight=1.0, **kwargs):
        super().__init__(**kwargs)
        self.weight = weight
${seenWeight}

    def call(self, inputs):
        passed, value = inputs
        loss = ops.mean(value)
        self.add_loss(self.weight * loss)
${seeing('loss', 'passed')}
        return passed
${keepsNothing}

    def compute_output_spec(self, inputs):
        return keras.KerasTensor(inputs[0].shape, inputs[0].dtype)

    def get_config(self):
        return {**super().get_config(), "weight": self.weight}
`,
  LossOf: `@keras.saving.register_keras_serializable(package="kmodel")
class LossOf(layers.Layer):
    """Adds a loss between a tensor and a target that the model has itself."""

    def __init__(self, loss, weight=1.0, **kwargs):
        super().__init__(**kwargs)
        self.loss = keras.losses.get(loss)
        self.weight = weight
${seenWeight}

    def call(self, inputs):
        predicted, target = inputs
        loss = self.loss(ops.stop_gradient(target), predicted)
        self.add_loss(self.weight * loss)
${seeing('loss', 'predicted')}
        return predicted
${keepsNothing}

    def compute_output_spec(self, inputs):
        return keras.KerasTensor(inputs[0].shape, inputs[0].dtype)

    def get_config(self):
        config = {"loss": keras.losses.serialize(self.loss), "weight": self.weight}
        return {**super().get_config(), **config}
`,
};

function drawing(name: string, settings: string): string {
  return `keras.random.${name}(\n            shape, ${settings}, seed=self.seed_generator\n        )`;
}

/** A layer that draws in the shape of what flows in. */
function random(
  name: string,
  doc: string,
  settings: Readonly<Record<string, string>>,
  drawn: string,
): string {
  const names = Object.keys(settings);
  const parameters = names.map((each) => `${each}=${settings[each]!}, `).join('');
  const config = names.map((each) => `"${each}": self.${each}, `).join('');
  return `@keras.saving.register_keras_serializable(package="kmodel")
class ${name}(layers.Layer):
    """${doc}"""

    def __init__(self, ${parameters}seed=None, **kwargs):
        super().__init__(**kwargs)
${names.map((each) => `        self.${each} = ${each}\n`).join('')}        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)

    def call(self, inputs):
        shape = ops.shape(inputs)
        return ${drawn}

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        config = {${config}"seed": self.seed}
        return {**super().get_config(), **config}
`;
}

/** Layers whose classes need numpy. */
export const needsNumpy: readonly string[] = ['SinePositionEncoding'];
