import { compileModel, type CompilerHost, type Diagnostic } from '../compiler/index.ts';
import type { Engine } from './engines/engine.ts';
import { KmodelError } from './errors.ts';
import { Model } from './model.ts';
import type { ModelOptions } from './model/options.ts';

export interface LoadOptions extends ModelOptions {
  /** Which model of the file; may be left out where only one comes into question. */
  readonly model?: string;
  /** Parameters of the model; strings are kmodel expressions. */
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
  /** What runs the model; onnxruntime by default. */
  readonly engine?: Engine;
  /** Where files come from: by default the file system in Node, and the page's server in a browser. */
  readonly host?: CompilerHost;
}

const modelOptions: Readonly<Record<keyof ModelOptions, true>> = { text: true, seed: true, state: true };

/** @internal What `createModel` takes. */
export const createOptions = { ...modelOptions, engine: true } as const;

/** @internal What `load` takes. */
export const loadOptions: Readonly<Record<keyof LoadOptions, true>> = {
  ...createOptions,
  model: true,
  parameters: true,
  host: true,
};

/** A model file with errors. */
export class ModelError extends KmodelError {
  override readonly name = 'ModelError';
  readonly diagnostics: readonly Diagnostic[];

  constructor(path: string, diagnostics: readonly Diagnostic[]) {
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    const [first] = errors;
    const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
    super(
      `${path} has errors: ${first?.code} ${first?.message}${more}`,
      `\`kmodel check ${path}\` shows them all.`,
    );
    this.diagnostics = diagnostics;
  }
}

/** A file as a host knows it. */
export interface FoundFile {
  readonly host: CompilerHost;
  readonly file: string;
  /** Names it in messages. */
  readonly path: string;
}

/**
 * Compiles a model of a file and draws its weights.
 * @param createEngine makes one where none is given
 * @throws ModelError where the file has errors, KmodelError for a wrong choice of model or parameter
 */
export async function loadFile(
  { host, file, path }: FoundFile,
  options: LoadOptions,
  createEngine: () => Promise<Engine>,
): Promise<Model> {
  const parameters = Object.fromEntries(
    Object.entries(options.parameters ?? {}).map(([name, value]) => [name, String(value)]),
  );
  const result = compileModel(file, host, {
    ...(options.model !== undefined && { model: options.model }),
    parameters,
  });
  if (result.problem) throw new KmodelError(result.problem.message);
  if (!result.graph) throw new ModelError(path, result.diagnostics);
  const text = { entry: file, files: textsOf(result.files) };
  return new Model(result.graph, options.engine ?? (await createEngine()), { text, ...options });
}

/** The texts of compiled files by their paths. */
export function textsOf(files: ReadonlyMap<string, { readonly text: string }>): ReadonlyMap<string, string> {
  return new Map([...files].map(([path, { text }]) => [path, text]));
}
