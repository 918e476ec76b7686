import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder, freshKmodel } from './run-cli.ts';

const model = `model M {
  input x: float32[1]
  head y = x -> Dense(1) { loss: mse }
  train { optimizer: SGD(0.1), epochs: 1, callbacks: [RemoteMonitor(root: "http://127.0.0.1:1")] }
}
`;

function train(...flags: string[]) {
  const folder = emptyFolder();
  writeFileSync(join(folder, 'm.kmodel'), model);
  writeFileSync(join(folder, 'd.csv'), 'x,y\n1,2\n2,4\n3,6\n');
  return freshKmodel(['train', 'm.kmodel', '--data', 'd.csv', '-o', 'run', ...flags], folder, {
    NO_COLOR: '1',
  });
}

describe('kmodel train --allow-address', () => {
  it('is needed before a callback of the model sends anything', () => {
    const { code, stderr } = train();
    expect(code).toBe(0);
    expect(stderr).toContain(
      'RemoteMonitor is off: a model alone sends nothing. `--allow-address http://127.0.0.1:1` lets it.',
    );
    expect(stderr).not.toContain('did not reach');
  });

  it('lets it send, and a server that is not there is a warning', () => {
    const { code, stderr } = train('--allow-address', 'http://127.0.0.1:1');
    expect(code).toBe(0);
    expect(stderr).toContain('RemoteMonitor sends what every epoch logs to http://127.0.0.1:1/');
    expect(stderr).toContain('did not reach http://127.0.0.1:1/');
  });

  it.each(['localhost:9000', 'file:///etc', 'nowhere'])('refuses %s', (address) => {
    const { code, stderr } = train('--allow-address', address);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining(`\`${address}\` is no address.`) as string,
    });
  });
});
