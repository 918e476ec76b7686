import { describe, expect, it } from 'vitest';
import { completion } from '../../lsp/features/completion.ts';
import { createEmptyHost } from '../../lsp/host.ts';
import { hover } from '../../lsp/features/hover.ts';
import { openTexts } from './support/session.ts';

const table = 'bill_length,kind,mass\n39.5,Adelie,3750\n,Gentoo,3800\n';

/** A model with a `data`, beside its table. */
const birds = (entries: string) => ({
  '/w/birds.kmodel': `model Birds {
  input bill: float32[1]
  head size = bill -> Dense(1) { loss: mse }
  data {
    ${entries}
  }
}
`,
});

/** Files on a disk are those that no editor has open. */
const host = {
  ...createEmptyHost('test'),
  readHead: (path: string) => {
    const bytes = new TextEncoder().encode(table);
    return path === '/w/birds.csv' ? { bytes, size: bytes.length } : undefined;
  },
};

const offered = (entries: string) => {
  const { session, path, position } = openTexts(birds(entries), host);
  return completion(session, path, position).map(({ label }) => label);
};

const shown = (entries: string) => {
  const { session, path, position } = openTexts(birds(entries), host);
  const contents = hover(session, path, position)?.contents;
  return contents && typeof contents === 'object' && 'value' in contents ? contents.value : undefined;
};

describe('the columns of data in an editor', () => {
  const names = ['bill_length', 'kind', 'mass'];

  it.each([
    'source: "birds.csv"\n    columns: { bill: "┆" }',
    'source: "birds.csv"\n    columns: { bill: ["kind", "bi┆',
    'source: "birds.csv"\n    weights: "┆"',
    'source: "birds.csv"\n    days: ["┆"]',
  ])('are offered: %s', (entries) => expect(offered(entries)).toEqual(names));

  it('are offered in quotes, beside inputs and heads, where no string has begun', () => {
    expect(offered('source: "birds.csv"\n    columns: { bill: ┆ }')).toEqual([
      ...names.map((name) => `"${name}"`),
      'bill',
      'size',
    ]);
  });

  it('are offered nowhere else', () => {
    expect(offered('source: "┆"')).toEqual([]);
    expect(offered('source: "other.csv"\n    columns: { bill: "┆" }')).toEqual([]);
  });

  it('say what they hold', () => {
    expect(shown('source: "birds.csv"\n    columns: { bill: "bill_l┆ength" }')).toBe(
      'The column `bill_length`: float, 39.5 to 39.5, 1 missing in the first 2 rows.',
    );
    expect(shown('source: "birds.csv"\n    columns: { bill: "ki┆nd" }')).toContain('string, Adelie, Gentoo');
  });

  it('are counted at the source, which says where it was not looked at', () => {
    expect(shown('source: "bir┆ds.csv"')).toBe('3 columns; the first 2 rows were looked at.');
    expect(shown('source: "birds.n┆pz"')).toBe('The data was not looked at: it is no table.');
  });
});
