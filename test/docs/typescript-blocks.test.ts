import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCodeBlocks } from './code-blocks.ts';
import { filesOfPage, generatedFiles, isExcerpt } from './generated-files.ts';

const root = resolve(import.meta.dirname, '../..');

/** The types of what the text around the examples lets stand for itself. */
const surroundings: Readonly<Record<string, string>> = {
  n: 'number',
  pixels: 'Float32Array',
  one: 'Float32Array',
  image: 'Float32Array',
  labels: 'Int32Array',
  text: 'number[][]',
  question: 'number[][]',
  answer: 'number[]',
  data: 'Record<string, Float32Array>',
  validationData: 'Record<string, Float32Array>',
  model: "import('kmodel-lang/runtime').Model",
};

/** A block as a module, with what it does not declare itself. */
function moduleOf(code: string): string {
  const declared = Object.entries(surroundings)
    .filter(([name]) => !new RegExp(`const ${name}\\b`).test(code))
    .map(([name, type]) => `declare const ${name}: ${type};`);
  return [code, ...declared, 'export {};'].join('\n');
}

const pages = ['README.md', ...readdirSync(join(root, 'docs')).map((file) => `docs/${file}`)].filter(
  (page) => page.endsWith('.md') && readCodeBlocks(page).some(({ info }) => info.startsWith('ts')),
);

/** Programs by where they would stand: in the repository's root, so that packages are found. */
const blocks = new Map(
  pages.flatMap((page) =>
    readCodeBlocks(page)
      .filter(({ info }) => info === 'ts')
      .map(({ code, line }): [string, { page: string; text: string }] => [
        join(root, `${page.replace(/\W/g, '-')}-${line}.ts`),
        { page, text: moduleOf(code) },
      ]),
  ),
);

/** What the compiler says of all files, which share one program, by file. */
function problemsByFile(texts: ReadonlyMap<string, string>): ReadonlyMap<string, readonly string[]> {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    allowArbitraryExtensions: true,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
    paths: {
      'kmodel-lang/extend': [join(root, 'compiler/extend.ts')],
      'kmodel-lang/runtime': [join(root, 'runtime/index.ts')],
      'kmodel-lang/client': [join(root, 'integrations/client.ts')],
      '@tensorflow/tfjs': [join(root, 'test/compiler/targets/typescript/support/tfjs.ts')],
    },
  };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  const exists = host.fileExists.bind(host);
  host.getSourceFile = (name, ...rest) => {
    const text = texts.get(name);
    return text === undefined ? read(name, ...rest) : ts.createSourceFile(name, text, ts.ScriptTarget.ES2022);
  };
  host.fileExists = (name) => texts.has(name) || exists(name);
  // Generated files may stand in folders that are not there.
  delete host.directoryExists;
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
  const generated = new Map<string, Readonly<Record<string, string>>>();
  let problems: ReadonlyMap<string, readonly string[]>;

  beforeAll(async () => {
    const texts = new Map([...blocks].map(([file, { text }]) => [file, text]));
    for (const page of pages) {
      const files = await filesOfPage(page);
      generated.set(page, files);
      for (const [name, text] of Object.entries(files)) texts.set(join(root, name), text);
    }
    problems = problemsByFile(texts);
  }, 120_000);

  it('stands on the pages that are known to have some', () => {
    expect(pages).toEqual(expect.arrayContaining(['README.md', ...Object.keys(generatedFiles)]));
  });

  it.each(pages)('of %s compiles', (page) => {
    const own = [...blocks].filter(([, block]) => block.page === page).map(([file]) => file);
    const files = Object.keys(generated.get(page)!).map((name) => join(root, name));
    expect(own.length).toBeGreaterThan(0);
    for (const file of [...own, ...files]) expect(problems.get(file)).toEqual([]);
  });

  it.each(Object.keys(generatedFiles))('that %s calls generated is what kmodel writes', (page) => {
    const shown = readCodeBlocks(page).filter(({ info }) => info === 'ts generated');
    expect(shown.length).toBeGreaterThan(0);
    for (const { code } of shown) {
      const found = Object.values(generated.get(page)!).filter((text) => isExcerpt(code, text));
      expect(found, code).toHaveLength(1);
    }
  });
});
