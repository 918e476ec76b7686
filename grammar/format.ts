import { parse } from './parse.ts';
import { hasSameTokens } from './same-tokens.ts';
import { createSourceFile, positionAt } from './source.ts';
import { visit, type Node } from './walk.ts';

/** Prettier's settings that the formatter follows. */
export interface FormatOptions {
  readonly printWidth?: number;
  readonly tabWidth?: number;
  readonly useTabs?: boolean;
  readonly endOfLine?: 'lf' | 'crlf' | 'cr' | 'auto';
  /** Strings with one of these texts become bare names where an option may stand; Keras's words if left out. */
  readonly optionWords?: ReadonlySet<string>;
}

/**
 * The one canonical form of a text. Formatting it again changes nothing, and it means what the text means.
 *
 * Rejects with a `FormatError`, which names the first problem and its place, if the text cannot be read, if a word of
 * it would be lost or doubled, or if a text with mistakes would come to have others.
 */
export async function formatText(text: string, options: FormatOptions = {}): Promise<string> {
  const { optionWords, ...settings } = options;
  const [{ format }, { createPlugin, FormatError }] = await Promise.all([
    import('prettier/standalone'),
    import('./prettier.ts'),
  ]);
  try {
    const result = await format(text, {
      ...settings,
      parser: 'kmodel',
      plugins: [createPlugin(optionWords)],
    });
    if (hasSameTokens(text, result) && hasSameProblems(text, result)) return result;
  } catch (error) {
    if (error instanceof RangeError) throw tooDeepToFormat(text);
    if (error instanceof FormatError) throw error;
    // Prettier stumbles over comments in the midst of what cannot be read: the first problem is the reason.
    const [reason] = parse(createSourceFile('', text)).problems;
    throw reason ? new FormatError(reason, text) : error;
  }
  const [problem] = parse(createSourceFile('', text)).problems;
  if (problem) throw new FormatError(problem, text);
  throw new Error('The formatter would change the words of this text, and leaves it as it is.');
}

/** Where lines begin tells a reader how broken text is meant: moved words can be taken otherwise. */
function hasSameProblems(text: string, result: string): boolean {
  const before = problemsOf(text);
  return before.length === 0 || before.join('\n') === problemsOf(result).join('\n');
}

function problemsOf(text: string): readonly string[] {
  return parse(createSourceFile('', text))
    .problems.map(({ message }) => message)
    .sort();
}

/** Prettier follows a tree from call to call, and some hundred levels are more than the stack has room for. */
function tooDeepToFormat(text: string): Error {
  const source = createSourceFile('', text);
  const depths = new Map<Node, number>();
  let deepest: Node = parse(source).file;
  visit(deepest, (node, parent) => {
    const depth = parent ? depths.get(parent)! + 1 : 0;
    depths.set(node, depth);
    if (depth > (depths.get(deepest) ?? 0)) deepest = node;
  });
  const { line, character } = positionAt(source, deepest.span.start);
  return new Error(
    `KM2004 at line ${line + 1}, column ${character + 1}: This expression is nested too deep to be formatted. ` +
      'Name parts of it with `branch` or `const`.',
  );
}
