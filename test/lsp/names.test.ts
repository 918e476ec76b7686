import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { check, createMemoryHost } from '../../compiler/index.ts';
import { occurrencesIn } from '../../lsp/names.ts';
import { inFile, partsOf } from '../../lsp/service.ts';
import { openTexts } from './support/session.ts';

const root = resolve(import.meta.dirname, '../..');

/** What each name of a text is for the editor: the kind of its declaration, or what comes with the language. */
function namesOf(text: string): readonly string[] {
  const { session, path } = openTexts(text);
  return partsOf(session.service.view(path)!).flatMap((part) =>
    occurrencesIn(part).map(({ identifier, declared, builtIn, declares }) => {
      const what = declared?.kind ?? builtIn?.kind ?? 'nothing';
      return `${identifier.text}: ${declares ? `declares ${what}` : what}`;
    }),
  );
}

/** A text in which every name that is declared in it has another one, wherever the editor finds it. */
function withOtherNames(text: string): string {
  const { session, path } = openTexts(text);
  const edits = partsOf(session.service.view(path)!).flatMap((part) =>
    occurrencesIn(part).flatMap(({ identifier, declared, shorthand }) => {
      if (!declared || declared.module.library) return [];
      const { start, end } = inFile(part, identifier.span);
      const name = `${identifier.text}_renamed`;
      return [{ start, end, text: shorthand ? `${identifier.text}: ${name}` : name }];
    }),
  );
  return edits
    .sort((a, b) => b.start - a.start)
    .reduce((rest, { start, end, text: name }) => rest.slice(0, start) + name + rest.slice(end), text);
}

/** What the checker finds in a text, and what its models are made of. */
function judged(text: string): unknown {
  const { diagnostics, models } = check('a.kmodel', createMemoryHost({ 'a.kmodel': text }));
  return {
    found: diagnostics.map(({ code, message }) => `${code} ${message.replaceAll('_renamed', '')}`),
    models: models.map(({ graph }) => graph?.layers.map((layer) => layer.class.replace('_renamed', ''))),
  };
}

const examples = ['examples', 'examples/own', 'bench/models', 'library']
  .flatMap((folder) => readdirSync(join(root, folder)).map((file) => `${folder}/${file}`))
  .filter((file) => file.endsWith('.kmodel'))
  .map((file) => [file, readFileSync(join(root, file), 'utf8')] as const)
  // A renamed input means another column, and an imported name would need its own file to be renamed, too.
  .filter(([, text]) => !/^\s*data \{|^import /m.test(text));

describe('the editor finds every name that the checker reads', () => {
  it.each(examples)('%s checks the same when all its names are changed', (_, text) => {
    const renamed = withOtherNames(text);
    expect(renamed).not.toBe(text);
    expect(judged(renamed)).toEqual(judged(text));
  });

  it.each([
    ['a parameter and an option of one name', 'block B(same: string = valid) {\n  input x\n  return x -> Conv2D(4, 3, padding: same)\n}'],
    ['a constant and a loop variable of one name', 'const n = 3\nblock B() {\n  input x\n  return x -> for k in [n, 2] { Dense(k * n) }\n}'],
    ['a loop in a loop', 'block B() {\n  input x\n  return x -> for a in [1, 2] { for b in [a, 3] { Dense(a + b) } }\n}'],
    ['sizes of inputs', 'model A {\n  input x: float32[T, 4]\n  input z: float32[T, 2]\n  head y = [x, z] -> Concatenate()\n}'],
    ['a record and its pattern', 'block Pair() {\n  input x\n  return { left: x, right: x -> Dense(2) }\n}\nmodel A {\n  input x: float32[2]\n  branch { left, right: other } = x -> Pair()\n  head y = [left, other] -> Add()\n}'],
    ['a shared layer and a tensor', 'model A {\n  input x: float32[4]\n  shared tower = Dense(4)\n  branch a = x -> tower\n  head y = [a, x -> tower] -> Add()\n}'],
    ['inherited members', 'model A(n: int = 4) {\n  input x: float32[4]\n  branch body = x -> Dense(n)\n  head y = body -> Dense(2)\n}\nmodel B extends A {\n  override head y = body -> Dense(n)\n}'],
    ['a layer of one’s own', 'layer Scale(start: float = 1.0) {\n  input x: float32[..., D]\n  weight gain: float32[D] = Constant(start)\n  return x * gain\n}\nmodel A {\n  input x: float32[4]\n  head y = x -> Scale(start: 2.0)\n}'],
    ['components of one’s own', 'activation bend(x, by: float = 1.0) = x * sigmoid(by * x)\nloss squares(y_true, y_pred) = mean(square(y_true - y_pred), axis: -1)\nmodel A {\n  input x: float32[4]\n  head y = x -> Dense(4, activation: bend(by: 2.0)) { loss: squares }\n  train { optimizer: Adam(), epochs: 2 }\n}'],
    ['an objective and a target', 'model A {\n  input x: float32[4]\n  branch code = x -> Dense(4)\n  head y = code -> Dense(4) { loss: mse, target: x }\n  objective small = mean(square(code)) { weight: 0.1 }\n}'],
    ['training in turns', 'model A {\n  input x: float32[4]\n  shared one = Dense(3)\n  shared two = Dense(3)\n  objective a = mean(square(x -> one))\n  objective b = mean(square(x -> two))\n  head y = x -> one\n  train {\n    step first { minimize: [a], update: [one] }\n    step second { minimize: [b], update: [two] }\n  }\n}'],
  ])('%s', (_, text) => {
    expect(judged(withOtherNames(text))).toEqual(judged(text));
  });
}); // prettier-ignore

describe('what a name is', () => {
  it('in a model: what it declares, layers, arguments, options', () => {
    const text =
      'const units = 4\nmodel A {\n  input x: float32[units]\n  head y = x -> Dense(units, activation: relu)\n}';
    expect(namesOf(text)).toEqual([
      'units: declares const',
      'A: declares model',
      'x: declares input',
      'float32: dtype',
      'units: const',
      'y: declares head',
      'x: input',
      'Dense: layer',
      'units: const',
      'activation: argument',
      'relu: component',
    ]);
  });

  it('in a component: tensors before parameters', () => {
    expect(namesOf('loss l(y_true, y_pred, by: float = 1.0) = by * abs(y_true - y_pred)')).toEqual([
      'l: declares component',
      'y_true: declares input',
      'y_pred: declares input',
      'by: declares parameter',
      'float: type',
      'by: parameter',
      'abs: tensorFunction',
      'y_true: input',
      'y_pred: input',
    ]);
  });

  it('in settings: their names, and what is named in them', () => {
    const text = 'model A {\n  input x: float32[2]\n  head y = x -> Dense(2) { loss: mse, target: x }\n}';
    expect(namesOf(text).slice(5)).toEqual([
      'Dense: layer',
      'loss: argument',
      'mse: component',
      'target: argument',
      'x: input',
    ]);
  });

  it('in a text with mistakes: what is unknown is nothing, and the rest is what it is', () => {
    const text = 'model A {\n  input x: float32[2]\n  head y = x -> Dens(3) -> Dense(unit: q) -> Dense(';
    expect(namesOf(text).slice(4)).toEqual([
      'x: input',
      'Dens: nothing',
      'Dense: layer',
      'unit: nothing',
      'q: nothing',
      'Dense: layer',
    ]);
  });
});
