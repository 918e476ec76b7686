import { part, type ProgramPart } from '../../python/part.ts';

/** Callbacks of Keras as a generated program has them; each needs those before it that `needs` names. */
export const callbackTexts = {
  Callback: part(`def are_numbers(weights):
    """Whether weights are all finite: others do not take the place of good ones."""
    return all(bool(each.isfinite().all()) for each in weights.values())


class Callback:
    """Looks at a training; what it keeps goes into the checkpoint."""

    def begin(self, training, leads, tell):
        self.training, self.leads, self.tell = training, leads, tell

    def on_epoch_begin(self, epoch):
        pass

    def on_batch_end(self, step, logs):
        pass

    def logs_of_epoch(self):
        return {}

    def on_epoch_end(self, epoch, logs):
        pass

    def on_train_end(self):
        pass

    def state(self):
        outside = ("training", "leads", "tell")
        return {name: each for name, each in vars(self).items() if name not in outside}
`),
  Monitor: part(
    `class Monitor(Callback):
    """Watches a logged value, and knows the best so far."""

    def __init__(self, monitor="val_loss", mode="min", min_delta=0.0, verbose=0):
        self.monitor, self.mode, self.min_delta = monitor, mode, min_delta
        self.verbose, self.best, self.has_warned = verbose, None, False

    def read(self, logs):
        value = logs.get(self.monitor)
        if value is None and not self.has_warned:
            self.has_warned = True
            known = ", ".join(logs)
            self.tell(f"{type(self).__name__}: {self.monitor} is not among {known}.")
        return value

    def is_better(self, value, than):
        if self.mode == "max":
            return value - self.min_delta > (-math.inf if than is None else than)
        return value + self.min_delta < (math.inf if than is None else than)

    def take(self, value):
        if not self.is_better(value, self.best):
            return False
        self.best = value
        return True
`,
    'math',
  ),
  Rates: part(`def rates_of(training):
    """Where each optimizer has its learning rate, and what the text says of it."""
    return [
        (shared, name, turn["shared"][name][2])
        for turn, shared in zip(TURNS, training.shared)
        for name in turn["shared"]
        if name.endswith(":learning_rate")
    ]


def rate_of(training):
    """The learning rate of a training: that of its first optimizer."""
    shared, name, _ = rates_of(training)[0]
    return float(shared[name])


def set_rate(training, rate):
    """Sets the learning rate; those of further optimizers keep their part of it."""
    rates = rates_of(training)
    first = rates[0][2]
    for shared, name, stated in rates:
        own = rate * stated / first if first else rate
        shared[name] = torch.full_like(shared[name], own)
`),
  EarlyStopping: part(`class EarlyStopping(Monitor):
    """Ends training when a logged value no longer gets better."""

    def __init__(
        self,
        patience=0,
        baseline=None,
        restore_best_weights=False,
        start_from_epoch=0,
        **watched,
    ):
        super().__init__(**watched)
        self.patience, self.baseline = patience, baseline
        self.restores, self.start = restore_best_weights, start_from_epoch
        self.wait, self.best_epoch, self.best_weights = 0, 0, None

    def on_epoch_end(self, epoch, logs):
        value = self.read(logs)
        if value is None or epoch < self.start:
            return
        if self.restores and self.best_weights is None:
            self.keep(epoch)
        self.wait += 1
        if self.take(value):
            self.keep(epoch)
            if self.baseline is None or self.is_better(value, self.baseline):
                self.wait = 0
        elif self.wait >= self.patience and epoch > 0:
            self.training.stopped = True
            self.tell(f"Stopped early after epoch {epoch + 1}: {self.monitor} stands.")

    def keep(self, epoch):
        self.best_epoch = epoch
        if self.restores:
            weights = self.training.model.state_dict()
            self.best_weights = {name: each.clone() for name, each in weights.items()}

    def on_train_end(self):
        if self.best_weights is not None:
            self.training.model.load_state_dict(self.best_weights)
            self.tell(f"The weights are those of epoch {self.best_epoch + 1} again.")
`),
  ReduceLROnPlateau: part(`class ReduceLROnPlateau(Monitor):
    """Lowers the learning rate when a logged value no longer gets better."""

    def __init__(self, factor=0.1, patience=10, cooldown=0, min_lr=0.0, **watched):
        super().__init__(**watched)
        self.factor, self.patience = factor, patience
        self.cooldown, self.min_lr = cooldown, min_lr
        self.wait, self.cooling = 0, 0

    def logs_of_epoch(self):
        return {"learning_rate": rate_of(self.training)}

    def on_epoch_end(self, epoch, logs):
        value = self.read(logs)
        if value is None:
            return
        if self.cooling > 0:
            self.cooling -= 1
            self.wait = 0
        if self.take(value):
            self.wait = 0
        elif self.cooling == 0:
            self.wait += 1
            rate = rate_of(self.training)
            if self.wait >= self.patience and rate > np.float32(self.min_lr):
                set_rate(self.training, max(rate * self.factor, self.min_lr))
                self.cooling, self.wait = self.cooldown, 0
                if self.verbose:
                    rate = rate_of(self.training)
                    self.tell(f"Epoch {epoch + 1}: the learning rate falls to {rate}.")
`),
  LearningRateScheduler: part(`class LearningRateScheduler(Callback):
    """Sets the learning rate when an epoch begins."""

    def __init__(self, schedule, verbose=0):
        self.schedule, self.verbose = schedule, verbose

    def logs_of_epoch(self):
        return {"learning_rate": rate_of(self.training)}

    def on_epoch_begin(self, epoch):
        rate = float(self.schedule(torch.tensor(float(epoch))))
        set_rate(self.training, rate)
        if self.verbose:
            self.tell(f"Epoch {epoch + 1} begins with the learning rate {rate}.")

    def state(self):
        return {}
`),
  ModelCheckpoint: part(
    `class ModelCheckpoint(Monitor):
    """Writes the weights to a file while training."""

    def __init__(
        self,
        filepath,
        save_best_only=False,
        save_freq="epoch",
        initial_value_threshold=None,
        **watched,
    ):
        super().__init__(**watched)
        self.filepath, self.best_only = filepath, save_best_only
        self.freq, self.best = save_freq, initial_value_threshold
        self.batches, self.epoch = 0, 0

    def on_epoch_begin(self, epoch):
        self.epoch = epoch

    def on_batch_end(self, step, logs):
        self.batches += 1
        if self.freq != "epoch" and self.batches % self.freq == 0:
            self.save(logs)

    def on_epoch_end(self, epoch, logs):
        if self.freq == "epoch":
            self.save(logs)

    def save(self, logs):
        if self.best_only:
            value = self.read(logs)
            if value is None or not self.take(value):
                return
        if not self.leads:
            return
        path = pathlib.Path(self.filepath.format(**{**logs, "epoch": self.epoch + 1}))
        path.parent.mkdir(parents=True, exist_ok=True)
        save_weights(self.training.model, path)
        if self.verbose:
            self.tell(f"Epoch {self.epoch + 1}: weights saved in {path}.")
`,
    'pathlib',
  ),
  CSVLogger: part(
    `class CSVLogger(Callback):
    """Writes the logged values of every epoch to a table."""

    def __init__(self, filename, separator=",", append=False):
        self.path, self.separator = pathlib.Path(filename), separator
        self.append, self.columns = append, None

    def on_epoch_end(self, epoch, logs):
        if not self.leads:
            return
        begins = self.columns is None
        self.columns = self.columns or list(logs)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        goes_on = not begins or (self.append and self.path.exists())
        with self.path.open("a" if goes_on else "w", newline="") as file:
            writer = csv.writer(file, delimiter=self.separator, lineterminator="\\n")
            if not goes_on:
                writer.writerow(["epoch", *self.columns])
            writer.writerow([epoch, *(logs.get(name, "") for name in self.columns)])
`,
    'csv',
    'pathlib',
  ),
  TerminateOnNaN: part(
    `class TerminateOnNaN(Callback):
    """Ends training when the loss is not a number."""

    def __init__(self, raise_error=False):
        self.raises = raise_error

    def on_batch_end(self, step, logs):
        if math.isfinite(logs["loss"]):
            return
        reason = f"The loss became {logs['loss']} in step {step + 1} of the epoch."
        if self.raises:
            raise SystemExit(reason)
        self.training.stopped = True
        self.tell(f"Stopped by TerminateOnNaN. {reason}")
`,
    'math',
  ),
} as const satisfies Readonly<Record<string, ProgramPart>>;
