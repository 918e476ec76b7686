import { describe, expect, it } from 'vitest';
import { findRegions, tensorUses } from '../../../../compiler/targets/read/regions.ts';
import { nameOf, sourceOf } from './source-of.ts';

/** Every region as `ENTRY -> EXIT: LAYERS`, by the layers that make its ends. */
function regionsOf(members: string): readonly string[] {
  const model = sourceOf(`model M {\n  input x: float32[8]\n${members}\n}`);
  const uses = tensorUses(model);
  return [...findRegions(model, uses).values()].map(({ entry, exit, calls }) => {
    const maker = uses.makers.get(entry);
    const inside = model.calls.filter((call) => calls.has(call) && call !== exit);
    const names = inside.map((call) => nameOf(model, call)).join(', ');
    return `${maker ? nameOf(model, maker) : 'x'} -> ${nameOf(model, exit)}: ${names}`;
  });
}

describe('a way that parts and comes together', () => {
  it('is none in a chain', () => {
    expect(regionsOf('  head y = x -> Dense(8) -> Dense(8)')).toEqual([]);
  });

  it('is a connection past a layer', () => {
    expect(regionsOf('  branch a = x -> Dense(8)\n  branch s = x + a\n  head y = s -> Dense(1)')).toEqual([
      'x -> s_add: a_dense',
    ]);
  });

  it('is two ways of several layers', () => {
    expect(
      regionsOf(
        '  branch a = x -> Dense(8) -> ReLU()\n  branch b = x -> Dense(8)\n  head y = [a, b] -> Concatenate()',
      ),
    ).toEqual(['x -> y: a_dense, a_re_lu, b_dense']);
  });

  it('may stand in another', () => {
    expect(
      regionsOf(`  branch a = x -> Dense(8)
  branch b = a -> Dense(8)
  branch inner = a + b
  head y = [x, inner] -> Add()`),
    ).toEqual(['x -> y: a_dense, b_dense, inner_add', 'a_dense -> inner_add: b_dense']);
  });

  it('comes one behind the other', () => {
    expect(
      regionsOf(`  branch a = x -> Dense(8)
  branch s = x + a
  branch b = s -> Dense(8)
  head y = [s, b] -> Add()`),
    ).toEqual(['x -> s_add: a_dense', 's_add -> y: b_dense']);
  });
});

describe('what is no region', () => {
  it('gives something else to what is behind', () => {
    // `a` is read behind the sum as well.
    expect(
      regionsOf(`  branch a = x -> Dense(8)
  branch s = x + a
  head y = [s, a] -> Concatenate()`),
    ).toEqual(['x -> y: a_dense, s_add']);
  });

  it('has a head inside', () => {
    expect(
      regionsOf('  branch a = x -> Dense(8)\n  head middle = a -> Dense(8)\n  head y = [x, middle] -> Add()'),
    ).toEqual([]);
  });

  it('never comes together', () => {
    expect(regionsOf('  head y = x -> Dense(1)\n  head z = x -> Dense(2)')).toEqual([]);
  });
});
