import { describe, expect, it } from 'vitest';
import { Sessions } from '../../../../runtime/engines/onnx/sessions.ts';

/** Sessions that only say for which sizes they were made, and which are let go. */
function createTrial(most: number) {
  const released: string[] = [];
  const sessions = new Sessions(most, (sizes) => {
    const name = sizes ? String(sizes.get('T')) : 'open';
    return Promise.resolve({
      name,
      release: () => {
        released.push(name);
        return Promise.resolve();
      },
    });
  });
  const use = (T: number): Promise<string> =>
    sessions.use({ key: `${T},`, values: new Map([['T', T]]) }, ({ name }) => Promise.resolve(name));
  return { sessions, use, released };
}

describe('sessions for sizes', () => {
  it('are made once for each of the first few sets of sizes', async () => {
    const { use, released } = createTrial(2);
    expect([await use(5), await use(7), await use(5), await use(7)]).toEqual(['5', '7', '5', '7']);
    expect(released).toEqual([]);
  });

  it('share one with open sizes where there are more', async () => {
    const { use } = createTrial(2);
    await use(5);
    await use(7);
    expect([await use(8), await use(9), await use(5)]).toEqual(['open', 'open', '5']);
  });

  it('make room for sizes that come often, at the cost of those used longest ago', async () => {
    const { use, released } = createTrial(2);
    await use(5);
    await use(7);
    await use(5);
    const found: string[] = [];
    for (let time = 0; time < 20; time++) found.push(await use(9));
    expect(found.indexOf('9')).toBe(15);
    expect(released).toEqual(['7']);
  });

  it('are let go after the runs that use them', async () => {
    const { sessions, released } = createTrial(2);
    let end = (): void => undefined;
    const running = sessions.use(
      { key: '5,', values: new Map([['T', 5]]) },
      () => new Promise<void>((resolve) => (end = resolve)),
    );
    await Promise.resolve();
    await sessions.clear();
    expect(released).toEqual([]);
    end();
    await running;
    expect(released).toEqual(['5']);
  });

  it('are tried again where one could not be made', async () => {
    let tries = 0;
    const sessions = new Sessions(1, () => {
      tries++;
      return tries === 1
        ? Promise.reject(new Error('no memory'))
        : Promise.resolve({ release: async () => {} });
    });
    const use = () => sessions.use({ key: '', values: new Map() }, () => Promise.resolve('run'));
    await expect(use()).rejects.toThrow('no memory');
    expect(await use()).toBe('run');
  });
});
