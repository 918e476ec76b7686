import type { Option } from 'commander';
import type { Engine } from '../runtime/engines/engine.ts';
import { KmodelError } from '../runtime/errors.ts';
import { choiceOption } from './choice-option.ts';
import { UsageError } from './exit-codes.ts';
import { warn } from './report.ts';

export const engineNames = ['auto', 'onnx', 'tfjs'] as const;

/** What `kmodel train` takes besides: an engine that is started for one model. */
export const trainingEngineNames = [...engineNames, 'torch'] as const;

/** The option of commands that take `--engine`. */
export function engineOption(names: readonly string[] = engineNames): Option {
  return choiceOption('--engine <name>', 'what runs the model', names).default('auto');
}

/** Where an engine computes. */
export const deviceNames = ['auto', 'cpu', 'gpu'] as const;

/** What `kmodel train` takes besides: a device of the engine on PyTorch. */
export const trainingDeviceNames = [...deviceNames, 'cuda'] as const;

export type DeviceName = (typeof trainingDeviceNames)[number];

/** @throws UsageError for a name that is no device */
export function requireDevice(name: string): void {
  if ((trainingDeviceNames as readonly string[]).includes(name)) return;
  const list = trainingDeviceNames.map((each) => `\`${each}\``).join(', ');
  throw new UsageError(`There is no device \`${name}\`.`, `There are ${list}.`);
}

/** The option of commands that take `--device`. */
export function deviceOption(names: readonly string[] = deviceNames): Option {
  const more = names.includes('cuda')
    ? '; `auto` takes it for models that were measured to gain by it; `cuda` is for the torch engine'
    : '; `auto` is the processor';
  const summary = `where the model runs: \`gpu\` is any GPU with Vulkan, Direct3D 12 or Metal${more}`;
  return choiceOption('--device <name>', summary, names).default('auto');
}

type EngineName = Exclude<(typeof engineNames)[number], 'auto'>;

/** For the help of commands that take `--threads`. */
export const threadsHelp =
  'threads within one operation of the onnx engine; the last bits of results follow from it';

export interface EngineSettings {
  readonly threads?: number | undefined;
  /** The processor, which `auto` is here, or a GPU. */
  readonly device?: DeviceName | undefined;
}

/** How each engine starts; loaded only when asked for, since each brings a large library. */
export type EngineStarts = Readonly<Record<EngineName, (settings: EngineSettings) => Promise<Engine>>>;

const starts: EngineStarts = {
  onnx: async ({ threads, device }) =>
    (await import('../runtime/engines/onnx/engine.ts')).createOnnxEngine({
      ...(threads !== undefined && { threads }),
      ...(device === 'gpu' && { device }),
    }),
  tfjs: async () => (await import('../runtime/engines/tfjs/engine.ts')).createTfjsEngine(),
};

/**
 * The engine that `--engine` names. `auto` is onnx where it loads, else tfjs, and then says so.
 * @throws UsageError for an unknown name, KmodelError where it does not load
 */
export async function createEngine(
  name: string,
  settings: EngineSettings = {},
  from: EngineStarts = starts,
): Promise<Engine> {
  if (!isEngineName(name)) {
    throw new UsageError(
      `There is no engine \`${name}\`.`,
      `There are ${engineNames.map((each) => `\`${each}\``).join(', ')}.`,
    );
  }
  if (name === 'tfjs' && settings.threads !== undefined) {
    throw new UsageError('`--threads` is for the onnx engine: tfjs has no such setting.');
  }
  requireDevice(settings.device ?? 'auto');
  if (settings.device === 'cuda')
    throw new UsageError(
      '`--device cuda` is for the engine on PyTorch.',
      'Take `--device gpu`, or train with `kmodel train --engine torch`.',
    );
  if (settings.device === 'gpu') {
    if (name === 'tfjs')
      throw new UsageError('`--device gpu` is for the onnx engine.', 'Leave out `--engine tfjs`.');
    if (settings.threads !== undefined)
      throw new UsageError('`--threads` is for the processor: leave it out with `--device gpu`.');
    return start('onnx', settings, from);
  }
  if (name !== 'auto') return start(name, settings, from);
  try {
    return await start('onnx', settings, from);
  } catch (error) {
    const engine = await start('tfjs', settings, from);
    warn(`${(error as Error).message} ${engine.description} runs instead.`);
    return engine;
  }
}

function isEngineName(name: string): name is (typeof engineNames)[number] {
  return (engineNames as readonly string[]).includes(name);
}

async function start(name: EngineName, settings: EngineSettings, from: EngineStarts): Promise<Engine> {
  try {
    return await from[name](settings);
  } catch (error) {
    if (error instanceof KmodelError) throw error;
    const library = name === 'onnx' ? 'onnxruntime' : 'tfjs';
    const reason = error instanceof Error ? error.message.split('\n')[0]!.replace(/\.$/, '') : String(error);
    throw new KmodelError(`${library} does not load: ${reason}.`, '`kmodel doctor` says what to do.');
  }
}
