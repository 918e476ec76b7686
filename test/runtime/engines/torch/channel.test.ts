import { expect, it } from 'vitest';
import { Channel } from '../../../../runtime/engines/torch/channel.ts';

function channelTo(script: string, patience: { readonly begin?: number; readonly end?: number }): Channel {
  return new Channel(process.execPath, ['-e', script], process.cwd(), patience);
}

it('gives up waiting for machines that never meet', async () => {
  const channel = channelTo('setInterval(() => undefined, 1000)', { begin: 50, end: 50 });
  await expect(channel.hello()).rejects.toThrow('The machines did not find each other.');
  await channel.close();
});

it('does not wait for a program that has nothing more to do and stays', async () => {
  const channel = channelTo('process.stdin.resume(); setInterval(() => undefined, 1000)', { end: 50 });
  const since = Date.now();
  await channel.close();
  expect(Date.now() - since).toBeLessThan(5000);
});

it.skipIf(process.platform === 'win32')(
  'does not wait for what a program has started and left, which holds its pipes',
  async () => {
    const script = `require('child_process').spawn(process.execPath, ['-e', 'setTimeout(() => 0, 6000)'], { stdio: 'inherit' }); process.kill(process.pid, 'SIGKILL')`;
    const channel = channelTo(script, { end: 50 });
    const since = Date.now();
    expect((await channel.whenEnded())?.message).toBe('PyTorch has ended.');
    expect(Date.now() - since).toBeLessThan(5000);
  },
);

/** A program that says one thing, as the module's program frames it, and stays. */
function saying(header: object): string {
  return `
const text = Buffer.from(${JSON.stringify(JSON.stringify({ tensors: [], bytes: 0, ...header }))});
const size = Buffer.alloc(4);
size.writeUInt32LE(text.length);
process.stdout.write(Buffer.concat([size, text]));
process.stdin.resume();`;
}

it('does not begin where machines have different models', async () => {
  const channel = channelTo(saying({ id: 0, leads: true, world: 2, alike: false }), { end: 50 });
  await expect(channel.hello()).rejects.toThrow('The machines have different models.');
  await channel.close();
});

it('ends a program that has said goodbye and waits for machines that are gone', async () => {
  const channel = channelTo(`${saying({ id: -1 })} setInterval(() => undefined, 1000);`, { end: 50 });
  const since = Date.now();
  expect((await channel.whenEnded())?.message).toBe('PyTorch has ended.');
  expect(Date.now() - since).toBeLessThan(5000);
});
