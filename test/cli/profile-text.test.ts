import { describe, expect, it } from 'vitest';
import { profileNotes } from '../../cli/profile-text.ts';
import { TableProfile } from '../../compiler/tables/profile.ts';

/** What is said of a table with one column `pay`. */
function notesOf(cells: readonly string[]): readonly string[] {
  const profile = new TableProfile(['pay']);
  profile.add({ rows: cells.map((cell) => [cell]), lines: cells.map((_, index) => index + 2) });
  return profileNotes({ rows: profile.rows, columns: profile.finish() });
}

describe('what somebody should know of a column', () => {
  it.each([
    ['decimal commas', ['1,5', '2,25'], 'say `decimal: ","` in the model\'s `data` to read numbers.'],
    [
      'commas that may stand between thousands',
      ['1,000', '2,037', '60,111'],
      'take them out to read numbers, or say `decimal: ","` in the model\'s `data` if they stand before fractions.',
    ],
    ['commas between thousands', ['1,000', '1,234,567'], 'take them out to read numbers.'],
  ])('%s', (what, cells, help) => {
    expect(notesOf(cells)).toEqual([`\`pay\` has ${what}: ${help}`]);
  });

  it('is nothing of numbers and of words', () => {
    expect(notesOf(['1', '2.5'])).toEqual([]);
    expect(notesOf(['a', 'b'])).toEqual([]);
  });
});
