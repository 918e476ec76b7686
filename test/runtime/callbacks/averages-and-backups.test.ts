import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  BackupAndRestore,
  RemoteMonitor,
  SwapEMAWeights,
  type Callback,
  type FitOptions,
  type Model,
} from '../../../runtime/index.ts';
import { floats, mistakesOf, modelOf, numbers } from '../own/support.ts';

const textWith = (train: string): string => `model Line {
  input x: float32[1]
  head y = x -> Dense(1, kernel_initializer: Ones(), use_bias: false) { loss: mse }
  train { ${train} }
}`;

const line = textWith('optimizer: Adam(0.1), epochs: 4, batch_size: 2');
const column = (data: readonly number[]) => floats([data.length, 1], data);
const data = { x: column([1, 2, 3, 4, 5, 6]), y: column([2, 4, 6, 8, 10, 12]) };
const folder = (): string => mkdtempSync(join(tmpdir(), 'kmodel-callbacks-'));
const kernel = (model: Model): number => numbers(model.getWeights()['y/kernel'])[0]!;

/** Ends a training as a crash would. */
function crashAt(epoch: number, step: number): Callback {
  let current = 0;
  return {
    onEpochBegin: (each) => void (current = each),
    onTrainBatchBegin: (each) => {
      if (current === epoch && each === step) throw new Error('crash');
    },
  };
}

describe('BackupAndRestore', () => {
  it.each([
    ['epoch' as const, 2, 1],
    [2, 1, 2],
  ])('goes on after a crash to the same weights, saved by %s', async (saveFreq, epoch, step) => {
    const whole = await modelOf(line);
    const expected = await whole.fit(data);
    const directory = folder();
    const backup = (): BackupAndRestore =>
      new BackupAndRestore(directory, { saveFreq, doubleCheckpoint: true });
    const first = await modelOf(line);
    await expect(first.fit(data, { callbacks: [backup(), crashAt(epoch, step)] })).rejects.toThrow('crash');
    const second = await modelOf(line);
    const result = await second.fit(data, { callbacks: [backup(), {}] });
    expect(result.steps).toBeLessThan(expected.steps);
    expect(result.history).toEqual(expected.history);
    expect(second.getWeights()).toEqual(whole.getWeights());
    expect(existsSync(join(directory, 'checkpoint.safetensors'))).toBe(false);
  });

  it('takes the state before where the last one is broken, if two are kept', async () => {
    const directory = folder();
    const options = { doubleCheckpoint: true, deleteCheckpoint: false };
    await (await modelOf(line)).fit(data, { callbacks: [new BackupAndRestore(directory, options)] });
    writeFileSync(join(directory, 'checkpoint.safetensors'), 'broken');
    const again = await modelOf(line);
    const { steps } = await again.fit(data, { callbacks: [new BackupAndRestore(directory, options)] });
    expect(steps).toBe(3);
  });

  it('refuses the state of another model', async () => {
    const directory = folder();
    const callbacks = [new BackupAndRestore(directory, { deleteCheckpoint: false })];
    await (await modelOf(line)).fit(data, { callbacks });
    const other = await modelOf(line.replace('use_bias: false', 'use_bias: true'));
    await expect(other.fit(data, { callbacks })).rejects.toThrow('The checkpoint is of another model');
  });

  it('in a text has its folder inside that of the run, where the same run goes on', async () => {
    const text = textWith('epochs: 3, batch_size: 2, callbacks: [BackupAndRestore("backup")]');
    const expected = await (await modelOf(text)).fit(data);
    const run = folder();
    const crash = { run, callbacks: [crashAt(2, 0)] };
    await expect((await modelOf(text)).fit(data, crash)).rejects.toThrow('crash');
    expect(existsSync(join(run, 'backup', 'checkpoint.safetensors'))).toBe(true);
    const result = await (await modelOf(text)).fit(data, { run });
    expect(result.steps).toBe(3);
    expect(result.history.loss).toEqual(expected.history.loss);
  });

  it('begins anew where a run writes over another', async () => {
    const text = textWith(
      'epochs: 2, batch_size: 2, callbacks: [BackupAndRestore("backup", delete_checkpoint: false)]',
    );
    const run = folder();
    await (await modelOf(text)).fit(data, { run });
    const { steps } = await (await modelOf(text)).fit(data, { run: { folder: run, force: true } });
    expect(steps).toBe(6);
  });
});

