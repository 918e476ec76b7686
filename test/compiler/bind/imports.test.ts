import { describe, expect, it } from 'vitest';
import { check, compileModel, createMemoryHost } from '../../../compiler/index.ts';
import { findings, graphOf } from '../harness.ts';

const user = (path: string, names = 'width') =>
  `import { ${names} } from "${path}"\nmodel Test {\n  input x: float32[4]\n  head y = x -> Dense(width)\n}`;

describe('imports', () => {
  it('takes constants, blocks and models of another file', () => {
    expect(graphOf({ 'a.kmodel': user('./b.kmodel'), 'b.kmodel': 'const width = 3' }).layers).toHaveLength(1);
    expect(findings({ 'a/a.kmodel': user('../b.kmodel'), 'b.kmodel': 'const width = 3' })).toEqual([]);
  });

  it('takes the library', () => {
    const host = createMemoryHost({ 'a.kmodel': user('kmodel:sizes') }, { sizes: 'const width = 3' });
    expect(check('a.kmodel', host).diagnostics).toEqual([]);
  });

  it.each([
    ['./c.kmodel', 'KM1004 "./c.kmodel"'],
    ['/etc/b.kmodel', 'KM1004 "/etc/b.kmodel"'],
    ['https://example.org/b.kmodel', 'KM1004 "https://example.org/b.kmodel"'],
    ['../b.kmodel', 'KM1004 "../b.kmodel"'],
    ['./x/../../b.kmodel', 'KM1004 "./x/../../b.kmodel"'],
    ['kmodel:nothing', 'KM1004 "kmodel:nothing"'],
  ])('does not take %s', (path, expected) => {
    expect(findings({ 'a.kmodel': user(path), 'b.kmodel': 'const width = 3' })).toEqual([expected]);
  });

  it('reports a file once however often it is imported', () => {
    const files = {
      'a.kmodel': 'import { one } from "./b.kmodel"\nimport { two } from "./c.kmodel"',
      'b.kmodel': 'import { broken } from "./d.kmodel"\nconst one = broken',
      'c.kmodel': 'import { broken } from "./d.kmodel"\nconst two = broken',
      'd.kmodel': 'const broken = 1 / 0',
    };
    expect(findings(files)).toEqual(['KM2004 1 / 0']);
  });

  it('does not pass imports on', () => {
    const files = {
      'a.kmodel': user('./b.kmodel'),
      'b.kmodel': 'import { width } from "./c.kmodel"',
      'c.kmodel': 'const width = 3',
    };
    expect(findings(files)).toEqual(['KM1006 width']);
  });

  it('finds a circle once', () => {
    const files = {
      'a.kmodel': 'import { b } from "./b.kmodel"\nconst a = 1',
      'b.kmodel': 'import { a } from "./a.kmodel"\nconst b = a',
    };
    expect(findings(files)).toEqual(['KM1005 "./b.kmodel"']);
  });
});

describe('which model', () => {
  const two =
    'model A {\n  input x: float32[4]\n  head y = x -> Dense(n)\n}\nmodel B extends A {\n}\nconst n = 2';

  it('takes the only one that no other uses', () => {
    expect(compileModel('a.kmodel', createMemoryHost({ 'a.kmodel': two })).graph?.name).toBe('B');
    expect(compileModel('a.kmodel', createMemoryHost({ 'a.kmodel': two }), { model: 'A' }).graph?.name).toBe(
      'A',
    );
  });

  it('says which there are', () => {
    const text = `${two}\nmodel C {\n  input x: float32[4]\n  head y = x -> Dense(1)\n}`;
    const host = createMemoryHost({ 'a.kmodel': text, 'none.kmodel': 'const a = 1' });
    expect(compileModel('a.kmodel', host).problem).toEqual({
      kind: 'which-model',
      message: 'This file has several models: `--model` names one of `B` or `C`.',
      choices: ['A', 'B', 'C'],
    });
    expect(compileModel('a.kmodel', host, { model: 'D' }).problem?.kind).toBe('unknown-model');
    expect(compileModel('none.kmodel', host).problem?.kind).toBe('no-model');
    expect(compileModel('missing.kmodel', host).problem?.kind).toBe('not-found');
  });
});

describe('models that are to be trained', () => {
  it('need a loss, also without `train`', () => {
    const host = createMemoryHost({
      'a.kmodel': 'model A {\n  input x: float32[4]\n  head y = x -> Dense(1)\n}',
    });
    expect(compileModel('a.kmodel', host).diagnostics).toEqual([]);
    const { graph, diagnostics } = compileModel('a.kmodel', host, { forTraining: true });
    expect(graph).toBeUndefined();
    expect(diagnostics.map((diagnostic) => diagnostic.message)).toEqual([
      'Nothing trains this model: its head `y` has no loss.',
    ]);
  });
});

describe('parameters from outside', () => {
  const text =
    'const base = 4\nmodel A(units: int, act: activation = relu, rates: float[] = [0.5]) {\n  input x: float32[4]\n  head y = x -> Dense(units, activation: act) -> for r in rates { Dropout(r) }\n}';
  const compile = (parameters?: Record<string, string>) =>
    compileModel('a.kmodel', createMemoryHost({ 'a.kmodel': text }), { parameters });

  it('are kmodel expressions in the scope of the file', () => {
    const { graph } = compile({ units: 'base * 2', act: 'tanh', rates: '[0.1, 0.2]' });
    expect(graph?.parameters).toMatchObject({ units: 8, rates: [0.1, 0.2] });
    expect(graph?.layers.map((layer) => layer.class)).toEqual(['Dense', 'Dropout', 'Dropout']);
  });

  it.each([
    [undefined, '`units`'],
    [{ units: '2.5' }, 'an integer'],
    [{ unit: '2' }, 'Did you mean `units`?'],
    [{ units: '' }, 'is no value'],
    [{ units: '3\nconst b = 2' }, 'is no value'],
    [{ units: '3', act: 'rleu' }, '`rleu`'],
  ])('%o is a problem of the request', (parameters, part) => {
    const { problem, graph } = compile(parameters);
    expect(problem?.message).toContain(part);
    expect(graph).toBeUndefined();
  });
});
