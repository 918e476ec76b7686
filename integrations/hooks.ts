import type { LoadFnOutput, LoadHook, LoadHookContext } from 'node:module';
import { fileURLToPath } from 'node:url';
import { KmodelError } from '../runtime/errors.ts';
import { createNodeHost, existingFile } from '../runtime/node-host.ts';
import { compileKmodelModule, type KmodelModule } from './kmodel-module.ts';
import { errorsOf, errorsText, locationOf, problemText, warningsOf } from './problems.ts';

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
  const module = compileAt(fileURLToPath(url.replace(/[?#].*$/, '')));
  for (const warning of warningsOf(module)) {
    process.emitWarning(problemText(warning, module), 'kmodel', warning.code);
  }
  if (module.code === undefined) {
    const { file, line, column } = locationOf(errorsOf(module)[0]!, module);
    throw plainError(errorsText(module), `${file}:${line}:${column + 1}`);
  }
  return { format: 'module', source: module.code, shortCircuit: true };
}

function compileAt(path: string): KmodelModule {
  try {
    return compileKmodelModule(existingFile(path), createNodeHost(), { client: clientUrl });
  } catch (error) {
    if (!(error instanceof KmodelError)) throw error;
    throw plainError([error.message, error.help].filter(Boolean).join(' '), path);
  }
}

/** An error that Node prints as it is: where the mistake is, not where kmodel was when it found it. */
function plainError(message: string, place: string): Error {
  const error = new Error(message);
  error.stack = `${message}\n\n    at ${place}`;
  return error;
}

/** This package's own, wherever the file is: its folder need not have kmodel installed. */
const clientUrl = import.meta.url.replace(/hooks(\.[jt]s)$/, 'client$1');
