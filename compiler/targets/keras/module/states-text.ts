/** What a module brings along where layers keep states from batch to batch. */
export const statesText = `class StatesByEpoch(keras.callbacks.Callback):
    """Has epochs and validations begin with states of zeros, as kmodel does."""

    def __init__(self, keep_states=False):
        super().__init__()
        self.keep_states = keep_states

    def on_epoch_begin(self, epoch, logs=None):
        if not self.keep_states:
            for state in states_of(self.model):
                state.assign(ops.zeros_like(state))

    def on_test_begin(self, logs=None):
        self.present = [
            ops.convert_to_numpy(each).copy() for each in states_of(self.model)
        ]
        for state in states_of(self.model):
            state.assign(ops.zeros_like(state))

    def on_test_end(self, logs=None):
        for state, present in zip(states_of(self.model), self.present):
            state.assign(present)


def states_of(model):
    """The variables that layers keep from batch to batch."""
    found = []
    for layer in model.layers:
        both = isinstance(layer, layers.Bidirectional)
        for each in [layer.forward_layer, layer.backward_layer] if both else [layer]:
            found += keras.tree.flatten(getattr(each, "states", None) or [])
    return found


def require_states(training=False):
    """Stops where Keras forgets states after each batch, or cannot train with them."""
    backend = keras.backend.backend()
    if backend == "jax":
        raise SystemExit(
            "Keras keeps no states between batches on JAX: set KERAS_BACKEND to tensorflow."
        )
    if training and backend == "torch":
        raise SystemExit(
            "Keras cannot train with kept states on PyTorch: set KERAS_BACKEND to tensorflow."
        )


def require_whole_batches(samples, batch_size):
    """Stops where a last batch would have fewer samples than states are kept for."""
    count = len(next(iter(samples.values())) if isinstance(samples, dict) else samples)
    if count % batch_size:
        raise SystemExit(
            f"{count} samples do not fill batches of {batch_size}:"
            " kept states want all batches to have the same number."
        )
`;

/** Names that the text takes at the top of a module. */
export const statesNames = ['StatesByEpoch', 'states_of', 'require_states', 'require_whole_batches'] as const;
