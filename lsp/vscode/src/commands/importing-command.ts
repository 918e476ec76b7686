import { commandWords } from './training-command.ts';

/** Endings of files that hold a model. */
export const modelEndings = ['keras', 'h5', 'json', 'onnx'] as const;

/** What is imported, and where to. */
export interface Importing {
  /** As configured, `npx --package kmodel-lang kmodel`. */
  readonly command: string;
  /** The file of another world. */
  readonly source: string;
  /** The model file to write: `.safetensors` goes beside it where there are weights. */
  readonly target: string;
  readonly hasWeights: boolean;
  /** True where files that are there are to be replaced, as the user has said. */
  readonly replaces: boolean;
}

/** The words of a command that imports a model; the shell's quoting is the editor's matter. */
export function importingCommand(importing: Importing): [string, ...string[]] {
  const { command, source, target, hasWeights, replaces } = importing;
  const weights = hasWeights ? ['--weights', weightsBeside(target)] : [];
  return [
    ...commandWords(command),
    'import',
    source,
    '-o',
    target,
    ...weights,
    ...(replaces ? ['--force'] : []),
  ];
}

/** The path of the weights that go beside a model file. */
export function weightsBeside(target: string): string {
  return target.replace(/\.kmodel$/, '.safetensors');
}

/** The path of the model file that is offered for a file: beside it, by its name. */
export function offeredTarget(source: string): string {
  return source.replace(/\.[^./\\]*$/, '').concat('.kmodel');
}

/**
 * True for a file that holds weights: JSON does where it is that of tfjs.
 * @param text of JSON
 */
export function holdsWeights(source: string, text: string | undefined): boolean {
  return !source.endsWith('.json') || (text?.includes('"weightsManifest"') ?? false);
}
