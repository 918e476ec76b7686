import { describe, expect, it } from 'vitest';
import { occurrencesOf } from './names-of.ts';

/** For each use of a name: what it is, and the offset at which that is declared in its part of the file. */
function usesOf(text: string, name: string): readonly string[] {
  return occurrencesOf(text)
    .filter(({ identifier, declares }) => identifier.text === name && !declares)
    .map(({ declared }) => (declared ? `${declared.kind} at ${declared.identifier.span.start}` : 'nothing'));
}

describe('of two meanings of a name', () => {
  it('a loop variable wins over the constant of the file', () => {
    const text =
      'const k = 3\nblock B() {\n  input x\n  return x -> Dense(k) -> for k in [1, 2] { Dense(k) }\n}';
    expect(usesOf(text, 'k')).toEqual(['const at 6', 'loop at 52']);
  });

  it('the inner loop wins over the outer one', () => {
    const text = 'block B() {\n  input x\n  return x -> for k in [1] { for k in [k, 2] { Dense(k) } }\n}';
    expect(usesOf(text, 'k')).toEqual(['loop at 40', 'loop at 55']);
  });

  it('a parameter wins over the constant of the file', () => {
    const text = 'const n = 3\nblock B(n: int) {\n  input x\n  return x -> Dense(n)\n}';
    expect(usesOf(text, 'n')).toEqual(['parameter at 8']);
  });

  it('a tensor of the model wins over a constant, where a tensor is wanted', () => {
    const text = 'const a = 3\nmodel M {\n  input a: float32[4]\n  head y = a -> Dense(a)\n}';
    expect(usesOf(text, 'a')).toEqual(['input at 18', 'const at 6']);
  });
});

describe('a name means', () => {
  it('a size, where an input has it first', () => {
    const text =
      'model M {\n  input x: float32[T, 4]\n  input z: float32[T, 2]\n  head y = [x, z] -> Concatenate()\n}';
    expect(usesOf(text, 'T')).toEqual(['size at 29']);
  });

  it('nothing behind the loop that declares it', () => {
    const text = 'block B() {\n  input x\n  return x -> for k in [1] { Dense(k) } -> Dense(k)\n}';
    expect(usesOf(text, 'k')).toEqual(['loop at 40', 'nothing']);
  });

  it('the parameter of the block that is called', () => {
    const text =
      'block B(units: int) {\n  input x\n  return x -> Dense(units)\n}\nmodel M {\n  input x: float32[4]\n  head y = x -> B(units: 3) -> B(size: 3)\n}';
    expect(usesOf(text, 'units')).toEqual(['parameter at 8', 'parameter at 8']);
    expect(usesOf(text, 'size')).toEqual(['nothing']);
  });

  it('the head of a model that a pattern takes apart', () => {
    const text =
      'model In {\n  input x: float32[4]\n  head left = x -> Dense(1)\n  head right = x -> Dense(2)\n}\nmodel M {\n  input x: float32[4]\n  branch { left: l, gone: g } = x -> In()\n  head y = l -> Dense(1)\n}';
    expect(usesOf(text, 'left')).toEqual(['head at 40']);
    expect(usesOf(text, 'gone')).toEqual(['nothing']);
  });

  it('what a model inherits', () => {
    const text =
      'model A(n: int = 2) {\n  input x: float32[4]\n  branch body = x -> Dense(n)\n  head y = body -> Dense(1)\n}\nmodel B extends A {\n  override head y = body -> Dense(n)\n}';
    expect(usesOf(text, 'body')).toEqual(['branch at 53', 'branch at 53']);
    expect(usesOf(text, 'n')).toEqual(['parameter at 8', 'parameter at 8']);
  });
});
