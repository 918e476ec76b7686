import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { ownModule } from '../../../package-files.ts';
import { loadKoffi } from '../c-api/koffi.ts';
import { defaultThreads } from '../cores.ts';
import { mayHaveVulkan, vulkanDevices } from '../gpu/vulkan.ts';
import { loadOnnxruntime } from '../onnxruntime.ts';
import type { Machine, MeasuredGpu } from './device-for.ts';
import { slowestCore, type Speeds } from './estimate.ts';
import type { Question } from './gpu-process.ts';
import { measureProcessor } from './measure.ts';
import { asRehearsed } from './rehearse.ts';
import { processorRunner } from './runners.ts';

/** After so long, in milliseconds, a GPU is taken for one that does not answer. */
const patience = 30_000;

/** The machine that this process runs on. */
export function thisMachine(): Machine {
  const threads = defaultThreads();
  const cores = threads ?? availableParallelism();
  return {
    mayHaveGpu: async () => {
      const koffi = await loadKoffi();
      return koffi !== undefined && mayHaveVulkan(koffi);
    },
    slowest: {
      msPerNode: 0,
      multiplicationsPerMs: slowestCore.multiplicationsPerMs * cores,
      numbersPerMs: slowestCore.numbersPerMs * cores,
    },
    hasGpu: async () => {
      const devices = vulkanDevices((await loadKoffi())!);
      return devices === undefined || devices.some(({ isSoftware }) => !isSoftware);
    },
    processor: async () => measureProcessor(processorRunner(await loadOnnxruntime(), threads)),
    gpu: openGpu,
  };
}

/** Opens and measures the GPU in a process of its own. */
async function openGpu({ multiplicationsPerMs }: Speeds): Promise<MeasuredGpu | undefined> {
  const child = fork(ownModule('runtime/engines/onnx/auto/gpu-process'), {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const close = (): void => void child.kill('SIGKILL');
  /** Undefined where the process ends, or does not answer. */
  const ask = (question: Question): Promise<unknown> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => resolve(undefined), patience);
      const end = (message?: unknown): void => {
        clearTimeout(timer);
        resolve((message as { readonly value?: unknown } | undefined)?.value);
      };
      child.once('message', end);
      child.once('exit', () => end());
      child.once('error', () => end());
      child.send(question, (error) => error && end());
    });
  const speeds = (await ask({ kind: 'speeds', least: multiplicationsPerMs })) as Speeds | undefined;
  if (!speeds) {
    close();
    return undefined;
  }
  return {
    speeds,
    rehearse: async (steps) =>
      (await ask({ kind: 'steps', steps: steps.map(asRehearsed) })) as number | undefined,
    close,
  };
}
