import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

it('names every block of the library with its parameters and defaults, and no other', () => {
  const declared = [...read('library/blocks.kmodel').matchAll(/^block (\w+)\(([^)]*)\)/gm)].map(
    ([, name, parameters]) =>
      `${name}(${parameters!.replaceAll(/: \w+( = )?/g, (_, value) => (value ? ': ' : ''))})`,
  );
  const rows = [...read('docs/library.md').matchAll(/^\| `(\w+\([^`]*\))`/gm)].map(([, call]) => call);
  expect(declared.length).toBeGreaterThan(0);
  expect(rows).toEqual(declared);
});
