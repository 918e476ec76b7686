import { describe, expect, it } from 'vitest';
import { checkText, finding, findings, vectorModel } from '../harness.ts';

const model = vectorModel('  head y = x -> Dense(1) { loss: mse }');
const beside = (line: string): string => vectorModel(`  ${line}\n  head y = x -> Dense(1) { loss: mse }`);

/** What a fix for the one mistake would put there. */
function offered(text: string, code: string): readonly string[] {
  return (finding(text, code).fixes ?? []).map(({ edits }) => edits[0]!.newText);
}

describe('a misspelt name is not what it stands in', () => {
  it.each([
    ['a branch', beside('branch b0 = q0 -> Dense(2)'), 'KM1001 q0'],
    ['a pattern', beside('branch [b0, b1] = split(b2, 2)'), 'KM1001 b2'],
    ['a shared layer', beside('shared s0 = s1 -> Dense(2)'), 'KM1001 s1'],
    ['an objective', beside('objective o0 = mean(o1)'), 'KM1001 o1'],
    ['a head', beside('head z0 = z1 -> Dense(1) { loss: mse }'), 'KM1001 z1'],
    ['a constant', `const wide = wied + 1\n${model}`, 'KM1001 wied'],
    ['a constant that calls', `const wide = min(wied, 1)\n${model}`, 'KM1001 wied'],
    ['a block', `block Enc {\n  input x\n  return x -> Encc()\n}\n${model}`, 'KM1003 Encc'],
    ['a model', 'model B1 extends B2 {\n  override head y = x -> Dense(3)\n}', 'KM1001 B2'],
    ['an activation', `activation f1(x) = f2(x) + 1\n${model}`, 'KM1003 f2'],
  ])('%s', (_, text, expected) => {
    expect(findings(text)).toEqual([expected]);
    const [{ code, message }] = checkText(text).diagnostics as [ReturnType<typeof finding>];
    expect(offered(text, code)).toEqual([]);
    expect(message).not.toMatch(/`(b0|b1|s0|o0|z0|wide|Enc|B1|f1)`/);
  });
});

describe('a misspelt name is not what is made from it', () => {
  it.each([
    ['a branch', beside('branch aaa = bbc -> Dense(2)\n  branch bbb = aaa -> Dense(2)'), 'KM1001'],
    ['a constant', `const aaaa = bbbc + 1\nconst bbbb = aaaa\n${model}`, 'KM1001'],
    [
      'a block',
      `block Enc {\n  input x\n  return x -> Decc()\n}\nblock Dec {\n  input x\n  return x -> Enc()\n}\n${model}`,
      'KM1003',
    ],
    [
      'a model',
      'model Ones extends Twoo {\n  head y = x -> Dense(3)\n}\nmodel Two extends Ones {\n  input x: float32[2]\n}',
      'KM1001',
    ],
  ])('%s', (_, text, code) => {
    expect(offered(text, code)).toEqual([]);
    expect(findings(text).join()).not.toContain('KM4001');
  });

  it('and two guesses make no circle', () => {
    const text = beside('branch ba = bbx -> Dense(2)\n  branch bb = bax -> Dense(2)');
    expect(findings(text)).toEqual(['KM1001 bbx', 'KM1001 bax']);
  });
});

describe('another name is still told', () => {
  it.each([
    ['a branch', beside('branch wide = x -> Dense(2)\n  head z = wid -> Dense(1) { loss: mse }'), 'wide'],
    ['a later branch', beside('branch a = wid -> Dense(2)\n  branch wide = x -> Dense(2)'), 'wide'],
    ['a later constant', `const half = widd / 2\nconst wide = 4\n${model}`, 'wide'],
    [
      'the weight that is updated',
      `layer L {\n  input x: float32[4]\n  weight w1: float32[4]\n  update w1 = w2 * 2\n  return x * w1\n}\n${model}`,
      'w1',
    ],
  ])('%s', (_, text, name) => {
    expect(offered(text, 'KM1001')).toContain(name);
  });

  it('and what it names is used', () => {
    const text = beside('branch wide = x -> Dense(2)\n  head z = wid -> Dense(1) { loss: mse }');
    expect(findings(text)).toEqual(['KM1001 wid']);
  });
});
