import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openBackend } from '../../../../runtime/engines/tfjs/backends.ts';
import { createEngineOn, type TfjsEngine } from '../../../../runtime/engines/tfjs/engine.ts';
import { emptyFolder, mainScript } from '../../../cli/run-cli.ts';
import {
  compileGoldenModel,
  goldenModelNames,
  readGoldenModel,
  toHostTensor,
} from '../../../support/golden-model.ts';
import { lossesOn } from '../../../support/losses.ts';
import { tfjsEngine } from '../../../support/tfjs-engines.ts';

/** Forbids code from text in this process, as pages do by `Content-Security-Policy` without `unsafe-eval`. */
function forbidCodeFromText(): void {
  const refuse = (): never => {
    throw new EvalError('Code generation from strings disallowed for this context');
  };
  vi.stubGlobal('Function', new Proxy(Function, { construct: refuse, apply: refuse }));
}

/** An engine that found no way to make code from text when it was opened. */
async function engineWithout(backend: 'cpu' | 'wasm'): Promise<TfjsEngine> {
  const opened = await openBackend(backend);
  expect(opened.device.joinsElementwise).toBe(false);
  return createEngineOn(opened);
}

/** The data of one of Keras's training traces, by input and head. */
function traceData(name: string) {
  const { x, y } = readGoldenModel(name).data;
  const tensors = Object.entries({ ...x, ...y });
  return Object.fromEntries(tensors.map(([key, tensor]) => [key, toHostTensor(tensor)]));
}

describe.each(['cpu', 'wasm'] as const)('where code from text is forbidden, on %s', (backend) => {
  afterEach(() => vi.unstubAllGlobals());

  it.each(goldenModelNames())('%s trains as with generated loops', async (name) => {
    const training = { graph: compileGoldenModel(name), data: traceData(name), steps: 8 };
    const generated = await lossesOn(await tfjsEngine(backend), training);
    forbidCodeFromText();
    const plain = await lossesOn(await engineWithout(backend), training);
    expect(plain).toHaveLength(8);
    plain.forEach((loss, step) => {
      expect(Math.abs(loss - generated[step]!), `step ${step + 1}`).toBeLessThan(
        1e-5 * Math.abs(loss) + 1e-6,
      );
    });
  });
});

describe('kmodel train', () => {
  it('says the same where Node makes no code from text', () => {
    const folder = emptyFolder();
    const model = `model Line {
  input x: float32[2]
  head y = x -> Dense(4, activation: tanh) -> Dense(1) { loss: mse }
  train { seed: 1, epochs: 3, batch_size: 2 }
}
`;
    writeFileSync(join(folder, 'line.kmodel'), model);
    writeFileSync(join(folder, 'data.csv'), 'x_0,x_1,y\n1,2,3\n2,3,5\n3,5,8\n5,8,13\n');
    const losses = (...flags: readonly string[]): readonly number[] => {
      const args = ['train', 'line.kmodel', '--data', 'data.csv', '--engine', 'tfjs', '--json', '-o', 'run'];
      const { stdout } = spawnSync(process.execPath, [...flags, mainScript, ...args], {
        cwd: folder,
        encoding: 'utf8',
      });
      const end = JSON.parse(stdout.trim().split('\n').at(-1)!) as { history: { loss: readonly number[] } };
      return end.history.loss;
    };
    const generated = losses();
    expect(generated).toHaveLength(3);
    expect(losses('--disallow-code-generation-from-strings')).toEqual(
      generated.map((loss) => expect.closeTo(loss, 4) as number),
    );
  });
});