describe('SwapEMAWeights', () => {
  const text = textWith('optimizer: SGD(0.01, use_ema: true, ema_momentum: 0.5), epochs: 2, batch_size: 6');

  /** The kernel as callbacks see it: while validating, and when an epoch ends. */
  async function seen(callbacks: readonly Callback[], options: FitOptions = {}) {
    const model = await modelOf(text);
    const found: { readonly test: number[]; readonly epoch: number[] } = { test: [], epoch: [] };
    const watch: Callback = {
      onTestBegin: () => void found.test.push(kernel(model)),
      onEpochEnd: () => void found.epoch.push(kernel(model)),
    };
    await model.fit(data, { validationData: data, callbacks: [...callbacks, watch], ...options });
    return { ...found, end: kernel(model) };
  }

  it('judges the averages, and trains on with the weights', async () => {
    const plain = await seen([]);
    const swapped = await seen([new SwapEMAWeights()]);
    const [first, second] = plain.epoch as [number, number];
    expect(swapped.epoch).toEqual(plain.epoch);
    // The first average is the weight itself.
    expect(swapped.test[0]).toBe(first);
    expect(swapped.test[1]).toBeCloseTo(0.5 * first + 0.5 * second, 6);
    expect(swapped.end).toBe(plain.end);
  });

  it('leaves the averages in place between epochs where it is told to', async () => {
    const plain = await seen([]);
    const swapped = await seen([new SwapEMAWeights({ swapOnEpoch: true })]);
    expect(swapped.epoch[1]).toBeCloseTo(plain.end, 6);
    expect(swapped.end).toBeCloseTo(plain.end, 6);
  });

  it('goes on where a run with averages in place was saved', async () => {
    const own = text.replace(
      'batch_size: 6',
      'batch_size: 6, callbacks: [SwapEMAWeights(swap_on_epoch: true)]',
    );
    const [whole, part, rest] = await Promise.all([modelOf(own), modelOf(own), modelOf(own)]);
    const [one, two] = [folder(), folder()];
    await whole.fit(data, { run: one });
    await part.fit(data, { run: two, epochs: 1 });
    await rest.fit(data, { run: { folder: two, resume: true } });
    expect(rest.getWeights()).toEqual(whole.getWeights());
  });

  it('needs an optimizer that keeps averages', async () => {
    const fitting = (await modelOf(line)).fit(data, { callbacks: [new SwapEMAWeights()] });
    await expect(fitting).rejects.toThrow('SwapEMAWeights finds no averages');
    const [mistake] = mistakesOf(textWith('callbacks: [SwapEMAWeights()]'));
    expect(mistake).toContain('KM2004 `SwapEMAWeights` finds no averages');
  });
});

describe('LearningRateScheduler in a text', () => {
  it('sets the rate of each epoch by a schedule', async () => {
    const callback = 'LearningRateScheduler(ExponentialDecay(0.1, decay_steps: 1, decay_rate: 0.5))';
    const model = await modelOf(textWith(`optimizer: SGD(1), epochs: 3, callbacks: [${callback}]`));
    const { history } = await model.fit(data, { run: folder() });
    (history.learning_rate as number[]).forEach((rate, epoch) =>
      expect(rate).toBeCloseTo(0.1 * 0.5 ** epoch, 7),
    );
  });

  it('needs a learning rate that can be set', () => {
    const schedule = 'ExponentialDecay(0.1, 1, 0.5)';
    const [mistake] = mistakesOf(
      textWith(`optimizer: SGD(${schedule}), callbacks: [LearningRateScheduler(${schedule})]`),
    );
    expect(mistake).toContain('KM2004 The learning rate of the optimizer follows a schedule of its own.');
  });
});

