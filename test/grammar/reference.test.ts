import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { referenceGrammar } from './ebnf.ts';
import { memberWords, reservedWords, topLevelWords } from '../../grammar/tokens.ts';

const page = readFileSync(new URL('../../docs/grammar.md', import.meta.url), 'utf8');

test('the page of the grammar has the productions of the parser', () => {
  const block = /```ebnf\n([^]*?)\n```/.exec(page)?.[1];
  expect(block).toBe(referenceGrammar());
});

test('the production above each rule of the parser is what the rule reads', () => {
  const files = [
    'parser',
    'rules/member-rules',
    'rules/stage-rules',
    'rules/expression-rules',
    'rules/base-rules',
  ];
  const source = files
    .map((file) => readFileSync(new URL(`../../grammar/${file}.ts`, import.meta.url), 'utf8'))
    .join('\n');
  const above = [...source.matchAll(/^ {2}\/\*\* ([A-Z]\w+ = .*?)(?:;.*)? \*\/$/gm)].map(
    ([, production]) => production,
  );
  const written = referenceGrammar()
    .split('\n')
    .map((line) => line.replace(/ +=/, ' ='));
  expect(above).toEqual(written);
});

test('the page names every keyword', () => {
  for (const word of [...topLevelWords.keys(), ...memberWords.keys(), ...reservedWords.keys()]) {
    expect(page).toMatch(new RegExp(`[\`\\s]${word}[\`\\s]`));
  }
});
