import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../../../compiler/index.ts';
import { kerasModule } from '../../../../compiler/targets/keras/module/module.ts';
import { turnsText } from '../../../../compiler/targets/keras/module/turns-text.ts';
import { turnGaps } from '../../../../compiler/targets/turns.ts';
import { python, runPython } from '../../../support/python.ts';

const root = resolve(import.meta.dirname, '../../../..');
const folder = mkdtempSync(join(tmpdir(), 'kmodel-turns-'));

const compiled = (train: string) =>
  compileModel(
    'm.kmodel',
    createMemoryHost({
      'm.kmodel': `model M {
  input x: float32[6]

  branch features = x -> Dense(8)
  head y = features -> Dense(1) { loss: mse, metrics: [mae] }
  head z = features -> Dense(3) { loss: mae, weight: 0.5 }
  objective small = square(features)

  train {
    ${train}
  }
}
`,
    }),
  );

const moduleOf = (train: string): string => {
  const { graph, origin, diagnostics } = compiled(train);
  if (!graph) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return kerasModule(graph, origin, 'm.kmodel').text;
};

const steps = `step first { minimize: [y, small], update: [features, y], repeat: 2 }
    step second { minimize: z, update: z, optimizer: SGD(0.1) }`;

describe('a training in turns, for Keras', () => {
  it('has a model over the same layers for each step, with its losses, weights and optimizer', () => {
    const text = moduleOf(steps);
    expect(text).toContain(`    result = Objective(name="small_objective")([y, small])
    first = Turn(inputs=x, outputs=[result, z], name="first")
    first.updates = ["features_dense", "y"]
    first.compile(
        optimizer=keras.optimizers.RMSprop(),
        loss={"small_objective": "mse", "z": None},
        metrics={"small_objective": ["mae"]},
    )
    second = Turn(inputs=x, outputs=[y, z], name="second")
    second.updates = ["z"]
    second.compile(
        optimizer=keras.optimizers.SGD(learning_rate=0.1),
        loss={"y": None, "z": "mae"},
        loss_weights={"y": None, "z": 0.5},
    )
    y = Objective(name="small_objective")([y, small])
    model = InTurns(inputs=x, outputs=[y, z], name="M")
`);
    expect(text).toContain(`    model.take_turns(
        (first, 2, {"small_objective": "small_objective", "z": None}),
        (second, 1, {"y": None, "z": "z"}),
    )
`);
  });

  it('gives parts of the model optimizers of their own', () => {
    const text = moduleOf('optimizer: { features: Adam(0.0001), rest: SGD(0.1) }');
    expect(text).toContain(`        optimizer=optimizers_by_layer(
            keras.optimizers.SGD(learning_rate=0.1),
            [(["features_dense"], keras.optimizers.Adam(learning_rate=0.0001))],
        ),
`);
    expect(text).toContain('return keras.optimizers.MultiOptimizer(choose)');
    expect(text).not.toContain('class InTurns');
  });

  it.each(['steps_per_epoch: 3', 'validation_freq: 2'])(
    'names what its loop does not have: %s',
    (setting) => {
      const { graph } = compiled(`${steps}\n    ${setting}`);
      expect(turnGaps(graph!).map(({ what }) => what)).toEqual([
        `the \`${setting.split(':')[0]!}\` of a training in turns`,
      ]);
    },
  );

  it('names nothing where there are no turns', () => {
    expect(turnGaps(compiled('steps_per_epoch: 3').graph!)).toEqual([]);
  });
});

interface Trained {
  readonly calls: readonly (readonly unknown[])[];
  readonly history: readonly Readonly<Record<string, number>>[];
  readonly judge: unknown;
  readonly paint: unknown;
}

describe.runIf(python !== undefined)('the loop of a training in turns', () => {
  const run = (...flags: readonly string[]): Trained => {
    const path = join(folder, 'turns.py');
    writeFileSync(path, turnsText.InTurns);
    return JSON.parse(runPython([join(root, 'test/support/python/run_turns.py'), path, ...flags])) as Trained;
  };
  const given = ({ calls }: Trained, name: string): readonly unknown[] =>
    calls.filter(([kind, step]) => kind === 'step' && step === name).map(([, , x, y]) => [x, y]);

  it('runs each step as often as it says on every batch, with the targets that it learns from', () => {
    const trained = run();
    const first = [{ x: [0, 1, 2] }, { own: [10, 11, 12], other: null }];
    const second = [{ x: [3] }, { own: [13], other: null }];
    expect(given(trained, 'judge')).toEqual([first, first, second, second]);
    expect(given(trained, 'paint')).toEqual([
      [{ x: [0, 1, 2] }, null],
      [{ x: [3] }, null],
    ]);
  });

  it('keeps the last samples for validation, before it shuffles the others', () => {
    const trained = run('shuffled');
    expect(trained.calls.filter(([kind]) => kind === 'evaluate')).toEqual([
      ['evaluate', { x: [4] }, { whole: [14], other: null }],
    ]);
    expect(given(trained, 'paint')).toEqual([
      [{ x: [3, 2, 1] }, null],
      [{ x: [0] }, null],
    ]);
  });

  it('logs the sum of the losses and each step’s own, and ends where a callback stops it', () => {
    expect(run().history).toEqual([
      { loss: 3, judge_loss: 1.5, judge_mae: 0.5, paint_loss: 1.5, paint_mae: 0.5, val_loss: 2.5 },
    ]);
  });

  it('has every optimizer built before a backup is read, and goes on in the order that comes next', () => {
    const resumed = run('shuffled', 'resumed');
    expect(resumed.calls.slice(1, 5)).toEqual([
      ['build', 'model', []],
      ['build', 'judge', ['a']],
      ['build', 'paint', ['a', 'b']],
      ['begin'],
    ]);
    expect(given(resumed, 'paint')).toEqual([
      [{ x: [2, 1, 0] }, null],
      [{ x: [3] }, null],
    ]);
  });

  it('changes the weights of the layers of a step alone', () => {
    const { judge, paint } = run();
    expect(judge).toEqual([['a'], ['b', 'c']]);
    expect(paint).toEqual([['a', 'b'], ['c']]);
  });
});
