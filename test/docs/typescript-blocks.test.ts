import { join, resolve } from 'node:path';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCodeBlocks } from './code-blocks.ts';

const root = resolve(import.meta.dirname, '../..');

/** What the text around the examples lets stand for itself. */
const surroundings = `
declare const n: number;
declare const pixels: Float32Array;
declare const one: Float32Array;
declare const labels: Int32Array;
declare const text: number[][];
declare const question: number[][];
declare const data: Record<string, Float32Array>;
declare const validationData: Record<string, Float32Array>;
export {};
`;

function typescriptBlocks(page: string): readonly string[] {
  return readCodeBlocks(page).flatMap(({ info, code }) => (info === 'ts' ? [code] : []));
}

interface Block {
  /** Where it would stand: in the repository's root, so that packages are found. */
  readonly file: string;
  readonly text: string;
}

const pages = ['README.md', 'docs/training.md', 'docs/engines.md', 'docs/tfjs.md'];
const blocks = new Map(
  pages.map((page): [string, Block[]] => [
    page,
    typescriptBlocks(page).map((code, index) => ({
      file: join(root, `${page.replace(/\W/g, '-')}-${index}.ts`),
      text: `${code}\n${surroundings}`,
    })),
  ]),
);

/** What the compiler says of all blocks, which share one program, by file. */
function problemsByFile(): ReadonlyMap<string, readonly string[]> {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
    paths: { 'kmodel/runtime': [join(root, 'runtime/index.ts')] },
  };
  const texts = new Map([...blocks.values()].flat().map(({ file, text }) => [file, text]));
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) => {
    const text = texts.get(name);
    return text === undefined ? read(name, ...rest) : ts.createSourceFile(name, text, ts.ScriptTarget.ES2022);
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  return new Map(
    [...texts.keys()].map((file) => {
      const source = program.getSourceFile(file)!;
      const problems = [
        ...program.getSyntacticDiagnostics(source),
        ...program.getSemanticDiagnostics(source),
      ];
      return [file, problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))];
    }),
  );
}

describe('TypeScript in the documentation', () => {
  let problems: ReadonlyMap<string, readonly string[]>;
  beforeAll(() => {
    problems = problemsByFile();
  }, 120_000);

  it.each(pages)('of %s compiles', (page) => {
    expect(blocks.get(page)!.length).toBeGreaterThan(0);
    for (const { file } of blocks.get(page)!) expect(problems.get(file)).toEqual([]);
  });
});
