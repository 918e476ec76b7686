import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { isMeeting } from '../../../../runtime/engines/torch/meeting.ts';
import { deviceOf } from '../../../../runtime/engines/torch/program.ts';

describe('the place where machines meet', () => {
  it('is the machine whose name is the first part of it', async () => {
    expect(await isMeeting('digits-0.digits:29377', 'digits-0')).toBe(true);
    expect(await isMeeting('Digits-0.digits:29377', 'digits-0')).toBe(true);
    for (const other of ['digits-1', 'digits', 'digits-0.digits', 'igits-0'])
      expect(await isMeeting('digits-0.digits:29377', other)).toBe(false);
    // What has the same name, torchrun finds by itself.
    expect(await isMeeting('digits-0:29377', 'digits-0')).toBe(false);
    expect(await isMeeting(undefined, 'digits-0')).toBe(false);
  });

  it('is not made where another process has the port', async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, done));
    const { port } = server.address() as AddressInfo;
    expect(await isMeeting(`digits-0.digits:${port}`, 'digits-0')).toBe(false);
    await new Promise((done) => server.close(done));
  });
});

describe('the device of processes', () => {
  const python = { command: 'python3', python: '3.11', torch: '2.9' };

  it('is CUDA where PyTorch sees one for each', () => {
    expect(deviceOf({ ...python, devices: 2 }, { processes: 2 })).toBe('cuda');
    expect(deviceOf({ ...python, devices: 2 }, { device: 'cuda' })).toBe('cuda');
    expect(deviceOf({ ...python, devices: 0 }, {})).toBe('cpu');
    expect(deviceOf({ ...python, devices: 1 }, { device: 'cpu', processes: 4 })).toBe('cpu');
  });

  it('is refused where there is none, or fewer than processes', () => {
    expect(() => deviceOf({ ...python, devices: 0 }, { device: 'cuda' })).toThrow(
      'PyTorch 2.9 sees no CUDA device here.',
    );
    expect(() => deviceOf({ ...python, devices: 1 }, { device: 'cuda', processes: 2 })).toThrow(
      'PyTorch 2.9 sees 1 CUDA device here, too few for 2 processes.',
    );
  });
});
