import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createTextMateGrammar, type TextMateRule } from '../../grammar/textmate.ts';
import { memberWords, topLevelWords } from '../../grammar/tokens.ts';

const grammar = createTextMateGrammar();

/** Runs the grammar over one line, as editors do: the rule that matches first in the line wins, then the next. */
function highlight(line: string): [text: string, scope: string][] {
  const found: [string, string][] = [];
  let rules: readonly TextMateRule[] = grammar.patterns;
  let until: { end: RegExp; name: string; rules: readonly TextMateRule[] } | undefined;
  for (let offset = 0; offset < line.length;) {
    const match = nearest(rules, line, offset);
    const end = until ? execAt(until.end, line, offset) : null;
    if (until && end && (!match || end.index <= match.result.index)) {
      found.push([line.slice(offset, end.index + end[0].length), until.name]);
      offset = end.index + end[0].length;
      rules = until.rules;
      until = undefined;
      continue;
    }
    if (!match) break;
    const { rule, result } = match;
    const scopes = rule.captures ?? {};
    if (rule.begin !== undefined) {
      until = { end: compile(rule.end!), name: rule.name!, rules };
      rules = rule.patterns ?? [];
    } else if (rule.name !== undefined) found.push([result[0], rule.name]);
    for (let group = 1; group < result.length; group++) {
      if (result[group] !== undefined && scopes[group]) found.push([result[group]!, scopes[group]!.name]);
    }
    offset = result.index + Math.max(1, result[0].length);
  }
  return found.map(([text, scope]) => [text, scope.replace(/\.kmodel$/, '')]);
}

function nearest(rules: readonly TextMateRule[], line: string, offset: number) {
  let best: { rule: TextMateRule; result: RegExpExecArray } | undefined;
  for (const rule of flatten(rules)) {
    const result = execAt(compile(rule.match ?? rule.begin!), line, offset);
    if (result && (!best || result.index < best.result.index)) best = { rule, result };
  }
  return best;
}

function flatten(rules: readonly TextMateRule[]): TextMateRule[] {
  return rules.flatMap((rule) => {
    if (rule.include) return flatten([grammar.repository[rule.include.slice(1)]!]);
    return rule.match || rule.begin ? [rule] : flatten(rule.patterns ?? []);
  });
}

function compile(source: string): RegExp {
  return new RegExp(source, 'gu');
}

function execAt(pattern: RegExp, line: string, offset: number): RegExpExecArray | null {
  pattern.lastIndex = offset;
  return pattern.exec(line);
}

test('every pattern is a regular expression, with look-behinds of fixed width, as editors need', () => {
  const sources = JSON.stringify(grammar).match(/"(?:match|begin|end)":"(?:[^"\\]|\\.)*"/g)!;
  for (const source of sources) {
    const pattern = JSON.parse(`{${source}}`) as Record<string, string>;
    expect(() => compile(Object.values(pattern)[0]!)).not.toThrow();
    expect(source).not.toMatch(/\(\?<[=!][^)]*[*+?]/);
  }
});

test('every rule that is named is there', () => {
  for (const [, rule] of JSON.stringify(grammar).matchAll(/"include":"#(\w+)"/g)) {
    expect(grammar.repository).toHaveProperty(rule!);
  }
});

test('a pipeline, word by word', () => {
  expect(highlight('  branch y: float32[T, 64] = x -> Dense(10, activation: relu) // c')).toEqual([
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

test('words of the language that are names here', () => {
  const scopes = Object.fromEntries(highlight('  branch repeat = input -> loss -> Dense(if, train: head)'));
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

test('compile-time forms', () => {
  expect(
    highlight(
      'x -> for f in [1] { A() } -> repeat 3 { B() } -> if not deep { C() } else if e { D() } else { E() }',
    )
      .filter(([, scope]) => scope.startsWith('keyword.control') || scope === 'variable.other.loop')
      .map(([text]) => text),
  ).toEqual(['for', 'f', 'in', 'repeat', 'if', 'else', 'if', 'else']);
});

test('strings, with their escapes, end with their line', () => {
  expect(highlight('const a = "x\\n\\q" ')).toContainEqual(['\\n', 'constant.character.escape']);
  expect(highlight('const a = "x\\n\\q" ')).toContainEqual(['\\q', 'invalid.illegal.escape']);
  expect(highlight('import { A } from "./a.kmodel"').map(([text]) => text)).toEqual([
    'import',
    '{',
    'A',
    '}',
    'from',
    './a.kmodel"',
  ]);
});

test('every keyword that begins a declaration in the kitchen sink', () => {
  const text = readFileSync(new URL('./fixtures/kitchen-sink.kmodel', import.meta.url), 'utf8');
  const seen = new Set(
    text
      .split('\n')
      .flatMap(highlight)
      .filter(([, scope]) => scope.startsWith('keyword.'))
      .map(([word]) => word),
  );
  for (const word of [...topLevelWords.keys(), ...memberWords.keys(), 'extends', 'from', 'in', 'else']) {
    expect(seen).toContain(word);
  }
});
