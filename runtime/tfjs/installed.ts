import { KmodelError } from '../errors.ts';
import { codeOf } from '../files.ts';

/**
 * Loads modules that need tfjs, which only its users install.
 * @throws KmodelError that says what to install where tfjs is not there
 */
export async function withTfjs<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const name =
      codeOf(error) === 'ERR_MODULE_NOT_FOUND' && error instanceof Error
        ? /'(@tensorflow\/[\w-]+)'/.exec(error.message)?.[1]
        : undefined;
    if (name === undefined) throw error;
    throw new KmodelError(
      `tfjs is not installed: the package ${name} is missing.`,
      '`npm install @tensorflow/tfjs-core @tensorflow/tfjs-layers @tensorflow/tfjs-backend-cpu @tensorflow/tfjs-backend-wasm`.',
    );
  }
}
