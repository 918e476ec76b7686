import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const folders = ['cli', 'compiler', 'dashboard', 'grammar', 'integrations', 'lsp', 'pages', 'runtime'];
const most = 120;

/** The parser's own rules, and texts of programs that stand in one piece. */
const exempt = [
  'grammar/recovery.ts installRecovery',
  'grammar/textmate.ts createTextMateGrammar',
  'compiler/targets/pytorch/python/main-text.ts mainText',
];

function longFunctions(file: string): readonly string[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(join(root, file), 'utf8'),
    ts.ScriptTarget.ES2022,
    true,
  );
  const lineOf = (position: number): number => source.getLineAndCharacterOfPosition(position).line;
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      const lines = lineOf(node.end) - lineOf(node.getStart()) + 1;
      if (lines > most) found.push(`${file} ${node.name?.getText() ?? 'a function without name'}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe('functions', () => {
  it(`have at most ${most} lines outside of parser and printers`, () => {
    const files = folders.flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts') && !name.endsWith('_pb.ts'))
        .map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
    );
    expect(files.length).toBeGreaterThan(500);
    expect(files.flatMap(longFunctions).sort()).toEqual([...exempt].sort());
  });
});

describe('files', () => {
  it('have at most 400 lines, apart from those that a tool has written', () => {
    const long = folders
      .flatMap((folder) =>
        readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(
          (file) => `${folder}/${file}`,
        ),
      )
      .filter((file) => file.endsWith('.ts') && !file.endsWith('_pb.ts'))
      .map((file) => `${file}: ${readFileSync(join(root, file), 'utf8').split('\n').length - 1} lines`)
      .filter((entry) => Number(/(\d+) lines$/.exec(entry)![1]) > 400);
    expect(long).toEqual([]);
  });
});
