import { describe, expect, it } from 'vitest';
import { closestNames, editDistance } from '../../../compiler/diagnostics/closest-names.ts';
import { putBefore, removalFix } from '../../../compiler/diagnostics/edits.ts';
import { fillMessage } from '../../../compiler/diagnostics/message.ts';
import { quotedList, suggestionFor } from '../../../compiler/diagnostics/suggest.ts';
import { expandTabs, textWidth } from '../../../compiler/diagnostics/text-width.ts';

describe('how far apart two words are', () => {
  it.each([
    ['Dense', 'Dense', 0],
    ['dense', 'Dense', 0.5],
    ['Dens', 'Dense', 1],
    ['Densse', 'Dense', 1],
    ['Dnese', 'Dense', 1],
    ['Danse', 'Dense', 1],
    ['Dnse', 'Dense', 1],
    ['Tense', 'Dens', 2],
  ])('%s and %s: %d', (a, b, distance) => {
    expect(editDistance(a, b, 3)).toBe(distance);
  });

  it('is beyond the limit where one is much longer', () => {
    expect(editDistance('a', 'abcdefgh', 2)).toBe(3);
  });
});

describe('the names closest to a word', () => {
  const names = ['Dense', 'Dropout', 'Dot', 'Flatten', 'Conv1D', 'Conv2D', 'Conv3D'];
  it('are at most three, the best first', () => {
    expect(closestNames('Dens', names)).toEqual(['Dense']);
    expect(closestNames('Conv4D', names)).toEqual(['Conv1D', 'Conv2D', 'Conv3D']);
    expect(closestNames('conv2d', names)[0]).toBe('Conv2D');
  });

  it('are none where nothing is near, or the word is no word', () => {
    expect(closestNames('Transformer', names)).toEqual([]);
    expect(closestNames('D'.repeat(10_000), names)).toEqual([]);
  });

  it('may stand beside the list', () => {
    expect(closestNames('widht', names, ['width'])).toEqual(['width']);
  });

  it('are suggested in a sentence, and all are listed where few there are', () => {
    expect(suggestionFor('Dens', names, 'There are').text).toBe('Did you mean `Dense`?');
    expect(suggestionFor('zzz', ['a', 'b'], 'It takes').text).toBe('It takes `a` and `b`.');
    expect(suggestionFor('zzz', names, 'It takes').closest).toEqual([]);
  });
});

describe('names in a sentence', () => {
  it('stand in backquotes', () => {
    expect(quotedList([], 'or')).toBe('');
    expect(quotedList(['a'], 'or')).toBe('`a`');
    expect(quotedList(['a', 'b', 'c'], 'and')).toBe('`a`, `b` and `c`');
  });

  it('fill the places of a message, and nothing else', () => {
    expect(fillMessage('{name} is {count}, not {other}.', { name: '`x`', count: 3 })).toBe(
      '`x` is 3, not {other}.',
    );
    expect(fillMessage('{name}', { name: '{count}', count: 1 })).toBe('{count}');
  });
});

describe('edits', () => {
  it('put a layer in front of another', () => {
    const fix = putBefore({ file: 'a', span: { start: 5, end: 9 } }, 'Flatten()');
    expect(fix.edits).toEqual([
      { place: { file: 'a', span: { start: 5, end: 5 } }, newText: 'Flatten() -> ' },
    ]);
  });

  it('remove a declaration with its line', () => {
    const text = 'model A {\n  branch a = x\n  head y = x\n}\n';
    const start = text.indexOf('branch');
    const { edits } = removalFix(
      { file: 'a', span: { start, end: start + 'branch a = x'.length } },
      text,
      'Remove it',
    );
    const [{ place, newText }] = edits as [(typeof edits)[number]];
    expect(text.slice(0, place.span.start) + newText + text.slice(place.span.end)).toBe(
      'model A {\n  head y = x\n}\n',
    );
  });
});

describe('the width of a text on a screen', () => {
  it.each([
    ['abc', 3],
    ['한글', 4],
    ['日本', 4],
    ['é', 1],
    ['e\u0301', 1],
    ['', 0],
  ])('%s takes %d columns', (text, width) => {
    expect(textWidth(text)).toBe(width);
  });

  it('counts a tab up to the next stop, from where it begins', () => {
    expect(textWidth('a\tb')).toBe(expandTabs('a\tb').length);
    expect(expandTabs('\t', 1).length).toBeLessThan(expandTabs('\t', 0).length);
  });
});
