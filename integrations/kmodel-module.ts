import { basename } from 'node:path';
import type { Definition } from '../compiler/bind/definitions.ts';
import type { CheckedHead } from '../compiler/expand/checked-terms.ts';
import { modelsUsedBy } from '../compiler/check/check-model.ts';
import { moduleNames } from '../compiler/targets/client/client-names.ts';
import {
  clientSignature,
  openClientSignature,
  type ClientSignature,
} from '../compiler/targets/client/client-signature.ts';
import { moduleDeclarations, type ModuleModel } from '../compiler/targets/typescript/module-declarations.ts';
import {
  createProgram,
  modelsOf,
  selectModel,
  sourcesOf,
  type CheckedModel,
  type CompilerHost,
  type Diagnostic,
  type ProgramCheck,
} from '../compiler/index.ts';
import type { SourceFile } from '../grammar/index.ts';
import { KmodelError } from '../runtime/errors.ts';
import { createRecordingHost, embedFiles } from './embedded-files.ts';
import { compileWithStandIns } from './stand-ins.ts';

/** A `.kmodel` file as a module of JavaScript. */
export interface KmodelModule {
  /** ECMAScript, self-contained but for `kmodel-lang/client`; undefined where the file has errors. */
  readonly code: string | undefined;
  /** The text of a `.d.ts`, not formatted; undefined where the file has errors. */
  readonly declarations: string | undefined;
  /** Every file of the disk that the module depends on, the file itself first; also those that are missing. */
  readonly files: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  /** Texts by path, for showing diagnostics. */
  readonly sources: ReadonlyMap<string, SourceFile>;
}

export interface KmodelModuleOptions {
  /** Where the module finds `loadClient`. */
  readonly client?: string;
}

/**
 * Turns a `.kmodel` file into a module that exports a loader for each of its models, `loadTextQA`, and `load` for
 * the one that the command line would choose, where one comes into question.
 * @param path the file as the host knows it
 * @throws KmodelError where the host has no such file
 *
 * @example
 * const { code } = compileKmodelModule(path, createNodeHost());
 */
export function compileKmodelModule(
  path: string,
  host: CompilerHost,
  { client = 'kmodel-lang/client' }: KmodelModuleOptions = {},
): KmodelModule {
  const recording = createRecordingHost(host);
  const checked = createProgram(recording).check(path);
  if (!checked) throw new KmodelError(`There is no file ${path}.`);
  const { diagnostics } = checked;
  const sources = sourcesOf(checked);
  const files = [...new Set([path, ...recording.sought])];
  if (diagnostics.some(({ severity }) => severity === 'error')) {
    return { code: undefined, declarations: undefined, files, diagnostics, sources };
  }
  const found = foundModels(checked);
  const names = moduleNames(found.map(({ name }) => name));
  const models = found.map((model, index): ModuleModel => ({
    signature: signatureOf(path, recording, model),
    ...names[index]!,
  }));
  const selected = selectModel({ models: found });
  const main = 'kind' in selected ? undefined : models[found.findIndex(({ name }) => name === selected.name)];
  const embedded = JSON.stringify(embedFiles(path, sources, recording), undefined, 2);
  return {
    code: moduleCode(models, main, embedded, client),
    declarations: moduleDeclarations(models, main, basename(path)),
    files,
    diagnostics,
    sources,
  };
}

/** A model without errors, with what its types are made from. */
interface FoundModel extends CheckedModel {
  readonly definition: Definition;
  readonly heads: readonly CheckedHead[];
}

/** The models of a file without errors: every one of them has been expanded. */
function foundModels(checked: ProgramCheck): readonly FoundModel[] {
  return modelsOf(checked).map(({ declaration, state }) => {
    const definition = state.definition!;
    const { graph, heads, missingParameters, look } = state.model!;
    const uses = modelsUsedBy(definition, { get: checked.referencesOf });
    const { name } = definition;
    return { name, declaration, definition, graph, heads, missingParameters, uses, unseenData: look?.unseen };
  });
}

function signatureOf(
  path: string,
  host: CompilerHost,
  { name, definition, graph, heads }: FoundModel,
): ClientSignature {
  if (graph) return clientSignature(graph, definition);
  return openClientSignature(definition, heads, compileWithStandIns(path, host, name, definition));
}

function moduleCode(
  models: readonly ModuleModel[],
  main: ModuleModel | undefined,
  embedded: string,
  client: string,
): string {
  const loaders = models.map(
    ({ signature, loader }) => `export function ${loader}(options) {
  return loadClient({ file, model: ${JSON.stringify(signature.name)} }, options);
}`,
  );
  const parts = [
    `import { loadClient } from ${JSON.stringify(client)};`,
    `const file = ${embedded};`,
    ...loaders,
    ...(main ? [`export { ${main.loader} as load };`] : []),
  ];
  return `${parts.join('\n\n')}\n`;
}
