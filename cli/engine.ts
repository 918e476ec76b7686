import type { Engine } from '../runtime/engines/engine.ts';
import { UsageError } from './exit-codes.ts';
import { KmodelError } from '../runtime/errors.ts';

export const engineNames = ['auto', 'onnx'] as const;

/**
 * The engine that `--engine` names.
 * @throws UsageError for an unknown name, KmodelError where it does not load
 */
export async function createEngine(name: string): Promise<Engine> {
  if (!(engineNames as readonly string[]).includes(name)) {
    throw new UsageError(
      `There is no engine \`${name}\`.`,
      `There are ${engineNames.map((each) => `\`${each}\``).join(', ')}.`,
    );
  }
  try {
    const { createOnnxEngine } = await import('../runtime/engines/onnx/engine.ts');
    return await createOnnxEngine();
  } catch (error) {
    throw new KmodelError(
      `onnxruntime does not load: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}.`,
      '`kmodel doctor` says what to do.',
    );
  }
}
