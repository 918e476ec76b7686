"""Writes the models beside this file with Keras 3 on JAX, with what they predict.

KERAS_BACKEND=jax python3 make.py
"""

import json
import os

import keras
import numpy as np
from keras import layers

here = os.path.dirname(os.path.abspath(__file__))


def save(name, model, x):
    rng = np.random.default_rng(0)
    model.set_weights(
        [rng.uniform(0.2, 0.8, w.shape).astype("float32") for w in model.get_weights()]
    )
    model.save(os.path.join(here, f"{name}.keras"))
    y = model.predict(x, verbose=0)
    with open(os.path.join(here, f"{name}.json"), "w") as file:
        json.dump(
            {
                "x": x.flatten().tolist(),
                "y": y.flatten().tolist(),
                "shape": list(x.shape),
            },
            file,
        )


def channels_first():
    keras.config.set_image_data_format("channels_first")
    x = layers.Input((3, 8, 6))
    y = layers.Conv2D(4, 3, strides=2, padding="same")(x)
    y = layers.BatchNormalization(axis=1)(y)
    y = layers.Activation("relu")(y)
    side = layers.DepthwiseConv2D(3, padding="same")(y)
    y = layers.Add()([y, side])
    y = layers.Concatenate(axis=1)(
        [y, layers.MaxPooling2D(2, strides=1, padding="same")(y)]
    )
    y = layers.ZeroPadding2D(((1, 0), (0, 2)))(y)
    y = layers.Softmax(axis=1)(y)
    seen = layers.Reshape((8, 25))(y)
    flat = layers.Flatten()(y)
    pooled = layers.GlobalAveragePooling2D()(y)
    both = layers.Concatenate()([flat, pooled, layers.Flatten()(seen)])
    model = keras.Model(x, layers.Dense(3)(both), name="first")
    keras.config.set_image_data_format("channels_last")
    return model


rng = np.random.default_rng(1)
save(
    "channels_first", channels_first(), rng.normal(size=(2, 3, 8, 6)).astype("float32")
)

x = layers.Input((3,))
normalized = layers.Normalization()
normalized.adapt(rng.normal(2, 3, (50, 3)).astype("float32"))
mean, variance = normalized.mean, normalized.variance
y = layers.Dense(2)(normalized(x))
model = keras.Model(x, y, name="prepared")
rng = np.random.default_rng(0)
model.layers[-1].set_weights([rng.uniform(size=(3, 2)), rng.uniform(size=(2,))])
data = rng.normal(size=(2, 3)).astype("float32")
model.save(os.path.join(here, "prepared.keras"))
with open(os.path.join(here, "prepared.json"), "w") as file:
    y = model.predict(data, verbose=0)
    json.dump(
        {"x": data.flatten().tolist(), "y": y.flatten().tolist(), "shape": [2, 3]}, file
    )
