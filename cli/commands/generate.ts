import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { snakeCase } from '../../compiler/names/snake-case.ts';
import { clientSignature } from '../../compiler/targets/client/client-signature.ts';
import { typedClientText } from '../../compiler/targets/client/client.ts';
import {
  emitTypeScript,
  formatTypeScript,
  type EmittedCode,
} from '../../compiler/targets/typescript/emit.ts';
import { cardMarker, modelCard } from '../../compiler/targets/markdown/model-card.ts';
import { pythonMarker } from '../../compiler/targets/python/marker.ts';
import { generatedMarker } from '../../compiler/targets/typescript/marker.ts';
import { KmodelError } from '../../runtime/errors.ts';
import { isFile, writeFileAtomic } from '../../runtime/files.ts';
import { modelFile } from '../../runtime/model-file.ts';
import { savedEnding } from '../../runtime/saved/ending.ts';
import { choiceOption } from '../choice-option.ts';
import { addLimitOption, type LimitOption } from '../data-options.ts';
import { renderForTerminal } from '../diagnostics.ts';
import { ExitCode, UsageError } from '../exit-codes.ts';
import {
  requireEnding,
  requirePlaceForWeights,
  targetByEnding,
  type TargetName,
} from '../generate-endings.ts';
import { shownPath } from '../host.ts';
import {
  addModelOptions,
  compileFile,
  ModelHasErrors,
  parseSettings,
  weightsOf,
  type CompiledFile,
  type ModelCommandOptions,
} from '../model-options.ts';
import { note, reportError, warn } from '../report.ts';
import { watchFiles } from '../watch.ts';
import type { DefineCommand } from './index.ts';

interface GenerateOptions extends ModelCommandOptions, LimitOption {
  readonly target?: string;
  readonly output?: string;
  readonly client?: boolean;
  readonly types?: boolean;
  readonly weights?: string;
  readonly force?: boolean;
  readonly watch?: boolean;
}

/** Writes a model for another world; gives the path of what it wrote. */
type Target = (compiled: CompiledFile, file: string, options: GenerateOptions) => Promise<string>;

interface CodeRequest {
  /** The model's file, as it was named. */
  readonly file: string;
  /** Where the code will stand, for paths in it. */
  readonly output: string;
  /** Values given to parameters, as kmodel expressions. */
  readonly settings: Readonly<Record<string, string>>;
}

/** A target that is one file of code. */
interface CodeTarget {
  /** The ending of its files. */
  readonly ending: string;
  readonly emit: (compiled: CompiledFile, request: CodeRequest) => Promise<EmittedCode>;
}

const typescript: CodeTarget = {
  ending: '.ts',
  emit: ({ graph, origin }, { file }) => emitTypeScript(graph, origin, basename(file)),
};

const client: CodeTarget = {
  ending: '.client.ts',
  emit: async ({ graph, origin }, { file, output, settings }) => {
    const path = relative(dirname(resolve(output)), resolve(file)).replaceAll('\\', '/');
    const text = typedClientText(clientSignature(graph, origin.definition, settings), {
      modelPath: path.startsWith('.') ? path : `./${path}`,
      source: basename(file),
      defaults: settings,
    });
    return { text: await formatTypeScript(text), diagnostics: [] };
  },
};

/** Writes a file of Keras, or a Python module, by the ending of the path. */
const kerasFile: Target = async (compiled, file, options) => {
  const { kerasEnding } = await import('../../runtime/keras/save-model.ts');
  const { generateKerasFile, generateKerasModule } = await import('../generate-keras.ts');
  if (kerasEnding(options.output!) !== undefined)
    return generateKerasFile(compiled, options.output!, options);
  const output = outputFile(options.output!, compiled.graph.name, { ending: '.py' });
  refuseToOverwrite(output, options, pythonMarker);
  return generateKerasModule(compiled, basename(file), output, options);
};

