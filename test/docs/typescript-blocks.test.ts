import { join, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
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

/** What the compiler says of a program text that stands in the repository's root. */
function problemsOf(code: string): readonly string[] {
  const file = join(root, 'example-of-the-documentation.ts');
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
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, code, ts.ScriptTarget.ES2022) : read(name, ...rest);
  const program = ts.createProgram([file], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .filter((problem) => problem.file?.fileName === file)
    .map((problem) => ts.flattenDiagnosticMessageText(problem.messageText, '\n'));
}

describe('TypeScript in the documentation', () => {
  it.each(['README.md', 'docs/training.md'])('of %s compiles', (page) => {
    const blocks = typescriptBlocks(page);
    expect(blocks.length).toBeGreaterThan(0);
    for (const block of blocks) expect(problemsOf(`${block}\n${surroundings}`)).toEqual([]);
  });
});
