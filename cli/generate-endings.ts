import { statSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { savedEnding } from '../runtime/saved/ending.ts';
import { UsageError } from './exit-codes.ts';

/** The endings of the files that each target writes. tfjs writes a folder, or the JSON in one. */
export const endingsOfTargets = {
  typescript: ['.ts', '.mts', '.cts'],
  tfjs: ['.json'],
  keras: ['.py', '.keras', '.weights.h5', '.h5', '.json'],
  pytorch: ['.py'],
  onnx: ['.onnx'],
  markdown: ['.md'],
  kmodel: [savedEnding],
  'keras-json': ['.json'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type TargetName = keyof typeof endingsOfTargets;

/** The target of endings that say enough. Models of tfjs are folders, so `.json` is Keras's. */
const targetsByEnding: readonly (readonly [ending: string, target: TargetName])[] = [
  ['.keras', 'keras'],
  ['.h5', 'keras'],
  ['.json', 'keras-json'],
  ['.onnx', 'onnx'],
  ['.md', 'markdown'],
  ['.ts', 'typescript'],
  [savedEnding, 'kmodel'],
];

/**
 * The target that is meant where `--target` is left out: the ending of `-o` tells it.
 * @throws UsageError for an ending of several targets, or of none
 */
export function targetByEnding(output: string | undefined): TargetName {
  const found = targetsByEnding.find(([ending]) => output?.endsWith(ending))?.[1];
  if (found !== undefined) return found;
  const ending = output === undefined || isFolderName(output) ? '' : extname(output);
  if (ending === '')
    throw new UsageError(
      '`kmodel generate` needs a target.',
      `Add \`--target\` with one of ${targetNames().join(', ')}, or end \`-o\` in ${sayEnough()}.`,
    );
  const those = targetNames().filter((name) => writesEnding(name, ending));
  if (those.length === 0)
    throw new UsageError(
      `No target writes a file that ends in \`${ending}\`.`,
      `End it in ${sayEnough()}, or add \`--target\` with one of ${targetNames().join(', ')}.`,
    );
  throw new UsageError(
    `A file that ends in \`${ending}\` is written for ${those.join(' and ')}.`,
    `Add ${those.map((name) => `\`--target ${name}\``).join(' or ')}.`,
  );
}

/**
 * Holds that a path can be what a target writes: a file with one of its endings, or a folder.
 * @throws UsageError for an ending of another kind of file
 */
export function requireEnding(target: TargetName, output: string): void {
  if (isFolderName(output)) return;
  const own: readonly string[] = endingsOfTargets[target];
  if (own.some((ending) => output.endsWith(ending))) return;
  const other = targetsByEnding.find(([ending]) => output.endsWith(ending));
  // Folders have names of any kind, but one with the ending of a file was meant as that file.
  if (target === 'tfjs' && !other && !/\.(kmodel|py)$/.test(output)) return;
  const ending = other?.[0] ?? extname(output);
  const way = other ? `, or leave \`--target ${target}\` out` : '';
  const fit = target === 'tfjs' ? 'Name a folder' : `End it in ${own.join(', ')}`;
  throw new UsageError(
    `The target \`${target}\` writes no file that ends in \`${ending}\`.`,
    `${fit}${way}.`,
  );
}

/**
 * Holds that what is written has a place for weights.
 * @throws UsageError for a target, or a form of it, without numbers
 */
export function requirePlaceForWeights(target: TargetName, output: string | undefined): void {
  const isKerasJson = target === 'keras-json' || (target === 'keras' && output?.endsWith('.json'));
  if (!isKerasJson && target !== 'markdown' && target !== 'typescript') return;
  throw new UsageError(
    `\`--weights\` has no meaning for ${isKerasJson ? `${basename(output ?? '.json')}, which holds no weights` : `the target \`${target}\``}.`,
    isKerasJson ? 'Leave it out, or end `-o` in `.keras`.' : 'Leave it out.',
  );
}

function targetNames(): readonly TargetName[] {
  return Object.keys(endingsOfTargets) as TargetName[];
}

function writesEnding(target: TargetName, ending: string): boolean {
  return (endingsOfTargets[target] as readonly string[]).includes(ending);
}

/** The endings that say enough, as a list to choose from. */
function sayEnough(): string {
  return targetsByEnding.map(([ending]) => ending).join(', ');
}

/** True for a folder that is there, and for a name without ending, which is one or becomes one. */
function isFolderName(path: string): boolean {
  if (extname(path) === '') return true;
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
