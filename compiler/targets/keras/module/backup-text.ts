/** How a script goes on with a training: Keras itself stops in the middle of a library where its files are damaged. */
export const backupText = `class Backup(keras.callbacks.BackupAndRestore):
    """Saves a training after every epoch, and goes on from there."""

    def __init__(self, folder):
        super().__init__(folder, delete_checkpoint=False)
        self.folder = folder

    def on_train_begin(self, logs=None):
        try:
            super().on_train_begin(logs)
        except (LookupError, OSError, TypeError, ValueError):
            raise SystemExit(
                f"The backup in {self.folder} is damaged, or is another model's:"
                " leave --resume out to begin anew."
            )
`;
