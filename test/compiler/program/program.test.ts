import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  check,
  createMemoryHost,
  createProgram,
  diagnosticToJson,
  type CompilerHost,
} from '../../../compiler/index.ts';
import { sourcesOf, type Program } from '../../../compiler/index.ts';
import { applyEdit, randomEdit, randomNumbers } from '../../lsp/support/random-edits.ts';

const examples = resolve(import.meta.dirname, '../../../examples');
const exampleFiles = readdirSync(examples).filter((file) => file.endsWith('.kmodel'));

/** A host whose files can be changed. */
function changingHost(files: Record<string, string>): CompilerHost {
  const library = { blocks: readFileSync(resolve(examples, '../library/blocks.kmodel'), 'utf8') };
  const now = (): CompilerHost => createMemoryHost(files, library);
  return {
    ...now(),
    read: (path) => now().read(path),
    list: (folder) => now().list!(folder),
  };
}

function expectSame(program: Program, host: CompilerHost, path: string): void {
  const whole = check(path, host);
  const again = program.check(path)!;
  const files = sourcesOf(again);
  const show = (path: string): string => path;
  const text = host.read(path);
  expect({ text, found: again.diagnostics.map((each) => diagnosticToJson(each, files, show)) }).toEqual({
    text,
    found: whole.diagnostics.map((each) => diagnosticToJson(each, whole.files, show)),
  });
  expect([...files.keys()]).toEqual([...whole.files.keys()]);
}

describe('a program', () => {
  it.each(exampleFiles)('finds in %s what a single check finds', (file) => {
    const files = Object.fromEntries(
      exampleFiles.map((name) => [name, readFileSync(join(examples, name), 'utf8')]),
    );
    const host = changingHost(files);
    expectSame(createProgram(host), host, file);
  });

  it('looks again only at what has changed and what refers to it', () => {
    const files = {
      'a.kmodel':
        'const width = 4\nblock Small() {\n  input x\n  return x -> Dense(width)\n}\n' +
        'model A {\n  input x: float32[3]\n  head y = x -> Small()\n}\n' +
        'model B {\n  input x: float32[3]\n  head y = x -> Dense(2)\n}\n',
    };
    const program = createProgram(changingHost(files));
    const statesOf = () =>
      new Map([...program.check('a.kmodel')!.states].map(([{ name }, state]) => [name.text, state]));
    const before = statesOf();
    files['a.kmodel'] = files['a.kmodel'].replace('width = 4', 'width = 40');
    const after = statesOf();
    const kept = [...after].filter(([name, state]) => before.get(name) === state).map(([name]) => name);
    expect(kept).toEqual(['B']);
  });

  it.each([1, 2, 3, 4, 5, 6])(
    'finds what a single check finds after each of 120 random edits of files that import each other (seed %i)',
    (seed) => {
      const random = randomNumbers(seed);
      const names = exampleFiles
        .filter((_, index) => index % 6 === seed - 1)
        .concat('tickets.kmodel', 'ticket-difficulty.kmodel', 'xception.kmodel', 'two-cameras.kmodel');
      const originals = Object.fromEntries(
        [...new Set(names)].map((name) => [name, readFileSync(join(examples, name), 'utf8')]),
      );
      const files = { ...originals };
      const host = changingHost(files);
      const program = createProgram(host);
      const paths = Object.keys(files);
      for (let step = 0; step < 120; step++) {
        const path = paths[Math.floor(random() * paths.length)]!;
        files[path] =
          step % 15 === 14 ? originals[path]! : applyEdit(files[path]!, randomEdit(files[path]!, random));
        expectSame(program, host, path);
        expectSame(program, host, paths[Math.floor(random() * paths.length)]!);
      }
    },
  );

  /** One change after another of a model with a block, a constant and a model that extends it. */
  const changes: readonly (readonly [old: string, now: string])[] = [
    ['Dense(8)', 'Dense(9)'],
    ['branch b = a', 'branch c = a'], // `b` is unknown below
    ['branch c = a', 'branch b = a'],
    ['branch b = a', 'shared b = a'], // another kind of name
    ['shared b = a', 'branch b = a'],
    ['units: int', 'width: int'], // a parameter that is used
    ['width: int', 'units: int'],
    ['const wide = 4', 'const broad = 4'],
    ['const broad = 4', 'const wide = 5'],
    ['input x: float32[T, 3]', 'input x: float32[S, 3]'], // a size variable
    ['-> Small(wide)', '-> Small(wide) -> Dropout('],
    ['-> Dropout(', '-> Dropout(0.5)'],
    ['input i\n', 'input i\n  branch j = i\n'], // something wrong in the block
    ['  branch j = i\n', ''],
    ['[a, b]', '[b, a]'], // other references
    ['[b, a]', '[y, a]'], // a circle
    ['[y, a]', '[a, a]'], // `b` is unused
    ['[a, a]', '[a, b]'],
    ['// the end', '/// A comment that documents.'],
  ];

  it('finds what a single check finds after each change of names, parameters, sizes and connections', () => {
    const files = {
      'a.kmodel': `const wide = 4

block Small(size: int) {
  input i
  return i -> Dense(size)
}

model A(units: int = 2) {
  input x: float32[T, 3]
  branch a = x -> Small(wide) -> Dense(units)
  branch b = a -> Dense(8)
  // the end
  head y = [a, b] -> Concatenate() -> GlobalAveragePooling1D() -> Dense(1) { loss: mse }
}

model B extends A {
  override branch b = a -> Dense(4)
}
`,
    };
    const host = changingHost(files);
    const program = createProgram(host);
    expectSame(program, host, 'a.kmodel');
    for (const [old, now] of changes) {
      const text = files['a.kmodel'];
      expect(text, old).toContain(old);
      const at = text.indexOf(old);
      // Letter by letter, as it is typed.
      for (let length = 0; length <= now.length; length++) {
        files['a.kmodel'] = text.slice(0, at) + now.slice(0, length) + text.slice(at + old.length);
        expectSame(program, host, 'a.kmodel');
      }
    }
  });
});
