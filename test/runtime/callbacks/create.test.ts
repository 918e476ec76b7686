import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { callbacks } from '../../../compiler/components/callbacks/index.ts';
import { withDefaults } from '../../../compiler/declarations/default-value.ts';
import type { Arguments } from '../../../compiler/declarations/values.ts';
import { graphOf } from '../../compiler/harness.ts';
import { createCallbacks } from '../../../runtime/callbacks/create.ts';

const folder = mkdtempSync(join(tmpdir(), 'kmodel-callbacks-'));

/** The callbacks that `train` of a model declares. */
function declared(list: string) {
  return graphOf(`model M {
  input x: float32[4]
  head y = x -> Dense(1) { loss: mse }
  train { callbacks: [${list}] }
}`).training.callbacks;
}

/** What has no default. */
const decay = declared('LearningRateScheduler(ExponentialDecay(0.1, 10, 0.9))')[0]!.args;
const required: Arguments = {
  ...decay,
  filepath: 'best.safetensors',
  filename: 'log.csv',
  backup_dir: 'backup',
};

describe('the callbacks of a model', () => {
  it.each(callbacks.map((declaration) => [declaration.name, declaration] as const))(
    '%s is the class of its name',
    (name, declaration) => {
      const [callback] = createCallbacks([withDefaults(declaration, required)], folder);
      expect(callback!.constructor.name).toBe(name);
    },
  );

  it('are in the order of the text', () => {
    const made = createCallbacks(declared('TerminateOnNaN(), EarlyStopping(monitor: "loss")'), folder);
    expect(made.map((each) => each.constructor.name)).toEqual(['TerminateOnNaN', 'EarlyStopping']);
  });

  it('write nowhere but below the folder of the run', () => {
    const outside = withDefaults(
      callbacks.find(({ name }) => name === 'CSVLogger')!,
      {
        filename: '../log.csv',
      },
    );
    expect(() => createCallbacks([outside], folder)).toThrow(
      `\`../log.csv\` leaves the output folder ${folder}.`,
    );
  });
});
