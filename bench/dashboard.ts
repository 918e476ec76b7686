import { spawn } from 'node:child_process';
import { cpSync, rmSync, mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileModel, createMemoryHost } from '../compiler/index.ts';
import type { CallbackContext } from '../runtime/callbacks/callback.ts';
import { createOnnxEngine } from '../runtime/engines/onnx/engine.ts';
import { Model } from '../runtime/model.ts';
import { EventLog } from '../runtime/run/events.ts';
import { launchChromium } from '../test/support/chromium.ts';
import { formatTable } from './measure.ts';

const [runs, shortRun, longRun] = [100, 100_000, 1_000_000];
const main = join(import.meta.dirname, '../dist/cli/main.js');
const text = `model M {
  input x: float32[4]
  head y = x -> Dense(1) { loss: mse, metrics: [mae] }
  train { batch_size: 4, seed: 1 }
}`;

/** How long the dashboard takes for many long runs, and how large a run of a million steps is. Needs Chromium. */
export async function benchDashboard(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'kmodel-bench-'));
  try {
    const context = await trainOnce(join(folder, 'M/1'));
    logSteps(join(folder, 'M/1/events.jsonl'), context, shortRun);
    for (let run = 2; run <= runs; run++)
      cpSync(join(folder, 'M/1'), join(folder, `M/${run}`), { recursive: true });
    const all = await openings(folder, [[], names(2), names(runs)]);
    const long = join(folder, 'M/1/events.jsonl');
    logSteps(long, context, longRun);
    const [one] = await openings(folder, [names(1)]);
    return formatTable(
      [`${runs} runs of ${shortRun.toLocaleString('en')} steps`, 'time', 'asked of the server'],
      [
        ['the list', ...shown(all[0]!)],
        ['two runs over each other', ...shown(all[1]!)],
        ['all over each other', ...shown(all[2]!)],
        [`a run of ${longRun.toLocaleString('en')} steps`, ...shown(one!)],
        ['its events on the disk', '', megabytes(statSync(long).size)],
      ],
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const names = (count: number): readonly string[] => Array.from({ length: count }, (_, run) => `M/${run + 1}`);
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
const shown = ({ seconds, bytes }: Opening): readonly string[] => [
  `${seconds.toFixed(2)} s`,
  megabytes(bytes),
];

/** A run in a folder; the result is what its callbacks were given. */
async function trainOnce(folder: string): Promise<CallbackContext> {
  const { graph } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  const model = new Model(graph!, await createOnnxEngine({ threads: 1 }), { seed: 1 });
  let context: CallbackContext | undefined;
  const data = { x: new Float32Array(16), y: new Float32Array(4) };
  await model.fit(data, {
    epochs: 1,
    run: folder,
    callbacks: [{ onTrainBegin: (given: CallbackContext) => void (context = given) }],
    onMessage: () => undefined,
  });
  return context!;
}

/** Logs as many steps as a long training would. */
function logSteps(path: string, context: CallbackContext, steps: number): void {
  const log = new EventLog(path, 0);
  log.onTrainBegin(context);
  for (let step = 0; step < steps; step++) {
    const loss = 1 / (1 + step / 1000) + Math.sin(step) / 10;
    log.onTrainBatchEnd(step, { loss, mae: Math.sqrt(loss + 1) });
  }
  log.onEpochEnd(0, { loss: 0.1, mae: 0.2 });
  log.end('done');
}

interface Opening {
  /** From the request of the page until its curves are drawn. */
  readonly seconds: number;
  readonly bytes: number;
}

/** Opens the page with runs chosen, each time anew. */
async function openings(
  folder: string,
  choices: readonly (readonly string[])[],
): Promise<readonly Opening[]> {
  const server = spawn(process.execPath, [main, 'dashboard', folder, '--port', '0', '--no-open']);
  const address = await new Promise<string>((done) => {
    server.stdout.once('data', (said) => done(String(said).trim()));
  });
  const browser = await launchChromium();
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const first = await context.newPage();
    await first.goto(address);
    await first.locator('canvas').first().waitFor();
    await first.close();
    const found: Opening[] = [];
    for (const chosen of choices) {
      const page = await context.newPage();
      let bytes = 0;
      page.on('response', (response) => {
        if (!response.url().endsWith('/api/changes'))
          response.body().then(
            (body) => (bytes += body.length),
            () => undefined,
          );
      });
      const state = new URLSearchParams(chosen.map((run): [string, string] => ['run', run]));
      const began = performance.now();
      await page.goto(`${new URL('/', address).href}#${state}`);
      await page.locator('canvas').first().waitFor({ timeout: 120_000 });
      found.push({ seconds: (performance.now() - began) / 1000, bytes });
      await page.close();
    }
    return found;
  } finally {
    await browser.close();
    server.kill('SIGINT');
  }
}