/** Writes a Python module for PyTorch. */
const pytorchFile: Target = async (compiled, file, options) => {
  const output = outputFile(options.output!, compiled.graph.name, { ending: '.py' });
  refuseToOverwrite(output, options, pythonMarker);
  const { generatePytorchModule } = await import('../generate-pytorch.ts');
  return generatePytorchModule(compiled, basename(file), output, options);
};

const targets: Readonly<Record<TargetName, Target>> = {
  typescript: (compiled, file, options) =>
    options.types ? writeTypes(file, options) : writeCode(compiled, file, options),
  tfjs: async (compiled, _file, options) => {
    const { generateTfjsModel } = await import('../generate-tfjs.ts');
    return generateTfjsModel(compiled, options.output!, options);
  },
  keras: kerasFile,
  pytorch: pytorchFile,
  onnx: async ({ graph }, _file, options) => {
    const output = outputFile(options.output!, graph.name, { ending: '.onnx' });
    const { generateOnnxModel } = await import('../generate-onnx.ts');
    return generateOnnxModel(graph, output, options);
  },
  markdown: ({ graph }, file, options) => {
    const output = outputFile(options.output!, graph.name, { ending: '.md' });
    refuseToOverwrite(output, options, cardMarker);
    writeFileAtomic(output, modelCard(graph, basename(file)));
    return Promise.resolve(output);
  },
  kmodel: async (compiled, file, options) => {
    const output = outputFile(options.output!, compiled.graph.name, { ending: savedEnding });
    const { generateSavedModel } = await import('../generate-saved.ts');
    return generateSavedModel(compiled, file, output, options);
  },
  'keras-json': async (compiled, file, options) => {
    if (options.output!.endsWith('.json')) return kerasFile(compiled, file, options);
    const name = `${snakeCase(compiled.graph.name).replaceAll('_', '-')}.json`;
    return kerasFile(compiled, file, { ...options, output: join(options.output!, name) });
  },
};

export const defineGenerate: DefineCommand = (command, finish) => {
  addLimitOption(addModelOptions(command))
    .addOption(choiceOption('--target <name>', 'what to write', Object.keys(targets)))
    .option('-o, --output <path>', 'a file, or a folder in which the file gets the name of the model')
    .option('--client', 'write types for the model and a function that loads it, instead of tfjs code')
    .option('--types', 'write `FILE.d.kmodel.ts` beside the model, for programs that import it')
    .option(
      '--weights <file>',
      'trained weights, or a run’s folder, for targets that hold some (keras, pytorch, onnx, tfjs, kmodel)',
    )
    .option('--force', 'replace a file that kmodel has not written')
    .option('--watch', 'write again whenever the model or a file that it imports changes')
    .addHelpText(
      'after',
      `
Examples:
  kmodel generate digits.kmodel --target typescript -o src/digits.ts
  kmodel generate digits.kmodel --target typescript --client -o src/
  kmodel generate digits.kmodel --target typescript --types
  kmodel generate digits.kmodel --target keras -o digits.py
  kmodel generate digits.kmodel -o digits.keras --weights run
  kmodel generate digits.kmodel --target pytorch -o digits.py --weights run
  kmodel generate digits.kmodel -o DIGITS.md
  kmodel generate digits.kmodel --weights run -o digits.kmodel.zip    text, weights and optimizer in one file
  kmodel generate digits.kmodel --target tfjs --weights run/best.safetensors -o web/digits
`,
    )
    .action(async (file: string, given: GenerateOptions) => {
      const target = targetOf(given);
      const options = withSavedWeights(file, given);
      if (options.output === undefined && !options.types) {
        throw new UsageError('`kmodel generate` needs a place to write to.', 'Add `-o FILE` or `-o DIR`.');
      }
      if (!options.watch) return generate(compileFile(file, options), target, file, options);
      // Each change waits for the one before it, so that the last one is the last written.
      let running = Promise.resolve();
      await watchFiles(() => {
        try {
          const compiled = compileFile(file, options);
          running = running.then(() => generate(compiled, target, file, options)).catch(report);
          return [...compiled.files.keys()];
        } catch (error) {
          if (error instanceof UsageError) throw error;
          report(error);
          return [modelFile(file)];
        }
      });
      finish(ExitCode.done);
    });
};

