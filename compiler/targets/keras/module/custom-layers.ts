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
};

/** Layers whose classes need numpy. */
export const needsNumpy: readonly string[] = ['SinePositionEncoding'];
