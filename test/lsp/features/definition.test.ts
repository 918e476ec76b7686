import { describe, expect, it } from 'vitest';
import type { Location, LocationLink } from 'vscode-languageserver';
import { definition, implementation, typeDefinition } from '../../../lsp/features/definition.ts';
import { markedLines } from '../support/marks.ts';
import { openTexts } from '../support/session.ts';

type Feature = typeof definition | typeof implementation | typeof typeDefinition;

/** The lines to which a feature leads from `┆`, with the name there in `«»`. */
function leadsTo(feature: Feature, marked: string | Readonly<Record<string, string>>): string {
  const { session, path, position } = openTexts(marked);
  const found = feature(session, path, position) ?? [];
  const links = (Array.isArray(found) ? found : [found]) as readonly (Location | LocationLink)[];
  return links
    .map((link) => {
      const uri = 'uri' in link ? link.uri : link.targetUri;
      const range = 'uri' in link ? link.range : link.targetSelectionRange;
      const name = decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1));
      const file = [...session.service.files].find((each) => each.endsWith(name))!;
      return `${name}: ${markedLines(session.service.read(file)!, [{ range }]).trim()}`;
    })
    .join('\n');
}

const model = (members: string): string => `model A {\n  input x: float32[8]\n  ${members}\n}\n`;

describe('a name leads to where it is declared', () => {
  it.each([
    [
      'a tensor',
      model('branch wide = x -> Dense(4)\n  head y = wi┆de -> Dense(2)'),
      'branch «wide» = x -> Dense(4)',
    ],
    ['an input', model('head y = ┆x -> Dense(2)'), 'input «x»: float32[8]'],
    ['a shared layer', model('shared tower = Dense(4)\n  head y = x -> tow┆er'), 'shared «tower» = Dense(4)'],
    ['a constant', `const units = 4\n${model('head y = x -> Dense(uni┆ts)')}`, 'const «units» = 4'],
    [
      'a block',
      `block B() {\n  input x\n  return x -> ReLU()\n}\n${model('head y = x -> ┆B()')}`,
      'block «B»() {',
    ],
    ['a parameter', 'block B(n: int) {\n  input x\n  return x -> Dense(┆n)\n}\n', 'block B(«n»: int) {'],
    [
      'an argument that is a parameter',
      `block B(n: int) {\n  input x\n  return x -> Dense(n)\n}\n${model('head y = x -> B(┆n: 2)')}`,
      'block B(«n»: int) {',
    ],
    [
      'a loop variable',
      model('head y = x -> for k in [2, 3] { Dense(┆k) }'),
      'head y = x -> for «k» in [2, 3] { Dense(k) }',
    ],
    [
      'a size',
      'model A {\n  input x: float32[T, 8]\n  input z: float32[┆T, 8]\n  head y = [x, z] -> Add()\n}\n',
      'input x: float32[«T», 8]',
    ],
    [
      'an entry of a record',
      'block P() {\n  input x\n  return { left: x, right: x -> Dense(2) }\n}\nmodel A {\n  input x: float32[2]\n  branch { left, right: r } = x -> P()\n  head y = [left, ┆r] -> Add()\n}\n',
      'branch { left, right: «r» } = x -> P()',
    ],
  ])('%s', (_, text, line) => {
    expect(leadsTo(definition, text)).toBe(`test.kmodel: ${line}`);
  });

  it('in another file', () => {
    const files = {
      '/w/a.kmodel':
        'import { B } from "./b.kmodel"\nmodel A {\n  input x: float32[8]\n  head y = x -> ┆B()\n}\n',
      '/w/b.kmodel': 'block B() {\n  input x\n  return x -> ReLU()\n}\n',
    };
    expect(leadsTo(definition, files)).toBe('b.kmodel: block «B»() {');
  });

  it('and to nothing where it comes with the language, or means nothing', () => {
    expect(leadsTo(definition, model('head y = x -> De┆nse(2)'))).toBe('');
    expect(leadsTo(definition, model('head y = x -> Den┆s(2)'))).toBe('');
  });
});

describe('a tensor leads to the layer, block or model that made it', () => {
  const block = 'block B() {\n  input x\n  return x -> ReLU()\n}\n';
  it('by its type', () => {
    expect(
      leadsTo(typeDefinition, `${block}${model('branch b = x -> B()\n  head y = ┆b -> Dense(2)')}`),
    ).toBe('test.kmodel: branch b = x -> «B()»');
  });
});

describe('a model leads to those that extend it', () => {
  it('by its implementations', () => {
    const text = 'model ┆A {\n  input x: float32[8]\n  head y = x -> Dense(2)\n}\nmodel B extends A {\n}\n';
    expect(leadsTo(implementation, text)).toBe('test.kmodel: model «B» extends A {');
  });
}); // prettier-ignore
