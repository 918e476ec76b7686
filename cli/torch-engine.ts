import type { ModelGraph } from '../compiler/index.ts';
import type { TorchEngine } from '../runtime/engines/torch/engine.ts';
import { requireDevice, type DeviceName } from './engine.ts';
import { ExitCode, UsageError } from './exit-codes.ts';
import { note, reportError } from './report.ts';

/** What the command line says of the engine on PyTorch. */
export interface TorchFlags {
  readonly engine: string;
  readonly device?: DeviceName;
  readonly processes?: number;
  readonly nnodes?: number;
  readonly rdzvEndpoint?: string;
  readonly threads?: number;
}

export function isTorch({ engine }: TorchFlags): boolean {
  return engine === 'torch';
}

/** @throws UsageError for flags of PyTorch without its engine, and for several machines that have no place to meet */
export function refuseTorchClashes(options: TorchFlags): void {
  const { device, processes, nnodes, rdzvEndpoint, threads } = options;
  const given = [
    ...(processes !== undefined ? ['--processes'] : []),
    ...(nnodes !== undefined ? ['--nnodes'] : []),
    ...(rdzvEndpoint !== undefined ? ['--rdzv-endpoint'] : []),
  ];
  if (!isTorch(options)) {
    if (given.length > 0)
      throw new UsageError(`\`${given[0]!}\` is for the engine on PyTorch.`, 'Add `--engine torch`.');
    return;
  }
  requireDevice(device ?? 'auto');
  if (device === 'gpu')
    throw new UsageError('`--device gpu` is for the onnx engine.', 'PyTorch has `--device cuda`.');
  if (threads !== undefined)
    throw new UsageError('`--threads` is for the onnx engine: PyTorch has `OMP_NUM_THREADS`.');
  if ((nnodes ?? 1) > 1 && rdzvEndpoint === undefined)
    throw new UsageError(
      `${nnodes} machines need a place where they find each other.`,
      'Name one of them with `--rdzv-endpoint HOST:29400`, the same on each.',
    );
  if (rdzvEndpoint !== undefined) requireEndpoint(rdzvEndpoint);
}

function requireEndpoint(text: string): void {
  const parts = /^[^\s:]+(?::(?<port>\d+))?$/.exec(text);
  if (!parts) throw new UsageError(`\`--rdzv-endpoint\` takes HOST:PORT, not \`${text}\`.`);
  const port = parts.groups!.port;
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535))
    throw new UsageError(`There is no port ${port}.`, 'Name one from 1024 to 65535 that is free there.');
}

/** After how long a note says what may keep machines from meeting, in milliseconds. */
const longWait = 60_000;

/** Says what is waited for: PyTorch says nothing, for as long as that takes. @returns the timer of the second note */
function noteWaiting(machines: number, endpoint: string): NodeJS.Timeout {
  note(`Waits until ${machines} machines have met at ${endpoint}.`);
  return setTimeout(() => {
    note(
      `Still waits: the same command must run on all ${machines}, and nothing else listen at ${endpoint}.`,
    );
  }, longWait);
}

/** @throws KmodelError where PyTorch does not start */
export async function startTorch(graph: ModelGraph, options: TorchFlags): Promise<TorchEngine> {
  const { device, processes, nnodes, rdzvEndpoint } = options;
  const { createTorchEngine } = await import('../runtime/engines/torch/engine.ts');
  const hint = (nnodes ?? 1) > 1 ? noteWaiting(nnodes!, rdzvEndpoint!) : undefined;
  return createTorchEngine(graph, {
    ...(device !== undefined && device !== 'gpu' && { device }),
    ...(processes !== undefined && { processes }),
    ...(nnodes !== undefined && { nnodes }),
    ...(rdzvEndpoint !== undefined && { rdzvEndpoint }),
  }).finally(() => clearTimeout(hint));
}

/** Waits on a machine that trains along; the run is on the one with the first process. @returns the exit code */
export async function trainAlong(engine: TorchEngine): Promise<number> {
  note('This machine trains along. The run is kept on the one with the first process.');
  const reason = await engine.whenEnded();
  if (!reason) return ExitCode.done;
  reportError(reason);
  return ExitCode.failed;
}
