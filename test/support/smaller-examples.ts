import { exampleTexts } from './subjects.ts';

type Change = readonly [from: RegExp, to: string];

/** Sizes alone: the layers stay what they are, and as deep, but for Xception's eight equal blocks, which become two. */
const changes: Readonly<Record<string, readonly Change[]>> = {
  'inception.kmodel': [
    [/\b128\b/g, '4'],
    [/\b32\b/g, '8'],
  ],
  'posts.kmodel': [
    [/50_000/, '100'],
    [/\b(128|256)\b/g, '8'],
  ],
  'question-answering.kmodel': [
    [/10_000/, '50'],
    [/500/, '20'],
  ],
  'residual.kmodel': [
    [/float32\[32, 32, 3\]/, 'float32[8, 8, 3]'],
    [/\b32\b/g, '4'],
    [/\b64\b/g, '8'],
  ],
  'shared-embedding.kmodel': [[/1000/, '50']],
  'text-cnn.kmodel': [[/5_000/, '50']],
  'tickets.kmodel': [[/10_000/, '50']],
  'transformer.kmodel': [[/5_000/, '50']],
  'two-cameras.kmodel': [[/\[250, 250, 3\]/g, '[71, 71, 3]']],
  'unet.kmodel': [[/filters: int = 16/, 'filters: int = 4']],
  'xception.kmodel': [
    [/\b(32|64|128|256|728|1024|1536|2048)\b/g, '4'],
    [/\[250, 250, 3\]/, '[71, 71, 3]'],
    [/repeat 8/, 'repeat 2'],
  ],
};

/** The examples by file name, those made smaller whose steps take long on some engine or backend. */
export const smallerExampleTexts: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(exampleTexts).map(([name, text]) => [name, changed(text, changes[name] ?? [])]),
);

/**
 * A text with replacements.
 * @throws where one of them finds nothing to replace: the text has changed since
 */
export function changed(text: string, replacements: readonly Change[]): string {
  return replacements.reduce((result, [from, to]) => {
    if (result.search(from) < 0) throw new Error(`${String(from)} does not occur in:\n${result}`);
    return result.replace(from, to);
  }, text);
}
