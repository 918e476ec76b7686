import { afterEach, describe, expect, it } from 'vitest';
import { countCores, defaultThreads } from '../../../../runtime/engines/onnx/cores.ts';

/** Linux's files, by the CPUs that a process may use and the threads that share a core with each. */
function files(allowed: string, siblings: readonly string[]): (path: string) => string {
  return (path) => {
    if (path === '/proc/self/status')
      return `Name:\tnode\nCpus_allowed:\tff\nCpus_allowed_list:\t${allowed}\n`;
    const cpu = /cpu(\d+)\/topology\/thread_siblings_list$/.exec(path)?.[1];
    const found = siblings[Number(cpu)];
    if (found === undefined) throw new Error(`There is no ${path}.`);
    return `${found}\n`;
  };
}

describe('the cores that a process may use', () => {
  it.each([
    ['two cores of one thread each', '0-1', ['0', '1'], 2],
    ['two cores of two threads each', '0-3', ['0,2', '1,3', '0,2', '1,3'], 2],
    ['some of them alone', '1,3', ['0,2', '1,3', '0,2', '1,3'], 1],
    ['several ranges', '0-1,3', ['0', '1', '2', '3'], 3],
  ])('are counted: %s', (_, allowed, siblings, expected) => {
    expect(countCores(files(allowed, siblings))).toBe(expected);
  });

  it('are unknown where the system does not tell of them', () => {
    expect(countCores(files('0-1', []))).toBeUndefined();
    expect(countCores(() => '')).toBeUndefined();
  });
});

describe('threads where nobody says how many', () => {
  const before = process.env.OMP_NUM_THREADS;
  afterEach(() => void (process.env.OMP_NUM_THREADS = before));

  it('are those of OMP_NUM_THREADS', () => {
    process.env.OMP_NUM_THREADS = '3';
    expect(defaultThreads()).toBe(3);
  });

  it.each(['', '0', '-1', '2.5', 'many'])('are the cores where that is %j', (value) => {
    process.env.OMP_NUM_THREADS = value;
    const cores = defaultThreads();
    expect(cores === undefined || (Number.isInteger(cores) && cores >= 1)).toBe(true);
    expect(cores).not.toBe(Number(value));
  });
});
