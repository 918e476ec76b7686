import { describe, expect, it } from 'vitest';
import { backupText } from '../../../../compiler/targets/keras/module/backup-text.ts';
import { kerasModule } from '../../../../compiler/targets/keras/module/module.ts';
import { python, runPython } from '../../../support/python.ts';
import { graphOf, vectorModel } from '../../harness.ts';

/** Keras's part, which stops as it does at files that are damaged, or of another model. */
const driver = `import json, types
class BackupAndRestore:
    def __init__(self, folder, delete_checkpoint):
        assert delete_checkpoint is False
    def on_train_begin(self, logs=None):
        if error is not None:
            raise error
keras = types.SimpleNamespace(callbacks=types.SimpleNamespace(BackupAndRestore=BackupAndRestore))
${backupText}
said = []
for error in [None, KeyError("epoch"), OSError("truncated file"), ValueError("Layer"), json.JSONDecodeError("x", "", 0)]:
    try:
        Backup("run/backup").on_train_begin()
        said.append("goes on")
    except SystemExit as end:
        said.append(end.code)
print(json.dumps(said))
`;

describe.skipIf(!python)('the backup of a Keras script', () => {
  it('ends it in one sentence where it is damaged', () => {
    const [whole, ...damaged] = JSON.parse(runPython(['-c', driver])) as readonly string[];
    expect(whole).toBe('goes on');
    const sentence =
      "The backup in run/backup is damaged, or is another model's: leave --resume out to begin anew.";
    expect(damaged).toEqual([sentence, sentence, sentence, sentence]);
  });

  it('is what the script trains with', () => {
    const { text } = kerasModule(
      graphOf(vectorModel('  head y = x -> Dense(1) { loss: mse }')),
      undefined,
      'x',
    );
    expect(text).toContain(backupText.trimEnd());
    expect(text).toContain('callbacks = [Backup(output / "backup")]');
  });
});
