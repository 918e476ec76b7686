import { compileModel, type CompilerHost, type Diagnostic, type ModelGraph } from '../compiler/index.ts';
import type { Engine } from './engines/engine.ts';
import { KmodelError } from './errors.ts';
import { Model, type ModelOptions } from './model.ts';
import { isSavedModel } from './saved/ending.ts';

export interface LoadOptions extends ModelOptions {
  /** Which model of the file; may be left out where only one comes into question. */
  readonly model?: string;
  /** Parameters of the model; strings are kmodel expressions. */
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
  /** What runs the model; onnxruntime by default. */
  readonly engine?: Engine;
  /** Where files come from; the file system by default. */
  readonly host?: CompilerHost;
}

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

/**
 * Compiles a model of a `.kmodel` file and draws its weights.
 * @throws ModelError where the file has errors, KmodelError for a wrong choice of model or parameter
 *
 * @example
 * const model = await load('digits.kmodel');
 * await model.fit({ image, digit }, { epochs: 3 });
 */
export async function load(path: string, options: LoadOptions = {}): Promise<Model> {
  if (isSavedModel(path))
    throw new KmodelError(
      `${path} holds weights beside the text.`,
      'Take `loadModel(path)`, which reads both.',
    );
  return compileText(path, options);
}

/** @internal What {@link load} does, also for the text in a saved model. */
export async function compileText(path: string, options: LoadOptions): Promise<Model> {
  const host = options.host ?? (await nodeHost());
  const file = options.host ? path : await realPath(path);
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
  return createModel(result.graph, { text, ...options });
}

/** A model with weights from a graph that is there already. */
export async function createModel(
  graph: ModelGraph,
  options: ModelOptions & { readonly engine?: Engine } = {},
): Promise<Model> {
  const engine = options.engine ?? (await (await import('./engines/onnx/engine.ts')).createOnnxEngine());
  return new Model(graph, engine, options);
}

async function nodeHost(): Promise<CompilerHost> {
  return (await import('./node-host.ts')).createNodeHost();
}

async function realPath(path: string): Promise<string> {
  const { existingFile } = await import('./node-host.ts');
  return existingFile(path);
}

/** The texts of compiled files by their paths. */
export function textsOf(files: ReadonlyMap<string, { readonly text: string }>): ReadonlyMap<string, string> {
  return new Map([...files].map(([path, { text }]) => [path, text]));
}
