import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { check, createMemoryHost } from '../../../compiler/index.ts';
import { readPages } from '../diagnostics/pages.ts';

const examples = new URL('../../../examples/', import.meta.url);
const texts = [
  ...readdirSync(examples)
    .filter((file) => file.endsWith('.kmodel'))
    .map((file) => readFileSync(new URL(file, examples), 'utf8')),
  ...readPages().flatMap((page) => [...Object.values(page.wrong), ...Object.values(page.right)]),
].filter((text) => text.length < 3000);

const run = (text: string) => check('a.kmodel', createMemoryHost({ 'a.kmodel': text }));

function isSound(text: string): void {
  const { diagnostics } = run(text);
  for (const { place, message, code } of diagnostics) {
    expect(place.span.start).toBeLessThanOrEqual(place.span.end);
    expect(place.span.end).toBeLessThanOrEqual(text.length);
    expect(message).not.toMatch(/\{\w+\}|undefined|\[object|NaN/);
    expect(code).toMatch(/^KM\d{4}$/);
  }
}

const pieces = [
  'x',
  'Dense(3)',
  '->',
  '[',
  ']',
  '{',
  '}',
  '(',
  ')',
  ',',
  ':',
  '=',
  '+',
  '-',
  '/',
  '0',
  '-1',
  '1e300',
  '"s"',
  '?',
  'T',
  'repeat 3',
  'for n in [1, 2]',
  'if true',
  'else',
  'shared',
  'branch',
  'head',
  'input',
  'block',
  'model',
  'return',
  'train',
  'override',
  'const',
  'none',
  'true',
  'loss',
  'LSTM(4, return_state: true)',
  '\n',
];

describe('the checker', () => {
  it('never throws on the beginning of a file', () => {
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.double({ min: 0, max: 1, noNaN: true }), (text, share) => {
        isSound(text.slice(0, Math.floor(text.length * share)));
      }),
      { numRuns: 300 },
    );
  });

  it('never throws on files with something cut out, doubled or put in', () => {
    const place = fc.double({ min: 0, max: 1, noNaN: true });
    const change = fc.tuple(place, fc.nat({ max: 20 }), fc.constantFrom('', ...pieces));
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.array(change, { minLength: 1, maxLength: 4 }),
        (text, changes) => {
          let changed = text;
          for (const [share, length, piece] of changes) {
            const at = Math.floor(changed.length * share);
            changed = `${changed.slice(0, at)} ${piece} ${changed.slice(at + length)}`;
          }
          isSound(changed);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('says the same every time', () => {
    for (const text of texts) expect(JSON.stringify(run(text))).toBe(JSON.stringify(run(text)));
  });
});
