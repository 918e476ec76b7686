import { expect, it } from 'vitest';
import { CurveLines } from '../../cli/curve-lines.ts';

function linesOf(
  epochs: readonly Record<string, number | readonly number[]>[],
  width = 80,
): readonly string[] {
  const curves = new CurveLines();
  for (const logs of epochs) curves.add(logs);
  return curves.lines(width);
}

it('draws each value from its least to its greatest, with the last behind it', () => {
  expect(linesOf([{ loss: 4 }, { loss: 2 }, { loss: 1 }])).toEqual(['loss █▃▁ 1']);
});

it('has training and validation of a value on one scale', () => {
  expect(
    linesOf([
      { loss: 1, val_loss: 8 },
      { loss: 1, val_loss: 1 },
    ]),
  ).toEqual(['loss     ▁▁ 1', 'val_loss █▁ 1']);
});

it('is at most as wide as there is room', () => {
  const [line] = linesOf(
    Array.from({ length: 1000 }, (_, epoch) => ({ loss: 1000 - epoch })),
    40,
  );
  expect(line!.length).toBeLessThanOrEqual(40);
  expect(line).toMatch(/^loss █.*▁ 1$/);
});

it('shows what is no number as a point, and leaves lists out', () => {
  expect(linesOf([{ loss: NaN, iou: [1, 2] }, { loss: 1 }])).toEqual(['loss ·▁ 1']);
});

it('draws nothing before the first epoch', () => {
  expect(linesOf([])).toEqual([]);
});
