import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSourceFile, parse, readParts, type PartedFile } from '../../grammar/index.ts';
import { applyEdit, randomEdit, randomNumbers } from '../lsp/support/random-edits.ts';

const examples = resolve(import.meta.dirname, '../../examples');

/** A tree with its spans moved. */
function moved(value: unknown, by: number): unknown {
  if (Array.isArray(value)) return value.map((each) => moved(each, by));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  if (entries.length === 2 && 'start' in value && 'end' in value) {
    return { start: (value.start as number) + by, end: (value.end as number) + by };
  }
  return Object.fromEntries(entries.map(([key, each]) => [key, moved(each, by)]));
}

function declarationsOf({ parts }: PartedFile): unknown[] {
  return parts.flatMap(({ part, start }) => (part.declaration ? [moved(part.declaration, start)] : []));
}

function expectSame(text: string, parted: PartedFile): void {
  const { file, problems } = parse(parted.source);
  expect({ text, declarations: declarationsOf(parted) }).toEqual({ text, declarations: file.declarations });
  expect({ text, problems: parted.problems }).toEqual({ text, problems });
  expect(parted.comments).toEqual(file.comments);
}

describe('reading in parts', () => {
  const files = readdirSync(examples).filter((file) => file.endsWith('.kmodel'));

  it.each(files)('gives what reading %s as a whole gives', (file) => {
    const text = readFileSync(join(examples, file), 'utf8');
    expectSame(text, readParts(createSourceFile(file, text)));
  });

  it('keeps the parts that an edit leaves alone', () => {
    const text = 'const a = 1\nmodel A {\n  input x: float32[2]\n}\nconst b = 2\n';
    const before = readParts(createSourceFile('a', text));
    const after = readParts(createSourceFile('a', text.replace('float32[2]', 'float32[22]')), before);
    expect(after.parts.map(({ part }, index) => part === before.parts[index]!.part)).toEqual([
      true,
      false,
      true,
    ]);
    expect(after.parts[2]!.start).toBe(before.parts[2]!.start + 1);
  });

  it.each([1, 2, 3, 4, 5, 6])(
    'gives the same as reading the whole after each of 120 random edits (seed %i)',
    (seed) => {
      const random = randomNumbers(seed);
      const original = files
        .slice((seed % 6) * 3, (seed % 6) * 3 + 3)
        .map((file) => readFileSync(join(examples, file), 'utf8'));
      let text = original.join('\n');
      let parted: PartedFile | undefined;
      for (let step = 0; step < 120; step++) {
        // Most texts soon lose a bracket; some seeds stay near whole ones, where only one part is read.
        if (step % (seed % 2 === 0 ? 40 : 3) === 0) text = original.join('\n');
        text = applyEdit(text, randomEdit(text, random));
        parted = readParts(createSourceFile('a', text), parted);
        expectSame(text, parted);
      }
    },
  );
});
