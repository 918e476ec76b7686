import type { Command } from 'commander';
import { compileModel, type ModelGraph, type ModelOrigin } from '../compiler/index.ts';
import type { SourceFile } from '../grammar/index.ts';
import { withEncodingProblems } from '../integrations/encoding.ts';
import { modelSource } from '../runtime/model-file.ts';
import { createNodeHost } from '../runtime/node-host.ts';
import { readAbout } from '../runtime/saved/container.ts';
import { isSavedModel } from '../runtime/saved/ending.ts';
import { renderForTerminal } from './diagnostics.ts';
import { UsageError } from './exit-codes.ts';
import { warn } from './report.ts';

/** The options of every command that takes one model of a file. */
export interface ModelCommandOptions {
  readonly model?: string;
  readonly set: readonly string[];
}

export function addModelOptions(command: Command): Command {
  return command
    .argument('<file>', 'the model file, or a saved model (.kmodel.zip)')
    .option('--model <name>', 'which model of the file')
    .option(
      '--set <name=value>',
      'a parameter of the model, as a kmodel expression; may be repeated',
      collect,
      [],
    );
}

export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

/** Thrown when diagnostics with errors have been printed: exit code 1, nothing more to say. */
export class ModelHasErrors extends Error {
  override readonly name = 'ModelHasErrors';
}

/**
 * The graph of the model that the command line names; prints what the checker found.
 * @throws UsageError where the choice or a parameter is wrong, ModelHasErrors where the model has errors
 */
export function loadGraph(
  file: string,
  options: ModelCommandOptions,
  purpose: { readonly forTraining?: boolean } = {},
): ModelGraph {
  return compileFile(file, options, purpose).graph;
}

/** A compiled model with the text behind it. */
export interface CompiledFile {
  readonly graph: ModelGraph;
  readonly origin: ModelOrigin;
  readonly files: ReadonlyMap<string, SourceFile>;
}

/** What {@link loadGraph} gives, with the text behind it, for commands that write code. */
export function compileFile(
  file: string,
  options: ModelCommandOptions,
  purpose: { readonly forTraining?: boolean } = {},
): CompiledFile {
  const host = createNodeHost();
  const path = modelSource(file);
  const saved = isSavedModel(file) ? readAbout(file) : undefined;
  const result = compileModel(path, host, {
    model: options.model ?? saved?.model,
    parameters: { ...saved?.parameters, ...parseSettings(options.set) },
    ...purpose,
  });
  const diagnostics = withEncodingProblems(result.diagnostics, result.files);
  if (diagnostics.length > 0) warn(renderForTerminal(diagnostics, result.files));
  if (diagnostics !== result.diagnostics) throw new ModelHasErrors();
  if (result.problem) throw new UsageError(result.problem.message);
  if (!result.graph || !result.origin) throw new ModelHasErrors();
  return { graph: result.graph, origin: result.origin, files: result.files };
}

/**
 * The values of `--set` by name.
 * @throws UsageError for one that is no `name=value`
 */
export function parseSettings(settings: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    settings.map((setting) => {
      const equals = setting.indexOf('=');
      if (equals <= 0)
        throw new UsageError(
          `\`--set ${setting}\` is no \`name=value\`.`,
          'Write, for example, `--set vocab=5000`.',
        );
      return [setting.slice(0, equals).trim(), setting.slice(equals + 1)];
    }),
  );
}

/** @throws UsageError for anything but a whole number of at least `minimum` */
export function wholeNumber(name: string, minimum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isSafeInteger(value) || value < minimum) {
      throw new UsageError(`\`${name} ${text}\` needs a whole number of ${minimum} or more.`);
    }
    return value;
  };
}

/** @throws UsageError for anything but a number above zero */
export function positiveNumber(name: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value) || value <= 0) {
      throw new UsageError(`\`${name} ${text}\` needs a number above 0.`);
    }
    return value;
  };
}

/** The weights that a command takes: those of the command line, else those in a saved model. */
export function weightsOf(file: string, { weights }: { readonly weights?: string }): string | undefined {
  return weights ?? (isSavedModel(file) ? file : undefined);
}

/** The options of every command that reads weights. */
export interface WeightOptions {
  readonly skipMismatch?: boolean;
  readonly byOrder?: boolean;
}

export function addWeightOptions(command: Command): Command {
  return command
    .option('--skip-mismatch', 'take only weights whose names and shapes fit; the rest is drawn anew')
    .option('--by-order', 'take weights in the order of the file although only some names fit');
}

/** Says which weights a file did not give. */
export function noteSkipped(skipped: readonly string[], path: string): void {
  if (skipped.length === 0) return;
  const shown = skipped.slice(0, 5).map((name) => `\`${name}\``);
  const more = skipped.length > 5 ? ` and ${skipped.length - 5} more` : '';
  warn(`Not from ${path}, but drawn anew: ${shown.join(', ')}${more}.`);
}
