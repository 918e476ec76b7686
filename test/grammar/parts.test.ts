import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSourceFile, parse, readParts, type Member, type PartedFile } from '../../grammar/index.ts';
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

function membersOf({ parts }: PartedFile): readonly Member[] {
  return parts.flatMap(({ part: { declaration } }) =>
    declaration && 'members' in declaration ? declaration.members : [],
  );
}

/** What is typed before an arrow, letter by letter: with brackets that stay open for a while, or for good. */
const typedWords = [
  ' -> Dense(8)',
  ' -> [a, b]',
  ' { loss: mse }',
  ' -> Conv2D((',
  '\n  branch ',
  ' // note\n',
  '}) { x: [1',
  '# \u00e9"',
];

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

  it('keeps the members that an edit leaves alone, moved to where they are now', () => {
    const text =
      'model A {\n  input x: float32[2]\n  branch a = x -> Dense(3)\n  head y = a -> Dense(1)\n}\n';
    const before = readParts(createSourceFile('a', text));
    const [x, , y] = membersOf(before);
    const after = readParts(createSourceFile('a', text.replace('Dense(3)', 'Dense(')), before);
    expect(after.balanced).toBe(false);
    expect(membersOf(after)[0]).toBe(x);
    expect(membersOf(after)[2]).toBe(y);
    expectSame(text.replace('Dense(3)', 'Dense('), after);
  });

  it('reads everything again where a change in a member reaches further', () => {
    const text =
      'model A {\n  input x: float32[2]\n  branch a = x -> Dense(3)\n  head y = a -> Dense(1)\n}\n';
    for (const [old, now] of [
      ['Dense(3)', 'Dense(3) }'],
      ['Dense(3)', 'Dense(3) /*'],
      ['Dense(3)\n', 'Dense(3)\n  /// What comes out.\n'],
      ['Dense(3)', 'Dense(3)\n}\nmodel B {\n  input z: int32[2]'],
      ['branch a', 'brunch a'],
    ] as const) {
      const changed = text.replace(old, now);
      expectSame(changed, readParts(createSourceFile('a', changed), readParts(createSourceFile('a', text))));
    }
  });

  it.each([1, 2, 3, 4])(
    'gives the same as reading the whole after each of 150 keystrokes in members (seed %i)',
    (seed) => {
      const random = randomNumbers(seed);
      const pick = (count: number): number => Math.floor(random() * count);
      const original = files
        .slice(seed * 4, seed * 4 + 2)
        .map((file) => readFileSync(join(examples, file), 'utf8'))
        .join('\n');
      let text = original;
      let parted = readParts(createSourceFile('a', text));
      let kept = 0;
      for (let word = 0; word < 15; word++) {
        if (word % 5 === 0) text = original;
        let at = text.indexOf(' -> ', pick(text.length));
        const typed = typedWords[pick(typedWords.length)]!;
        for (const letter of typed.slice(0, 10)) {
          text = applyEdit(text, { start: at, end: at, newText: letter });
          at++;
          const before = membersOf(parted);
          parted = readParts(createSourceFile('a', text), parted);
          if (membersOf(parted).filter((member) => before.includes(member)).length > 1) kept++;
          expectSame(text, parted);
        }
      }
      expect(kept).toBeGreaterThan(30);
    },
  );
});
