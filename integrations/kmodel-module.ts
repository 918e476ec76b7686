import { basename } from 'node:path';
import { moduleNames } from '../compiler/emit/typescript/client-names.ts';
import { moduleDeclarations, type ModuleModel } from '../compiler/emit/typescript/module-declarations.ts';
import { check, selectModel, type CompilerHost, type Diagnostic } from '../compiler/index.ts';
import type { SourceFile } from '../grammar/index.ts';
import { createRecordingHost, embedFiles } from './embedded-files.ts';
import { compileWithStandIns } from './stand-ins.ts';

/** A `.kmodel` file as a module of JavaScript. */
export interface KmodelModule {
  /** ECMAScript, self-contained but for `kmodel/client`; undefined where the file has errors. */
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
 *
 * @example
 * const { code } = compileKmodelModule(path, createNodeHost());
 */
export function compileKmodelModule(
  path: string,
  host: CompilerHost,
  { client = 'kmodel/client' }: KmodelModuleOptions = {},
): KmodelModule {
  const recording = createRecordingHost(host);
  const result = check(path, recording);
  const { diagnostics, files: sources } = result;
  const files = [...new Set([path, ...recording.sought])];
  if (diagnostics.some(({ severity }) => severity === 'error')) {
    return { code: undefined, declarations: undefined, files, diagnostics, sources };
  }
  const names = moduleNames(result.models.map(({ name }) => name));
  const models = result.models.map((model, index): ModuleModel => {
    const isOpen = model.missingParameters.length > 0;
    return {
      name: model.name,
      doc: model.graph?.doc,
      graph: isOpen ? compileWithStandIns(path, recording, model) : model.graph,
      ...names[index]!,
      required: model.missingParameters,
      hasStandInSizes: isOpen,
    };
  });
  const selected = selectModel(result);
  const main = 'kind' in selected ? undefined : models.find(({ name }) => name === selected.name);
  const embedded = JSON.stringify(embedFiles(path, sources, recording), undefined, 2);
  return {
    code: moduleCode(models, main, embedded, client),
    declarations: moduleDeclarations(models, main, basename(path)),
    files,
    diagnostics,
    sources,
  };
}

function moduleCode(
  models: readonly ModuleModel[],
  main: ModuleModel | undefined,
  embedded: string,
  client: string,
): string {
  const loaders = models.map(
    ({ name, loader }) => `export function ${loader}(options) {
  return loadClient(source, ${JSON.stringify(name)}, options);
}`,
  );
  const parts = [
    `import { loadClient } from ${JSON.stringify(client)};`,
    `const source = ${embedded};`,
    ...loaders,
    ...(main ? [`export { ${main.loader} as load };`] : []),
  ];
  return `${parts.join('\n\n')}\n`;
}
