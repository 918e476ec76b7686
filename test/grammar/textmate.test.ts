import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createTextMateGrammar } from '../../grammar/textmate.ts';
import { memberWords, topLevelWords } from '../../grammar/tokens.ts';
import { highlight, highlightedText, highlightLines } from '../support/highlight.ts';

const grammar = createTextMateGrammar();

test('every pattern is a regular expression, with look-behinds of fixed width, as editors need', () => {
  const sources = JSON.stringify(grammar).match(/"(?:match|begin|end)":"(?:[^"\\]|\\.)*"/g)!;
  for (const source of sources) {
    const pattern = JSON.parse(`{${source}}`) as Record<string, string>;
    expect(() => new RegExp(Object.values(pattern)[0]!, 'gu')).not.toThrow();
    expect(source).not.toMatch(/\(\?<[=!][^)]*[*+?]/);
  }
});

test('every rule that is named is there', () => {
  for (const [, rule] of JSON.stringify(grammar).matchAll(/"include":"#(\w+)"/g)) {
    expect(grammar.repository).toHaveProperty(rule!);
  }
});

test('a pipeline, word by word', async () => {
  expect(await highlight('  branch y: float32[T, 64] = x -> Dense(10, activation: relu) // c')).toEqual([
    ['branch', 'keyword.declaration'],
    ['y', 'variable.other.declaration'],
    [':', 'punctuation.separator'],
    ['float32', 'support.type'],
    ['[', 'punctuation.section'],
    ['T', 'variable.other'],
    [',', 'punctuation.separator'],
    ['64', 'constant.numeric'],
    [']', 'punctuation.section'],
    ['=', 'keyword.operator.assignment'],
    ['x', 'variable.other'],
    ['->', 'keyword.operator.flow'],
    ['Dense', 'entity.name.function'],
    ['(', 'punctuation.section'],
    ['10', 'constant.numeric'],
    [',', 'punctuation.separator'],
    ['activation', 'variable.parameter'],
    [':', 'punctuation.separator'],
    ['relu', 'variable.other'],
    [')', 'punctuation.section'],
    ['// c', 'comment.line.double-slash'],
  ]);
});

test('words of the language that are names here', async () => {
  const scopes = Object.fromEntries(
    await highlight('  branch repeat = input -> loss -> Dense(if, train: head)'),
  );
  expect(scopes).toMatchObject({
    branch: 'keyword.declaration',
    repeat: 'variable.other.declaration',
    input: 'variable.other',
    loss: 'variable.other',
    if: 'variable.other',
    train: 'variable.parameter',
    head: 'variable.other',
  });
});

test('compile-time forms', async () => {
  expect(
    (
      await highlight(
        'x -> for f in [1] { A() } -> repeat 3 { B() } -> if not deep { C() } else if e { D() } else { E() }',
      )
    )
      .filter(([, scope]) => scope.startsWith('keyword.control') || scope === 'variable.other.loop')
      .map(([text]) => text),
  ).toEqual(['for', 'f', 'in', 'repeat', 'if', 'else', 'if', 'else']);
});

test('strings, with their escapes, end with their line', async () => {
  expect(await highlight('const a = "x\\n\\q" ')).toContainEqual(['\\n', 'constant.character.escape']);
  expect(await highlight('const a = "x\\n\\q" ')).toContainEqual(['\\q', 'invalid.illegal.escape']);
  const lines = await highlightLines('const a = "open\nconst b = 1');
  expect(lines[1]![0]).toEqual({ text: 'const', scopes: ['keyword.declaration.kmodel'] });
});

test('every keyword that begins a declaration in the kitchen sink', async () => {
  const lines = await highlightLines(fixture('kitchen-sink'));
  const seen = lines.flatMap((tokens) =>
    tokens.filter(({ scopes }) => scopes.at(-1)?.startsWith('keyword.')).map(({ text }) => text.trim()),
  );
  for (const word of [...topLevelWords.keys(), ...memberWords.keys(), 'extends', 'from', 'in', 'else']) {
    expect(seen).toContain(word);
  }
});

test('every word of the kitchen sink has a scope', async () => {
  const lines = await highlightLines(fixture('kitchen-sink'));
  const plain = lines.flatMap((tokens) =>
    tokens.filter(({ text, scopes }) => text.trim() !== '' && scopes.length === 0),
  );
  expect(plain).toEqual([]);
});

test('the kitchen sink, token by token', async () => {
  await expect(await highlightedText(fixture('kitchen-sink'))).toMatchFileSnapshot(
    '__snapshots__/kitchen-sink.highlighted.txt',
  );
});

const fenced = [
  'Text.',
  '```kmodel',
  'branch a = x -> Dense(1) /* open',
  '```',
  '```kmodel title="digits.kmodel"',
  'const a = 1',
  '~~~',
  '```',
  'branch text = none',
].join('\n');

test('a code block of a Markdown text, token by token; an open comment ends with its block', async () => {
  await expect(await highlightedText(fenced, 'text.html.markdown')).toMatchFileSnapshot(
    '__snapshots__/markdown.highlighted.txt',
  );
});

function fixture(name: string): string {
  return readFileSync(new URL(`./fixtures/${name}.kmodel`, import.meta.url), 'utf8');
}