/** A saved model brings weights along, for targets that hold some. */
function withSavedWeights(file: string, options: GenerateOptions): GenerateOptions {
  const weights = weightsOf(file, options);
  return weights === undefined ? options : { ...options, weights };
}

/** Watching goes on after a mistake. */
function report(error: unknown): void {
  if (error instanceof ModelHasErrors) return;
  if (error instanceof KmodelError) reportError(error);
  else throw error;
}

function targetOf(options: GenerateOptions): Target {
  const { client: asClient, types, weights, output } = options;
  const target = options.target ?? targetByEnding(output);
  if (!isTarget(target))
    throw new UsageError(
      `There is no target \`${target}\`.`,
      `There are ${Object.keys(targets).join(', ')}.`,
    );
  const misplaced = target === 'typescript' ? undefined : asClient ? '--client' : types && '--types';
  if (misplaced) {
    throw new UsageError(`\`${misplaced}\` has no meaning for the target \`${target}\`.`, 'Leave it out.');
  }
  if (types && (asClient || output !== undefined)) {
    throw new UsageError(
      `\`--types\` writes beside the model, and \`${asClient ? '--client' : '--output'}\` something else.`,
      'Run the command once for each.',
    );
  }
  if (weights !== undefined) requirePlaceForWeights(target, output);
  if (output !== undefined) requireEnding(target, output);
  return targets[target];
}

function isTarget(name: string): name is TargetName {
  return Object.hasOwn(targets, name);
}

async function generate(
  compiled: CompiledFile,
  target: Target,
  file: string,
  options: GenerateOptions,
): Promise<void> {
  note(`Wrote ${shownPath(await target(compiled, file, options))}.`);
}

async function writeCode(compiled: CompiledFile, file: string, options: GenerateOptions): Promise<string> {
  const target = options.client ? client : typescript;
  const output = outputFile(options.output!, compiled.graph.name, target);
  refuseToOverwrite(output, options);
  const settings = parseSettings(options.set);
  const { text, diagnostics } = await target.emit(compiled, { file, output, settings });
  if (diagnostics.length > 0) warn(renderForTerminal(diagnostics, compiled.files));
  if (text === undefined) throw new ModelHasErrors();
  writeFileAtomic(output, text);
  return output;
}

/** The declarations that editors show for an import of the model. */
async function writeTypes(file: string, options: GenerateOptions): Promise<string> {
  const { compileKmodelFile, declarationsPath, writeDeclarations } =
    await import('../../integrations/index.ts');
  const { declarations } = compileKmodelFile(file);
  // The mistakes of the model itself are reported already; these are another model's of the same file.
  if (declarations === undefined) {
    throw new KmodelError(`${file} has mistakes.`, `\`kmodel check ${file}\` shows them all.`);
  }
  const path = modelFile(file);
  const output = declarationsPath(path);
  refuseToOverwrite(output, options);
  await writeDeclarations(path, declarations, { force: options.force });
  return output;
}

/** The file itself where a path has an ending; else the path is a folder, and the file bears the model's name. */
function outputFile(path: string, model: string, { ending }: Pick<CodeTarget, 'ending'>): string {
  const isFolder = existsSync(path) ? statSync(path).isDirectory() : extname(path) === '';
  if (!isFolder) return path;
  // Python imports no names with hyphens.
  const name = ending === '.py' ? snakeCase(model) : snakeCase(model).replaceAll('_', '-');
  return join(path, `${name}${ending}`);
}

/** @throws KmodelError for a file that does not begin as generated ones do */
function refuseToOverwrite(output: string, { force }: GenerateOptions, marker = generatedMarker): void {
  if (force || !isFile(output)) return;
  if (readFileSync(output, 'utf8').startsWith(marker)) return;
  throw new KmodelError(
    `${shownPath(output)} was not written by kmodel.`,
    'Choose another name with `-o`, or replace it with `--force`.',
  );
}
