import { inFloat32, mixedPrecisionsOf } from '../../../compiler/graph/precisions.ts';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { snakeCase } from '../../../compiler/names/snake-case.ts';
import type { ModelGraph } from '../../../compiler/index.ts';
import { Unwritable } from '../../../compiler/targets/pytorch/module/layer-class.ts';
import { pytorchModule, type PytorchModule } from '../../../compiler/targets/pytorch/module/module.ts';
import { serveText } from '../../../compiler/targets/pytorch/python/serve-text.ts';
import { KmodelError, TrainingError } from '../../errors.ts';
import { writeFileAtomic } from '../../files.ts';
import { Channel, type Hello } from './channel.ts';
import { findTorchPython, type TorchPython } from './find-python.ts';
import { isMeeting, ownPort } from './meeting.ts';

/** Where and how PyTorch runs. */
export interface TorchOptions {
  /** `auto`, the default, is CUDA where PyTorch sees a device. */
  readonly device?: 'auto' | 'cpu' | 'cuda';
  /** Processes on this machine. */
  readonly processes?: number;
  /** Machines in all, on each of which the same is started. */
  readonly nnodes?: number;
  /** `HOST:PORT` of one of them, where they find each other. */
  readonly rdzvEndpoint?: string;
  /** Whether results of layers and gradients come out of the model's module, too, and not of their operations alone. */
  readonly observed?: boolean;
}

/** The module of a model with the names of kmodel's random numbers, and the folder that it was written to. */
export interface TorchProgram {
  readonly module: PytorchModule;
  readonly channel: Channel;
  readonly hello: Hello;
  readonly device: 'cpu' | 'cuda';
}

/** The name of a model's module in a folder: `text_qa.py`. */
export function moduleFile(graph: ModelGraph): string {
  return `${snakeCase(graph.name)}.py`;
}

/**
 * Writes a model's program, and starts it: plain Python for one process, torchrun for several.
 * @throws KmodelError where there is no PyTorch or no CUDA device, or a layer cannot be written
 */
export async function startProgram(graph: ModelGraph, options: TorchOptions): Promise<TorchProgram> {
  const python = findTorchPython();
  const device = deviceOf(python, options);
  const module = moduleOf(graph, options);
  const folder = mkdtempSync(join(tmpdir(), 'kmodel-torch-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  writeProgram(folder, graph, module);
  const command = [
    join(folder, 'serve.py'),
    join(folder, moduleFile(graph)),
    module.classes.className,
    device,
  ];
  const launched = [...launcher(options, await isMeeting(options.rdzvEndpoint)), ...command];
  const channel = new Channel(python.command, launched, folder);
  return { module, channel, device, hello: await channel.hello() };
}

/** Writes the program into a folder: the model's module, and what runs it for kmodel. */
export function writeProgram(folder: string, graph: ModelGraph, module: PytorchModule): void {
  mkdirSync(folder, { recursive: true });
  writeFileAtomic(join(folder, moduleFile(graph)), module.text);
  writeFileAtomic(join(folder, 'serve.py'), serveText);
}

function moduleOf(graph: ModelGraph, { observed = false }: TorchOptions): PytorchModule {
  try {
    // What is looked at is held against float32.
    const isSingle = observed && mixedPrecisionsOf(graph).includes('mixed_bfloat16');
    const computed = isSingle ? inFloat32(graph) : graph;
    return pytorchModule(computed, { source: `${graph.name}.kmodel`, draws: 'kmodel', observed });
  } catch (error) {
    if (!(error instanceof Unwritable)) throw error;
    throw new TrainingError(
      `PyTorch cannot run ${error.layers.map(({ layer, reason }) => `\`${layer.name}\`: ${reason}`).join(', nor ')}.`,
      'Take the engine `onnx` or `tfjs`.',
    );
  }
}

/** @throws KmodelError where CUDA is asked for and absent, or has fewer devices than there are processes */
export function deviceOf(
  { devices, torch }: TorchPython,
  { device = 'auto', processes = 1 }: TorchOptions,
): 'cpu' | 'cuda' {
  if (device === 'cpu' || (device === 'auto' && devices === 0)) return 'cpu';
  if (devices === 0)
    throw new KmodelError(
      `PyTorch ${torch} sees no CUDA device here.`,
      'Install a PyTorch that is built for CUDA, and the driver of the device; `--device cpu` does without.',
    );
  if (processes > devices)
    throw new KmodelError(
      `PyTorch ${torch} sees ${devices} CUDA device${devices === 1 ? '' : 's'} here, too few for ${processes} processes.`,
      `Each process takes one: give \`--processes ${devices}\` or fewer, or \`--device cpu\`.`,
    );
  return 'cuda';
}

/** What stands before the program: torchrun with its conventions, where there are several processes. */
function launcher(
  { processes = 1, nnodes = 1, rdzvEndpoint }: TorchOptions,
  isHost: boolean,
): readonly string[] {
  if (processes === 1 && nnodes === 1 && rdzvEndpoint === undefined) return [];
  // Any free port on one machine: torchrun 1.13 has one for all trainings there, and the first to end ended the others.
  const endpoint = rdzvEndpoint ?? (nnodes === 1 ? 'localhost:0' : `localhost:${ownPort}`);
  const meeting = [
    ...['--rdzv_backend', 'c10d', '--rdzv_id', 'kmodel', '--rdzv_endpoint', endpoint],
    ...(isHost ? ['--rdzv_conf', 'is_host=true'] : []),
  ];
  // Without redirection, torchrun 1.13 does not start on Python 3.11.
  const output = ['--redirects', '2', '--tee', '2'];
  return [
    ...['-m', 'torch.distributed.run', '--nnodes', String(nnodes), '--nproc_per_node', String(processes)],
    ...meeting,
    ...output,
  ];
}
