import type { Engine } from '../runtime/engines/engine.ts';
import { KmodelError } from '../runtime/errors.ts';
import { UsageError } from './exit-codes.ts';
import { note } from './report.ts';

export const engineNames = ['auto', 'onnx', 'tfjs'] as const;

/** For the help of commands that take `--engine`. */
export const engineHelp = 'auto, onnx or tfjs';

type EngineName = Exclude<(typeof engineNames)[number], 'auto'>;

/** How each engine starts; loaded only when asked for, since each brings a large library. */
export type EngineStarts = Readonly<Record<EngineName, () => Promise<Engine>>>;

const starts: EngineStarts = {
  onnx: async () => (await import('../runtime/engines/onnx/engine.ts')).createOnnxEngine(),
  tfjs: async () => (await import('../runtime/engines/tfjs/engine.ts')).createTfjsEngine(),
};

/**
 * The engine that `--engine` names. `auto` is onnx where it loads, else tfjs, and then says so.
 * @throws UsageError for an unknown name, KmodelError where it does not load
 */
export async function createEngine(name: string, from: EngineStarts = starts): Promise<Engine> {
  if (!isEngineName(name)) {
    throw new UsageError(
      `There is no engine \`${name}\`.`,
      `There are ${engineNames.map((each) => `\`${each}\``).join(', ')}.`,
    );
  }
  if (name !== 'auto') return start(name, from);
  try {
    return await start('onnx', from);
  } catch (error) {
    const engine = await start('tfjs', from);
    note(`${(error as Error).message} ${engine.description} runs instead.`);
    return engine;
  }
}

function isEngineName(name: string): name is (typeof engineNames)[number] {
  return (engineNames as readonly string[]).includes(name);
}

async function start(name: EngineName, from: EngineStarts): Promise<Engine> {
  try {
    return await from[name]();
  } catch (error) {
    if (error instanceof KmodelError) throw error;
    const library = name === 'onnx' ? 'onnxruntime' : 'tfjs';
    const reason = error instanceof Error ? error.message.split('\n')[0]!.replace(/\.$/, '') : String(error);
    throw new KmodelError(`${library} does not load: ${reason}.`, '`kmodel doctor` says what to do.');
  }
}
