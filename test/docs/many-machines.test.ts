import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { emptyFolder, kmodel } from '../cli/run-cli.ts';
import { readCodeBlocks } from './code-blocks.ts';

const blocks = readCodeBlocks('docs/many-machines.md');

/** The words after `kmodel` are a command line that kmodel takes: only the model is missing where it is tried. */
function expectTaken(words: readonly string[]): void {
  const { code, stderr } = kmodel(words, emptyFolder());
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('digits.kmodel') });
}

/** The value that stands behind a flag. */
function valueOf(words: readonly string[], flag: string): string | undefined {
  return words.includes(flag) ? words[words.indexOf(flag) + 1] : undefined;
}

describe.skipIf(process.platform === 'win32')('the shell commands of docs/many-machines.md', () => {
  const commands = blocks.filter(({ info, code }) => info === 'sh' && !code.startsWith('#!'));
  it.each(commands.map(({ heading, code }) => [heading, code]))('%s', (_, code) => {
    for (const line of code.trim().split('\n')) expectTaken(wordsOf('', line)[0]!.slice(1));
  });

  it('Slurm: one task for each machine, which meet at the first one, with a process for each GPU', () => {
    const { code } = blocks.find(({ heading }) => heading === 'Slurm')!;
    const wishes = /^#SBATCH (.*)$/m
      .exec(code)![1]!
      .split(' ')
      .map((wish) => wish.split('='));
    expect(Object.fromEntries(wishes)).toEqual({
      '--nodes': '4',
      '--ntasks-per-node': '1',
      '--gpus-per-node': '8',
      '--cpus-per-task': '32',
    });
    const given = {
      SLURM_JOB_NODELIST: 'a1,a2,a3,a4',
      SLURM_NNODES: '4',
      SLURM_JOB_ID: '91234567',
      SLURM_CPUS_PER_TASK: '32',
    };
    const names = 'scontrol() { [ "$1 $2" = "show hostnames" ] && echo "$3" | tr , "\\n"; }\n';
    const [srun] = wordsOf(names, code, given);
    expect(srun!.slice(0, 4)).toEqual(['srun', '--cpus-per-task', '32', 'kmodel']);
    const words = srun!.slice(4);
    expect(valueOf(words, '--nnodes')).toBe('4');
    expect(valueOf(words, '--processes')).toBe('8');
    expect(valueOf(words, '--rdzv-endpoint')).toBe('a1:24567');
    expectTaken(words);
  });
});

/** What a script would start, as words: `srun` and `kmodel` only tell how they were called. */
function wordsOf(
  before: string,
  script: string,
  given: Readonly<Record<string, string>> = {},
): readonly (readonly string[])[] {
  const tell = (name: string): string => `${name}() { printf '%s\\0' ${name} "$@"; printf '\\n'; }\n`;
  const told = execFileSync(
    'bash',
    ['--norc', '-euc', `${tell('srun')}${tell('kmodel')}${before}${script}`],
    {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, ...given },
    },
  );
  return told
    .trim()
    .split('\n')
    .map((line) => line.split('\0').slice(0, -1));
}

/** What this test reads of the two objects. */
interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly clusterIP?: string;
    readonly selector?: Readonly<Record<string, string>>;
    readonly completions?: number;
    readonly parallelism?: number;
    readonly template?: { readonly spec: PodSpec };
  };
}

interface PodSpec {
  readonly subdomain: string;
  readonly containers: readonly {
    readonly command: readonly string[];
    readonly args: readonly string[];
    readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
  }[];
  readonly volumes: readonly { readonly name: string }[];
}

describe('the objects for Kubernetes in docs/many-machines.md', () => {
  const { loadAll } = createRequire(import.meta.url)('js-yaml') as { loadAll: (text: string) => unknown };
  const { code } = blocks.find(({ info }) => info === 'yaml')!;
  const [service, job] = loadAll(code) as readonly [Manifest, Manifest];
  const pod = job.spec.template!.spec;
  const [container] = pod.containers;
  const words = [...container!.command, ...container!.args];

  it('are a headless service and an indexed job, with the fields that these have', () => {
    expect(service).toEqual({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'digits' },
      spec: { clusterIP: 'None', selector: { 'job-name': job.metadata.name } },
    });
    expect(job).toMatchObject({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'digits' } });
    expect(job.spec).toEqual({
      completionMode: 'Indexed',
      completions: 2,
      parallelism: 2,
      backoffLimit: 0,
      template: { spec: expect.anything() },
    });
    expect(pod).toEqual({
      subdomain: service.metadata.name,
      restartPolicy: 'Never',
      containers: [expect.anything()],
      volumes: [{ name: 'runs', persistentVolumeClaim: { claimName: 'runs' } }],
    });
    expect(container).toEqual({
      name: 'train',
      image: expect.any(String),
      command: expect.any(Array),
      args: expect.any(Array),
      resources: { limits: { 'nvidia.com/gpu': 1 } },
      volumeMounts: [{ name: 'runs', mountPath: '/runs' }],
    });
  });

  it('call kmodel with words that it takes, and meet at the first pod', () => {
    expect(words.every((word) => typeof word === 'string')).toBe(true);
    expect(words[0]).toBe('kmodel');
    expectTaken(words.slice(1));
    expect(valueOf(words, '--nnodes')).toBe(String(job.spec.completions));
    expect(valueOf(words, '--rdzv-endpoint')).toBe(`${job.metadata.name}-0.${service.metadata.name}:29400`);
    expect(valueOf(words, '-o')!.startsWith(`${container!.volumeMounts[0]!.mountPath}/`)).toBe(true);
  });
});
