import { describe, expect, it } from 'vitest';
import { check, createProgram, diagnosticToJson, sourcesOf, type CheckResult } from '../../compiler/index.ts';
import { applyEdit, randomEdit } from '../lsp/support/random-edits.ts';
import { campaign, patience } from './support/campaign.ts';
import { changingHost, shortTexts } from './support/texts.ts';

const path = 'a.kmodel';
const show = (file: string): string => file;

/** A program that is given one text after the other, and says what it finds in each. */
function programOnTexts(): (text: string) => unknown[] {
  const files = { [path]: '' };
  const program = createProgram(changingHost(files));
  return (text) => {
    files[path] = text;
    const found = program.check(path)!;
    return found.diagnostics.map((each) => diagnosticToJson(each, sourcesOf(found), show));
  };
}

/** What is found in a text that is seen for the first time. */
function foundByCheck(text: string): unknown[] {
  const { diagnostics, files }: CheckResult = check(path, changingHost({ [path]: text }));
  return diagnostics.map((each) => diagnosticToJson(each, files, show));
}

/** The fewest of the texts after which the last one is seen differently. */
function shortest(texts: readonly string[]): readonly string[] {
  const wanted = JSON.stringify(foundByCheck(texts.at(-1)!));
  const differs = (given: readonly string[]): boolean => {
    const look = programOnTexts();
    try {
      return JSON.stringify(given.map(look).at(-1)) !== wanted;
    } catch {
      return true;
    }
  };
  let kept = texts;
  for (let index = texts.length - 2; index >= 0; index--) {
    const fewer = kept.filter((_, at) => at !== index);
    if (differs(fewer)) kept = fewer;
  }
  return kept;
}

/** Texts one after the other that were once seen differently by a program. */
const found: Readonly<Record<string, readonly string[]>> = {
  'a mistake in the name of a layer stays when another line changes': [
    'model A {\n  input x: float32[3]\n  branch a = x -> Dense(5, name: "a b")\n  head y = a -> Dense(5)\n}\n',
    'model A {\n  input x: float32[3]\n  branch a = x -> Dense(5, name: "a b")\n  head y = a -> Dense(6)\n}\n',
  ],
  'an argument that is given twice stays given twice': [
    'model A {\n  input x: float32[3]\n  branch a = x -> Dense(5, name: "a", name: "b")\n  head y = a -> Dense(5)\n}\n',
    'model A {\n  input x: float32[3]\n  branch a = x -> Dense(5, name: "a", name: "b")\n  head y = a -> Dense(6)\n}\n',
  ],
  'a block that is named like its own model loses its head': [
    'block Deep(net: int) {\n  input x\n  return x -> Dense(net)\n}\nmodel net {\n  input x: float32[16]\n  head y = x -> Deep(16)\n}\n',
    'x Deep(net: int) {\n  input x\n  return x -> Dense(net)\n}\nmodel net {\n  input x: float32[16]\n  head y = x -> Deep(16)\n}\n',
  ],
  'a parameter gets the name of an option': [
    'model A(units: int = 2) {\n  input x: float32[3]\n  head y = x -> Dense(2, activation: relu)\n}\n',
    'model A(relu: int = 2) {\n  input x: float32[3]\n  head y = x -> Dense(2, activation: relu)\n}\n',
  ],
  'a setting of a loss is left at the top by a lost brace': [
    'model A {\n  input x: float32[3]\n  branch a = x -> Dense(4) {\nconst width = 4\nloss: mse }\n  head y = a -> Dense(1)\n}\n',
    'model A {\n  input x: float32[3]\n  head y = x -> Dense(1)\n}\nloss: mse\nlayer: mse\nconst: 4\nmodel: A\n',
  ],
  'a model begins inside another, and one behind it is not finished': [
    'model Example {shared s = LSTM(4)\n  input x: float32[16]\nmodel Tiny {\n  head y = x -> float32(1)\n  train \n' +
      '    train: Adam()\n  }\n}  input x: float32[16]\nmodel Tin',
  ],
  'a mistake within a call is no longer one of the syntax': [
    'model A {\n  input x: float32[7]\n  head y = x -> Dense(9, name: "a"->)\n}\n',
    'model A {\n  input x: float32[7]\n  head y = x -> Dense(9, name: "a"->)\n  activation{\n}\n',
  ],
};

describe('a program', () => {
  it.each(Object.entries(found))('finds what a single check finds where %s', (_, texts) => {
    const look = programOnTexts();
    for (const text of texts) expect(look(text)).toEqual(foundByCheck(text));
  });

  it(
    'finds after each edit what a single check finds',
    async () => {
      await campaign('edits of a program', ({ choose, pick, random }) => {
        const original = choose(shortTexts);
        const look = programOnTexts();
        const seen: string[] = [];
        let text = original;
        for (let step = 0; step < 15; step++) {
          seen.push(text);
          const wanted = foundByCheck(text);
          let found: unknown;
          try {
            found = look(text);
          } catch (error) {
            found = error;
          }
          if (JSON.stringify(found) !== JSON.stringify(wanted)) {
            const steps = shortest(seen).map((each) => `--- a text\n${each}`);
            expect(found, steps.join('\n')).toEqual(wanted);
          }
          text = pick(6) === 0 ? original : applyEdit(text, randomEdit(text, random));
        }
      });
    },
    patience,
  );
});
