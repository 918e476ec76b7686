import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tokenize } from '../../grammar/lexer.ts';
import { declaration, read, strayPlaces, withoutPlaces } from './outline.ts';

const kitchenSink = readFileSync(new URL('./fixtures/kitchen-sink.kmodel', import.meta.url), 'utf8');
const pieces = tokenize(kitchenSink).tokens.map(({ image, startOffset }) => ({ image, startOffset }));

/** Reads any text; whatever it is, a tree with places inside the text comes back. */
function survives(text: string): void {
  const result = read(text);
  expect(strayPlaces(text, result)).toEqual([]);
  expect(result.problems.length).toBeLessThanOrEqual(100);
  const starts = result.problems.map(({ span }) => span.start);
  expect(starts).toEqual([...starts].sort((a, b) => a - b));
  for (const { message } of result.problems) expect(message).toMatch(/^[^a-z].*[.?]$/);
  result.file.declarations.forEach(declaration);
}

test('every beginning of a file is read', () => {
  for (let end = 0; end <= kitchenSink.length; end += 3) survives(kitchenSink.slice(0, end));
});

test('a file without any one of its words or signs is read, later declarations with it, mostly with one problem', () => {
  let several = 0;
  for (const { image, startOffset } of pieces) {
    const text = kitchenSink.slice(0, startOffset) + kitchenSink.slice(startOffset + image.length);
    survives(text);
    const { file, problems } = read(text);
    if (problems.length > 1) several++;
    expect(problems.length).toBeLessThanOrEqual(3);
    if (startOffset < kitchenSink.indexOf('model Wider')) {
      expect(declaration(file.declarations.at(-1)!)).toBe('model Wider(units: int = 16) extends Wide {  }');
    }
  }
  expect(several / pieces.length).toBeLessThan(0.03);
});

test('words and signs in any order are read', () => {
  const piece = fc.constantFrom(
    ...new Set(pieces.map(({ image }) => image)),
    '\n',
    '\n  ',
    '"',
    '/*',
    '§',
    '\0',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (parts) => survives(parts.join(' '))),
    { numRuns: 250 },
  );
});

test('any text is read', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), survives), { numRuns: 150 });
});

test('changes in a file are read', () => {
  const change = fc.record({
    at: fc.nat(kitchenSink.length),
    length: fc.nat(30),
    text: fc.constantFrom(
      '',
      '(',
      ')',
      '{',
      '}',
      '[',
      ']',
      '"',
      '\n',
      ' -> ',
      ', ',
      ' = ',
      'branch ',
      'if ',
      '//',
    ),
  });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      let text = kitchenSink;
      for (const { at, length, text: put } of changes)
        text = text.slice(0, at) + put + text.slice(at + length);
      survives(text);
    }),
    { numRuns: 250 },
  );
});

test('spaces, line ends and comments inside brackets change nothing', () => {
  const gap = fc.constantFrom(' ', '\n', '  ', ' /* c */ ', ' // c\n', '\t', '\r\n');
  const text = 'const x = [1, f(a: 2 + 3, b: [c -> D()])]';
  const parts = tokenize(text).tokens.map(({ image }) => image);
  const meaning = withoutPlaces(read(text).file);
  fc.assert(
    fc.property(fc.array(gap, { minLength: parts.length, maxLength: parts.length }), (gaps) => {
      const spread = parts.map((part, index) => (index < 3 ? ` ${part}` : gaps[index]! + part)).join('');
      const result = read(`${spread.replace(/^\s+/, '').replace(/=\s*/, '= ')}`);
      expect(result.problems).toEqual([]);
      expect(withoutPlaces(result.file)).toEqual(meaning);
    }),
  );
});
