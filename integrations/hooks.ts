import type { LoadFnOutput, LoadHook, LoadHookContext } from 'node:module';
import { fileURLToPath } from 'node:url';
import { KmodelError } from '../runtime/errors.ts';
import { createNodeHost, existingFile } from '../runtime/node-host.ts';
import { compileKmodelModule } from './kmodel-module.ts';
import { errorsText, problemText, warningsOf } from './problems.ts';

/** Node's hook for threads of its own: `.kmodel` files are modules. */
export const load: LoadHook = async (url, context, nextLoad) => loadKmodel(url) ?? nextLoad(url, context);

/** The same for Node that runs hooks beside the program. */
export function loadSync(
  url: string,
  context: LoadHookContext,
  nextLoad: (url: string, context: LoadHookContext) => LoadFnOutput,
): LoadFnOutput {
  return loadKmodel(url) ?? nextLoad(url, context);
}

/** The module of a `.kmodel` file's address, or undefined for any other. */
function loadKmodel(url: string): LoadFnOutput | undefined {
  if (!/^file:[^?#]*\.kmodel(?:[?#]|$)/.test(url)) return undefined;
  try {
    const path = existingFile(fileURLToPath(url.replace(/[?#].*$/, '')));
    const module = compileKmodelModule(path, createNodeHost(), { client: clientUrl });
    for (const warning of warningsOf(module)) {
      process.emitWarning(problemText(warning, module), 'kmodel', warning.code);
    }
    if (module.code === undefined) throw new KmodelError(errorsText(module));
    return { format: 'module', source: module.code, shortCircuit: true };
  } catch (error) {
    if (error instanceof KmodelError) error.stack = error.message;
    throw error;
  }
}

/** This package's own, wherever the file is: its folder need not have kmodel installed. */
const clientUrl = import.meta.url.replace(/hooks(\.[jt]s)$/, 'client$1');
