import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readSafetensors } from '../../runtime/weights/safetensors.ts';
import { emptyFolder, kmodel, mainScript } from '../cli/run-cli.ts';
import { campaign, patience } from './support/campaign.ts';

const settings = ['digits.kmodel', '--data', 'digits.npz', '--epochs', '3', '--seed', '4', '--threads', '1'];

let project: string;
let wanted: string;
let seconds: number;
beforeAll(() => {
  project = emptyFolder();
  kmodel(['init', '.', '--samples', '300'], project);
  const start = performance.now();
  const { code, stderr } = kmodel(['train', ...settings, '-o', 'whole'], project);
  expect(code, stderr).toBe(0);
  seconds = (performance.now() - start) / 1000;
  wanted = weightsOf('whole');
});

function weightsOf(folder: string): string {
  return readFileSync(join(project, folder, 'last.safetensors')).toString('base64');
}

/** Starts a training and kills it, as a machine does that loses its power, after so many seconds. */
async function trainAndKill(folder: string, after: number, more: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [mainScript, 'train', ...settings, '-o', folder, ...more], {
    cwd: project,
    stdio: 'ignore',
  });
  const ended = once(child, 'close');
  await Promise.race([ended, wait(after * 1000)]);
  child.kill('SIGKILL');
  await ended;
}

/** What is left in a folder is whole: every file of weights can be read, and the run is listed. */
function expectWhole(folder: string): void {
  if (!existsSync(join(project, folder))) return;
  for (const file of readdirSync(join(project, folder)).filter((name) => name.endsWith('.safetensors')))
    expect(() => readSafetensors(join(project, folder, file)), file).not.toThrow();
  const listed = kmodel(['runs', '.', '--json'], project);
  expect(listed.code, listed.stderr).toBe(0);
  if (!existsSync(join(project, folder, 'run.json'))) return;
  const shown = kmodel(['runs', 'show', folder], project);
  expect(shown.code, shown.stderr).toBe(0);
  expect(shown.stderr).not.toContain('broken');
}

describe('a training that is killed', () => {
  it(
    'leaves whole files, is listed, and goes on to the same bits',
    async () => {
      await campaign('kills', async ({ seed, random, pick }) => {
        const folder = `run-${seed}`;
        const kills = 1 + pick(2);
        for (let kill = 0; kill < kills; kill++) {
          const canResume = existsSync(join(project, folder, 'checkpoint.safetensors'));
          await trainAndKill(folder, random() * seconds, canResume ? ['--resume'] : ['--force']);
          expectWhole(folder);
        }
        const canResume = existsSync(join(project, folder, 'checkpoint.safetensors'));
        const { code, stderr } = kmodel(
          ['train', ...settings, '-o', folder, canResume ? '--resume' : '--force'],
          project,
        );
        expect(code, stderr).toBe(0);
        expect(weightsOf(folder) === wanted).toBe(true);
        expect(readdirSync(join(project, folder)).filter((name) => name.includes('.tmp'))).toEqual([]);
      });
    },
    patience * 2,
  );
});
