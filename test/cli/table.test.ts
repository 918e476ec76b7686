import { expect, it } from 'vitest';
import { renderTable } from '../../cli/table.ts';

const plain = (text: string): string => text;

it('sets names to the left, numbers to the right, and ends no line with spaces', () => {
  const rows = [
    ['digits', '1.5', '12'],
    ['a', '-20', '3s'],
  ];
  expect(renderTable(['Run', 'Loss', 'Time'], rows, plain)).toBe(
    ['Run     Loss  Time', 'digits   1.5    12', 'a        -20    3s', ''].join('\n'),
  );
});

it('takes a column for words where one of its cells is a word', () => {
  expect(renderTable(['Size'], [['12'], ['many']], plain)).toBe('Size\n12\nmany\n');
  expect(renderTable(['Size', 'b'], [['12', 'x']], plain)).toBe('Size  b\n  12  x\n');
});

it('takes a single letter for a word', () => {
  expect(renderTable(['Run', '!'], [['a', 'x']], plain)).toBe('Run  !\na    x\n');
});

it('counts an empty cell, or a dash, as a number that is not known', () => {
  expect(
    renderTable(
      ['Loss', '!'],
      [
        ['', 'x'],
        ['0.25', 'y'],
        ['-', 'z'],
      ],
      plain,
    ),
  ).toBe('Loss  !\n      x\n0.25  y\n   -  z\n');
});

it('leaves the columns of an empty table to the left', () => {
  expect(renderTable(['Run', 'Loss'], [], plain)).toBe('Run  Loss\n');
});

it('makes the heading bold, and leaves the codes out of the widths', () => {
  const bold = (text: string): string => `<${text}>`;
  expect(renderTable(['Run', 'n'], [['a', '1']], bold)).toBe('<Run>  <n>\na    1\n');
});

it('counts the columns that wide letters take, and shows what would move the cursor', () => {
  expect(renderTable(['Name', '!'], [['가나', 'x']], plain)).toBe('Name  !\n가나  x\n');
  expect(renderTable(['Name'], [['a\tb\x1b[2J']], plain)).not.toContain('\x1b');
});
