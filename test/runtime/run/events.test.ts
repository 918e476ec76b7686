import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CallbackContext } from '../../../runtime/callbacks/callback.ts';
import { EventLog, mostSteps, parseEvents, readEvents } from '../../../runtime/run/events.ts';
import { line, newFolder, trainIn } from './support.ts';

const eventsIn = (folder: string) => readEvents(join(folder, 'events.jsonl'));

describe('the events of a run', () => {
  it('begin, hold every step and epoch, and end', async () => {
    const folder = newFolder();
    await trainIn(folder);
    const events = eventsIn(folder);
    expect(events.map(({ event }) => event)).toEqual([
      'start',
      ...Array.from({ length: 3 }, () => ['step', 'step', 'step', 'step', 'epoch']).flat(),
      'end',
    ]);
    expect(events[0]).toMatchObject({ epochs: 3, steps: 4, batch_size: 2, samples: 8, seed: 1, epoch: 1 });
    expect(events.filter((event) => event.event === 'step').map(({ step }) => step)).toEqual(
      Array.from({ length: 12 }, (_, index) => index + 1),
    );
    expect(events.at(-2)).toMatchObject({
      event: 'epoch',
      epoch: 3,
      step: 12,
      learning_rate: expect.closeTo(0.1),
    });
    expect(events.at(-1)).toMatchObject({ event: 'end', state: 'done' });
  });

  it('have each step once after a run was interrupted and resumed', async () => {
    const [folder, whole] = [newFolder(), newFolder()];
    const stop = new AbortController();
    let steps = 0;
    const callbacks = { onTrainBatchEnd: () => void (++steps === 6 && stop.abort()) };
    await trainIn(folder, undefined, { callbacks, signal: stop.signal });
    expect(eventsIn(folder).at(-1)).toMatchObject({ event: 'end', state: 'interrupted' });
    await trainIn(folder, undefined, { callbacks: {}, run: { folder, resume: true } });
    await trainIn(whole);
    const logged = (path: string) =>
      eventsIn(path).flatMap((event) =>
        event.event === 'step' ? [[event.step, event.epoch, event.logs]] : [],
      );
    expect(logged(folder)).toEqual(logged(whole));
    expect(eventsIn(folder).filter(({ event }) => event === 'end')).toHaveLength(1);
    expect(eventsIn(folder).filter(({ event }) => event === 'start')).toHaveLength(2);
  });

  it('begin anew where a finished run is trained again', async () => {
    const folder = newFolder();
    await trainIn(folder);
    await trainIn(folder);
    expect(eventsIn(folder).filter(({ event }) => event === 'start')).toHaveLength(1);
  });

  it('leave the learning rate out where it follows a schedule', async () => {
    const folder = newFolder();
    const text = line
      .replace('SGD(learning_rate: 0.1)', 'SGD(ExponentialDecay(0.1, 4, 0.5))')
      .replace('seed: 1', 'seed: 1, callbacks: [TensorBoard()]');
    const { end } = await trainIn(folder, { '/w/m.kmodel': text });
    expect(end).toBe('done');
    expect(eventsIn(folder).at(-2)).toMatchObject({ event: 'epoch', learning_rate: null });
  });

  it('leave it out where a step of a training in turns has a schedule', async () => {
    const folder = newFolder();
    const text = line.replace(
      'train { optimizer: SGD(learning_rate: 0.1), epochs: 3, batch_size: 2, seed: 1 }',
      'train { epochs: 1, batch_size: 2, seed: 1, step a { minimize: [y], optimizer: SGD(ExponentialDecay(0.1, 4, 0.5)) } }',
    );
    expect(text).toContain('step a');
    await trainIn(folder, { '/w/m.kmodel': text });
    expect(eventsIn(folder).at(-2)).toMatchObject({ event: 'epoch', learning_rate: null });
  });

  it('hold what callbacks say', async () => {
    const folder = newFolder();
    const say = { onTrainBegin: (context: CallbackContext) => context.say('note', 'Here it begins.') };
    await trainIn(folder, undefined, { callbacks: say });
    expect(eventsIn(folder)).toContainEqual({ event: 'message', kind: 'note', text: 'Here it begins.' });
  });
});

it('a file of events that cannot be written ends the run with a sentence', () => {
  const log = new EventLog(join(newFolder(), 'gone', 'events.jsonl'), 0);
  log.message('note', 'text');
  expect(() => log.flush()).toThrow(/events\.jsonl cannot be written: /);
});

describe('a long run', () => {
  /** Logs so many steps of an epoch, whose number is known or not. */
  function logged(steps: number, known: boolean): readonly number[] {
    const path = join(newFolder(), 'events.jsonl');
    const log = new EventLog(path, 0);
    const parameters = { epochs: 1, steps: known ? steps : undefined };
    log.onTrainBegin({ parameters, start: { epoch: 0, step: 0 } } as CallbackContext);
    for (let step = 0; step < steps; step++) log.onTrainBatchEnd(step, { loss: step });
    log.end('done');
    return readEvents(path).flatMap((event) => (event.event === 'step' ? [event.step] : []));
  }

  it.each([
    ['known', true],
    ['not known', false],
  ])('whose length is %s keeps at most %s steps evenly, the first and the last among them', (_, known) => {
    const steps = 25_001;
    const kept = logged(steps, known);
    expect(kept.length).toBeLessThanOrEqual(mostSteps + 2);
    expect(kept.length).toBeGreaterThan(mostSteps / 4);
    expect(kept[0]).toBe(1);
    expect(kept.at(-1)).toBe(steps);
    const gaps = new Set(kept.slice(2, -1).map((step, index) => step - kept[index + 1]!));
    expect(gaps.size).toBe(1);
  });
});

describe('a file of events is read without complaint', () => {
  it.each([
    ['a torn last line', '{"event":"step","st'],
    ['a line of another kind', '{"event":"comet"}\n'],
    ['numbers and lists', '3\n[1]\nnull\n'],
    ['no text at all', '\u0000\u0001\n'],
  ])('with %s', async (_, tail) => {
    const folder = newFolder();
    await trainIn(folder);
    const before = eventsIn(folder);
    appendFileSync(join(folder, 'events.jsonl'), tail);
    expect(eventsIn(folder)).toEqual(before);
  });

  it('where it is empty or not there', () => {
    const folder = newFolder();
    expect(eventsIn(folder)).toEqual([]);
    writeFileSync(join(folder, 'events.jsonl'), '');
    expect(eventsIn(folder)).toEqual([]);
  });

  it('line by line', async () => {
    const folder = newFolder();
    await trainIn(folder);
    const text = readFileSync(join(folder, 'events.jsonl'), 'utf8');
    for (let end = 0; end < text.length; end += 37)
      expect(() => parseEvents(text.slice(0, end))).not.toThrow();
  });
});
