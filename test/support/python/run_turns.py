"""Trains in turns with stand-ins for Keras, and prints as JSON what each step was given.

python3 run_turns.py TEXT: TEXT is a file with the classes that a generated module has for a training in turns.
"""

import json
import math
import sys
import types

CALLS = []


class Rows:
    """A column of samples, as an array of numpy is indexed."""

    def __init__(self, values):
        self.values = list(values)

    def __len__(self):
        return len(self.values)

    def __getitem__(self, rows):
        if isinstance(rows, slice):
            return Rows(self.values[rows])
        return Rows(self.values[row] for row in rows)


class Model:
    def __init__(self, name="model", weights=()):
        self.name = name
        self.optimizer = types.SimpleNamespace(build=self.build_optimizer)
        self.weights = list(weights)

    @property
    def trainable_weights(self):
        return [each for each in self.weights if each["trainable"]]

    @property
    def variables(self):
        return self.weights

    def get_layer(self, name):
        own = [
            each for each in self.weights if each["trainable"] and each["layer"] == name
        ]
        return types.SimpleNamespace(trainable_weights=own)

    @property
    def trainable_variables(self):
        return self.trainable_weights

    def build_optimizer(self, variables):
        CALLS.append(["build", self.name, [each["name"] for each in variables]])

    def reset_metrics(self):
        CALLS.append(["reset", self.name])

    def train_on_batch(self, x, y, return_dict):
        CALLS.append(["step", self.name, x, y])
        return {"loss": 1.5, "mae": 0.5}

    def evaluate(self, x, y, batch_size, verbose, return_dict):
        CALLS.append(["evaluate", x, y])
        return {"loss": 2.5}


class CallbackList:
    def __init__(self, callbacks, **settings):
        self.stops = callbacks
        self.model = settings["model"]
        self.model.history = []
        CALLS.append(["callbacks", settings["epochs"], settings["steps"]])

    def on_train_begin(self):
        CALLS.append(["begin"])
        if "resumed" in sys.argv:
            self.model._initial_epoch = 1

    def on_epoch_begin(self, epoch):
        pass

    def on_train_batch_begin(self, step):
        pass

    def on_train_batch_end(self, step, logs):
        pass

    def on_epoch_end(self, epoch, logs):
        self.model.history.append(dict(logs))
        self.model.stop_training = epoch in self.stops

    def on_train_end(self, logs):
        pass


DRAWN = []


def permutation(count):
    """Another order each time: one behind the last one turned round."""
    DRAWN.append(count)
    rows = list(reversed(range(count)))
    return rows[len(DRAWN) - 1 :] + rows[: len(DRAWN) - 1]


numpy = types.SimpleNamespace(
    arange=lambda count: list(range(count)),
    random=types.SimpleNamespace(permutation=permutation),
)
callbacks = types.SimpleNamespace(CallbackList=CallbackList)
scope = {
    "keras": types.SimpleNamespace(Model=Model, callbacks=callbacks),
    "math": math,
    "np": numpy,
}
with open(sys.argv[1], encoding="utf-8") as file:
    exec(file.read(), scope)


def weight(name, layer, trainable=True):
    return {"name": name, "layer": layer, "trainable": trainable}


weights = [weight("a", "first"), weight("b", "second"), weight("c", "first", False)]
judge = scope["Turn"](name="judge", weights=weights)
judge.updates = ["first"]
paint = scope["Turn"](name="paint", weights=weights)
model = scope["InTurns"]()
model.take_turns((judge, 2, {"own": "whole", "other": None}), (paint, 1, {}))
x, y = {"x": Rows([0, 1, 2, 3, 4])}, {
    "whole": Rows([10, 11, 12, 13, 14]),
    "other": None,
}
history = model.fit(
    x,
    y,
    batch_size=3,
    epochs=3,
    validation_split=0.2,
    shuffle="shuffled" in sys.argv,
    callbacks=[1 if "resumed" in sys.argv else 0],
)
names = lambda each: [each["name"] for each in each]
print(
    json.dumps(
        {
            "calls": CALLS,
            "history": history,
            "judge": [
                names(judge.trainable_weights),
                names(judge.non_trainable_variables),
            ],
            "paint": [
                names(paint.trainable_variables),
                names(paint.non_trainable_variables),
            ],
        },
        default=lambda rows: rows.values,
    )
)
