import type { Options as PrettierOptions, Parser, Plugin, Printer as PrettierPrinter } from 'prettier';
import type { File, SyntaxProblem } from './ast.ts';
import { parse } from './parse.ts';
import { canAttachComment, isBlockComment, isIgnored, printComment } from './printer/comments.ts';
import { placeComment } from './printer/place-comment.ts';
import { createContext, type FormatContext } from './printer/context.ts';
import { optionWords as knownOptionWords } from './printer/option-words.ts';
import type { AttachedComment, Form, Options, Path, Print, Printed } from './printer/path.ts';
import { printNode } from './printer/print.ts';
import { keepUnreadable } from './printer/unreadable.ts';
import { createSourceFile, positionAt } from './source.ts';
import { children } from './walk.ts';

/** The tree that prettier prints: the file with its comments, and what the printer knows of all of it. */
interface Root extends File {
  readonly context: FormatContext;
}

/** What prettier is told where a text cannot be formatted because it cannot be read. */
export class FormatError extends SyntaxError {
  readonly problem: SyntaxProblem;
  /** Lines and columns from 1, as prettier counts. */
  readonly loc: { start: { line: number; column: number }; end: { line: number; column: number } };

  constructor(problem: SyntaxProblem, text: string) {
    const source = createSourceFile('', text);
    const [start, end] = [positionAt(source, problem.span.start), positionAt(source, problem.span.end)];
    super(`${problem.code} at line ${start.line + 1}, column ${start.character + 1}: ${problem.message}`);
    this.name = 'FormatError';
    this.problem = problem;
    this.loc = {
      start: { line: start.line + 1, column: start.character + 1 },
      end: { line: end.line + 1, column: end.character + 1 },
    };
  }
}

/**
 * The prettier plugin for `.kmodel` files. It has no options of its own: prettier's width and indentation are
 * all. A declaration or member that cannot be read stays as it was written. Strings whose text is among `optionWords` become bare names where an option may stand.
 */
export function createPlugin(optionWords: ReadonlySet<string> = knownOptionWords): Plugin<Printed> {
  const parser: Parser<Printed> = {
    astFormat: 'kmodel',
    locStart: (node) => node.span.start,
    locEnd: (node) => node.span.end,
    parse(text) {
      const { file, problems } = parse(createSourceFile('', text));
      const readable = keepUnreadable(file, problems, text);
      if (!readable) throw new FormatError(problems[0]!, text);
      const root: Root = { ...readable, context: createContext(file, optionWords) };
      return root as unknown as Printed;
    },
  };
  return {
    languages: [
      { name: 'kmodel', parsers: ['kmodel'], extensions: ['.kmodel'], vscodeLanguageIds: ['kmodel'] },
    ],
    parsers: { kmodel: parser },
    printers: { kmodel: createPrinter() },
    options: {},
    defaultOptions: { printWidth: 110, tabWidth: 2 } as Partial<PrettierOptions> as never,
  };
}

function createPrinter(): PrettierPrinter<Printed> {
  const place = (comment: unknown, text: string, _options: unknown, file: Printed): boolean =>
    placeComment(comment as AttachedComment, text, file, (file as unknown as Root).context.comments);
  return {
    print: (path: Path, options: Options, print: Print, form?: unknown) =>
      printNode({ path, options, print, form: form as Form }, (path.root as unknown as Root).context),
    getVisitorKeys: () => [],
    getCommentChildNodes: (node) => [...children(node as never)] as Printed[],
    canAttachComment: (node, ancestors) => canAttachComment(node, ancestors),
    isBlockComment: (comment) => isBlockComment(comment),
    printComment: (path) => printComment(path),
    hasPrettierIgnore: isIgnored,
    willPrintOwnComments: (path) => isStage(path),
    handleComments: { ownLine: place, endOfLine: place, remaining: place },
  };
}

/** Stages print the comments before and behind them themselves, around their `->`. */
function isStage({ node, parent }: Path): boolean {
  switch (parent?.kind) {
    case 'Pipeline':
      return parent.source !== node;
    case 'Repeat':
    case 'For':
      return (parent.body as readonly unknown[]).includes(node);
    case 'If':
      return parent.condition !== node && parent.else !== node;
    default:
      return false;
  }
}

const { languages, parsers, printers, options, defaultOptions } = createPlugin();
export { languages, parsers, printers, options, defaultOptions };
