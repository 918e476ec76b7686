import { describe, expect, it } from 'vitest';
import { statePage } from '../../scripts/state-page.ts';
import { checkText } from '../compiler/harness.ts';

/** The rows of the section of a heading, cell by cell. */
function rowsOf(heading: string): readonly (readonly string[])[] {
  const section = statePage()
    .split(/^## /m)
    .find((each) => each.startsWith(`${heading}\n`))!;
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return rows.map((row) => row.split(' | ').map((cell) => cell.replace(/^\| |\s*\|$/g, '')));
}

const layers = rowsOf('Layers');
const absent = layers.filter(([, state]) => state === 'no');

describe('the page of the state of Keras names', () => {
  it('lists every name once', () => {
    const names = layers.map(([name]) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBe(146);
  });

  it.each(absent.map((row) => [row[0]!.replaceAll('`', ''), row.at(-1)!] as const))(
    'says of %s what the checker says',
    (name, reason) => {
      const text = `model A {\n  input x: float32[8]\n  head y = x -> ${name}()\n}\n`;
      const { diagnostics } = checkText(text);
      expect(diagnostics[0]!.code).toBe('KM1003');
      if (reason !== 'Not there yet.') expect(diagnostics[0]!.message).toContain(reason);
    },
  );

  it('says of what it calls there that it compiles', () => {
    expect(layers.find(([name]) => name === '`Dense`')!.slice(1, 4)).toEqual(['yes', 'tfjs', 'yes']);
    expect(layers.find(([name]) => name === '`MaxPooling2D`')![1]).toBe('yes');
  });

  it.each([
    ['Losses', '`CTC`'],
    ['Metrics', '`AUC`'],
    ['Optimizers', '`Adam`'],
    ['Callbacks', '`TensorBoard`'],
  ])('has %s', (heading, name) => {
    expect(rowsOf(heading).find(([first]) => first === name)![1]).toBe('yes');
  });
});
