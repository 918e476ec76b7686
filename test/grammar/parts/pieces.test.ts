import { describe, expect, it } from 'vitest';
import { createSourceFile, parse, readParts, type PartedFile } from '../../../grammar/index.ts';
import { changedPart } from '../../../grammar/parts/change.ts';
import { splicedComments } from '../../../grammar/parts/comments.ts';
import { isFreeOfBalance } from '../../../grammar/parts/free-of-balance.ts';
import { isSame, moveNode, movedProblem, movedSpan, spansOf } from '../../../grammar/parts/move.ts';
import type { Comment, SyntaxProblem } from '../../../grammar/ast.ts';

const read = (text: string): PartedFile => readParts(createSourceFile('a.kmodel', text));

describe('the part of a file in which a text has changed', () => {
  const text = 'const a = 1\nconst b = 22\nconst c = 3\n';
  const changed = (after: string) => {
    const found = changedPart(after, read(text));
    return found && { part: found.index, ...found.change };
  };

  it.each([
    [
      'another name',
      'const a = 1\nconst bb = 22\nconst c = 3\n',
      { part: 1, start: 19, oldEnd: 19, growth: 1 },
    ],
  ])('is found: %s', (_, after, expected) => {
    expect(changed(after)).toEqual(expected);
  });

  it.each([
    ['the last sign of a part has changed', 'const a = 1\nconst b = 222\nconst c = 3\n'],
    ['two parts have changed', 'const a = 2\nconst b = 23\nconst c = 3\n'],
    ['the first letter of a part has changed', 'const a = 1\nConst b = 22\nconst c = 3\n'],
    ['it is no text any more', 'const a = 1\nconst b = 2\u00002\nconst c = 3\n'],
    ['nothing is left', ''],
  ])('is none where %s', (_, after) => {
    expect(changed(after)).toBeUndefined();
  });
});

describe('comments around a stretch that is read again', () => {
  const comment = (text: string, start: number): Comment => ({
    kind: 'LineComment',
    text,
    span: { start, end: start + text.length },
  });

  it('stay before it, are new in it, and move behind it', () => {
    const before = [comment('// a', 0), comment('// b', 20), comment('// c', 40)];
    const spliced = splicedComments(before, [comment('// n', 2)], 10, { start: 10, oldEnd: 30 }, 5);
    expect(spliced.map(({ text, span }) => [text, span.start])).toEqual([
      ['// a', 0],
      ['// n', 12],
      ['// c', 45],
    ]);
  });
});

describe('a text that a lone bracket elsewhere does not change', () => {
  it.each(['const a = 1\n', 'block B {\n  input x\n  return x -> ReLU()\n}\n'])('%j', (text) => {
    expect(isFreeOfBalance(text)).toBe(true);
  });

  it.each(['const a = [1\n', 'model A {\n  head y = x -> Dense(\n}\n'])('but not %j', (text) => {
    expect(isFreeOfBalance(text)).toBe(false);
  });
});

describe('what moves with its text', () => {
  it('is a tree, with everything under it', () => {
    const [declaration] = parse(createSourceFile('a', 'const a = [1, b]')).file.declarations;
    const [same] = parse(createSourceFile('a', '     const a = [1, b]')).file.declarations;
    moveNode(declaration!, 5);
    expect(declaration).toEqual(same);
    moveNode(declaration!, -5);
    moveNode(declaration!, 5);
    expect(declaration).toEqual(same);
  });

  it('is a span, and a problem with its fix and what it refers to', () => {
    expect(movedSpan({ start: 1, end: 2 }, 3)).toEqual({ start: 4, end: 5 });
    const problem: SyntaxProblem = {
      code: 'KM0001',
      message: '',
      span: { start: 1, end: 2 },
      fix: { title: '', span: { start: 2, end: 3 }, newText: '' },
      related: [{ span: { start: 3, end: 4 }, message: '' }],
    };
    expect(spansOf(movedProblem(problem, 10))).toEqual([
      { start: 11, end: 12 },
      { start: 12, end: 13 },
      { start: 13, end: 14 },
    ]);
    expect(movedProblem(problem, 0)).toBe(problem);
  });

  it('is the same as another but for its place', () => {
    const a = { kind: 'x', span: { start: 1, end: 3 }, items: [{ span: { start: 2, end: 3 } }] };
    const b = { kind: 'x', span: { start: 6, end: 8 }, items: [{ span: { start: 7, end: 8 } }] };
    expect(isSame(a, b, 5)).toBe(true);
    expect(isSame(a, b, 4)).toBe(false);
    expect(isSame(a, { ...b, kind: 'y' }, 5)).toBe(false);
    expect(isSame(a, { ...b, more: 1 }, 5)).toBe(false);
    expect(isSame(NaN, NaN, 0)).toBe(true);
    expect(isSame(null, {}, 0)).toBe(false);
  });
});
