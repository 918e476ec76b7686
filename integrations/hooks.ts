import type {
  LoadFnOutput,
  LoadHook,
  LoadHookContext,
  ResolveFnOutput,
  ResolveHook,
  ResolveHookContext,
} from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { KmodelError } from '../runtime/errors.ts';
import { modelFile } from '../runtime/model-file.ts';
import { ownModule } from '../runtime/package-files.ts';
import { compileKmodelFile } from './kmodel-file.ts';
import type { KmodelModule } from './kmodel-module.ts';
import {
  errorsOf,
  errorsText,
  fullMessage,
  locationOf,
  problemText,
  shownPath,
  warningsOf,
} from './problems.ts';

/** Node's hooks for threads of their own: `.kmodel` files are modules. */
export const load: LoadHook = async (url, context, nextLoad) => loadKmodel(url) ?? nextLoad(url, context);

export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  try {
    return await nextResolve(specifier, context);
  } catch (error) {
    throw missingModel(specifier, context, error);
  }
};

/** The same for Node that runs hooks beside the program. */
export function loadSync(
  url: string,
  context: LoadHookContext,
  nextLoad: (url: string, context: LoadHookContext) => LoadFnOutput,
): LoadFnOutput {
  return loadKmodel(url) ?? nextLoad(url, context);
}

export function resolveSync(
  specifier: string,
  context: ResolveHookContext,
  nextResolve: (specifier: string, context: ResolveHookContext) => ResolveFnOutput,
): ResolveFnOutput {
  try {
    return nextResolve(specifier, context);
  } catch (error) {
    throw missingModel(specifier, context, error);
  }
}

/** The module of a `.kmodel` file's address, or undefined for any other. */
function loadKmodel(url: string): LoadFnOutput | undefined {
  if (!/^file:[^?#]*\.kmodel(?:[?#]|$)/.test(url)) return undefined;
  const path = fileURLToPath(url.replace(/[?#].*$/, ''));
  const module = compileAt(path);
  for (const warning of warningsOf(module)) {
    process.emitWarning(problemText(warning, module), 'kmodel', warning.code);
  }
  if (module.code === undefined) throw mistakes(module);
  return { format: 'module', source: module.code, shortCircuit: true };
}

function compileAt(path: string): KmodelModule {
  try {
    return compileKmodelFile(path, { client: clientUrl });
  } catch (error) {
    throw error instanceof KmodelError ? plainError(fullMessage(error), path) : error;
  }
}

function mistakes(module: KmodelModule): Error {
  const { file, line, column } = locationOf(errorsOf(module)[0]!, module);
  return plainError(errorsText(module), `${file}:${line}:${column + 1}`);
}

/** What to say instead of Node's own error for a model file that is not there: it names one that may be meant. */
function missingModel(specifier: string, { parentURL }: ResolveHookContext, error: unknown): unknown {
  const isPath = /^(?:\.{0,2}\/|file:).*\.kmodel$/.test(specifier);
  if (!isPath || !parentURL?.startsWith('file:')) return error;
  try {
    modelFile(shownPath(fileURLToPath(new URL(specifier, parentURL))));
    return error;
  } catch (problem) {
    if (!(problem instanceof KmodelError)) return error;
    const plain = plainError(fullMessage(problem), fileURLToPath(parentURL));
    // Programs that do without a file ask for Node's code.
    return Object.assign(plain, { code: (error as NodeJS.ErrnoException).code });
  }
}

/** An error that Node prints as it is: where the mistake is, not where kmodel was when it found it. */
function plainError(message: string, place: string): Error {
  const error = new Error(message);
  error.stack = `${message}\n\n    at ${place}`;
  return error;
}

/** This package's own, wherever the file is: its folder need not have kmodel installed. */
const clientUrl = pathToFileURL(ownModule('integrations/client')).href;
