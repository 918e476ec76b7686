/** Classes and functions of a training that Keras's `fit` has no words for. */
export const turnsText: Readonly<Record<'InTurns' | 'optimizers_by_layer', string>> = {
  optimizers_by_layer: `def optimizers_by_layer(rest, parts):
    """An optimizer that gives each layer the one of its part, and all others the rest's."""
    chosen = {name: optimizer for names, optimizer in parts for name in names}

    def choose(variable):
        return chosen.get(variable.path.split("/")[0], rest)

    return keras.optimizers.MultiOptimizer(choose)
`,
  InTurns: `class Turn(keras.Model):
    """One step of a training in turns: it changes the weights of some layers alone."""

    updates = None

    @property
    def trainable_weights(self):
        weights = super().trainable_weights
        if self.updates is None:
            return weights
        own = {id(weight) for weight in self.updated_weights()}
        return [weight for weight in weights if id(weight) in own]

    @property
    def trainable_variables(self):
        return self.trainable_weights

    @property
    def non_trainable_variables(self):
        own = {id(weight) for weight in self.trainable_weights}
        return [each for each in self.variables if id(each) not in own]

    def updated_weights(self):
        layers_of_step = [self.get_layer(name) for name in self.updates]
        return [each for layer in layers_of_step for each in layer.trainable_weights]


class InTurns(keras.Model):
    """A model that trains every batch in turns, one step after the other."""

    def take_turns(self, *turns):
        """Takes each step with how often it runs, and the targets that it learns from."""
        object.__setattr__(self, "turns", turns)

    def fit(
        self,
        x,
        y=None,
        batch_size=32,
        epochs=1,
        validation_split=0.0,
        validation_data=None,
        shuffle=True,
        callbacks=(),
        verbose="auto",
    ):
        count = len(next(iter(x.values())) if isinstance(x, dict) else x)
        if validation_split and validation_data is None:
            kept = math.floor(count * (1.0 - validation_split))
            last = slice(kept, count)
            validation_data = rows_of(x, last), rows_of(y, last)
            count = kept
        callbacks = keras.callbacks.CallbackList(
            callbacks,
            add_history=True,
            add_progbar=verbose != 0,
            model=self,
            verbose=1 if verbose == "auto" else verbose,
            epochs=epochs,
            steps=math.ceil(count / batch_size),
        )
        self.stop_training = False
        self._initial_epoch = None
        logs = {}
        # A backup holds what every optimizer keeps, and is read into what is there.
        for each in (self, *(turn for turn, _, _ in self.turns)):
            each.optimizer.build(each.trainable_variables)
        callbacks.on_train_begin()
        done = self._initial_epoch or 0
        if shuffle:
            for _ in range(done):
                np.random.permutation(count)  # as if the epochs before had run here
        for epoch in range(done, epochs):
            callbacks.on_epoch_begin(epoch)
            order = np.random.permutation(count) if shuffle else np.arange(count)
            for turn, _, _ in self.turns:
                turn.reset_metrics()
            for step, start in enumerate(range(0, count, batch_size)):
                callbacks.on_train_batch_begin(step)
                rows = order[start : start + batch_size]
                logs = self.train_turns(rows_of(x, rows), rows_of(y, rows))
                callbacks.on_train_batch_end(step, logs)
            if validation_data is not None:
                values = self.evaluate(
                    *validation_data, batch_size=batch_size, verbose=0, return_dict=True
                )
                logs.update({f"val_{name}": each for name, each in values.items()})
            callbacks.on_epoch_end(epoch, logs)
            if self.stop_training:
                break
        callbacks.on_train_end(logs)
        return self.history

    def train_turns(self, x, y):
        """Every step on one batch; the loss is the sum of theirs."""
        logs = {"loss": 0.0}
        for turn, repeat, wanted in self.turns:
            targets = y
            if wanted != "all":
                targets = {own: y.get(name) for own, name in wanted.items()} or None
            for _ in range(repeat):
                values = turn.train_on_batch(x, targets, return_dict=True)
            logs["loss"] += float(values["loss"])
            for name, value in values.items():
                logs[f"{turn.name}_{name}"] = float(value)
        return logs


def rows_of(values, rows):
    """Some samples of arrays by name, in a list or alone."""
    if isinstance(values, dict):
        return {name: rows_of(each, rows) for name, each in values.items()}
    if isinstance(values, list):
        return [rows_of(each, rows) for each in values]
    return None if values is None else values[rows]
`,
};