describe('RemoteMonitor', () => {
  /** What a server gets while a model trains. */
  async function received(options: object, status = 200) {
    const bodies: {
      readonly type: string;
      readonly path: string;
      readonly body: string;
      readonly token: string;
    }[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (piece) => (body += String(piece)));
      request.on('end', () => {
        const { 'content-type': type = '', 'x-token': token = '' } = request.headers;
        bodies.push({ type, path: request.url!, body, token: String(token) });
        response.writeHead(status).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const messages: string[] = [];
    const callbacks = [new RemoteMonitor({ root, ...options })];
    await (
      await modelOf(line)
    ).fit(data, { callbacks, onMessage: (kind, text) => messages.push(`${kind} ${text}`) });
    await new Promise((resolve) => server.close(resolve));
    return { bodies, messages, root };
  }

  it('sends the logs of each epoch as a form, and says where to', async () => {
    const { bodies, messages, root } = await received({ headers: { 'X-Token': 'abc' } });
    expect(bodies.map(({ path }) => path)).toEqual(Array(4).fill('/publish/epoch/end/'));
    expect(bodies[0]!.type).toContain('application/x-www-form-urlencoded');
    expect(bodies[0]!.token).toBe('abc');
    const sent = JSON.parse(new URLSearchParams(bodies[2]!.body).get('data')!) as object;
    expect(sent).toMatchObject({ epoch: 2, loss: expect.any(Number) as number });
    expect(messages).toEqual([
      `note RemoteMonitor sends what every epoch logs to ${root}/publish/epoch/end/.`,
    ]);
  });

  it('sends JSON where it is told to', async () => {
    const { bodies } = await received({ sendAsJson: true, path: '/logs' });
    expect(bodies[0]!.type).toBe('application/json');
    expect(JSON.parse(bodies[0]!.body)).toMatchObject({ epoch: 0 });
  });

  it.each([
    ['is off where a model alone asks for it', [], 0],
    ['is off for other addresses', ['http://localhost:1'], 0],
    ['sends where its address is allowed', undefined, 1],
  ])('of a text %s', async (_, allowed, requests) => {
    let count = 0;
    const server = createServer((_request, response) => {
      count++;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const messages: string[] = [];
    const model = await modelOf(textWith(`epochs: 1, callbacks: [RemoteMonitor(root: "${root}")]`));
    await model.fit(data, {
      run: { folder: folder(), allowedAddresses: allowed ?? [`${root}/anything`] },
      onMessage: (_kind, text) => messages.push(text),
    });
    await new Promise((resolve) => server.close(resolve));
    expect(count).toBe(requests);
    const off = `RemoteMonitor is off: a model alone sends nothing. \`--allow-address ${root}\` lets it.`;
    expect(messages.includes(off)).toBe(requests === 0);
  });

  it('warns once where nobody takes them, and trains on', async () => {
    const { messages } = await received({}, 500);
    expect(messages.filter((text) => text.startsWith('warning'))).toEqual([
      expect.stringContaining('What epoch 1 logged did not reach') as string,
    ]);
    expect(messages.at(-1)).toContain('the server answers 500');
  });

  it('warns where there is no server', async () => {
    const messages: string[] = [];
    const callbacks = [new RemoteMonitor({ root: 'http://127.0.0.1:1' })];
    await (await modelOf(line)).fit(data, { callbacks, onMessage: (_, text) => messages.push(text) });
    expect(messages.at(-1)).toMatch(/did not reach http:\/\/127\.0\.0\.1:1/);
  });

  it.each([
    [
      'RemoteMonitor(root: "file:///etc")',
      'KM2004 `root` of RemoteMonitor begins with `http://` or `https://`.',
    ],
    ['RemoteMonitor(headers: ["no colon"])', 'KM2004 A line of `headers` has the form `"Name: value"`.'],
  ])('%s is a mistake', (callback, wanted) => {
    expect(mistakesOf(textWith(`callbacks: [${callback}]`))).toEqual([wanted]);
  });
});

it('a model that declares them leaves nothing but its run behind', async () => {
  const text = textWith('epochs: 1, callbacks: [BackupAndRestore("backup"), CSVLogger("log.csv")]');
  const run = folder();
  await (await modelOf(text)).fit(data, { run });
  expect(existsSync(join(run, 'backup', 'checkpoint.safetensors'))).toBe(false);
  expect(readFileSync(join(run, 'log.csv'), 'utf8')).toContain('epoch,loss');
});
