import { describe, expect, it } from 'vitest';
import { withLoops } from '../../../../compiler/targets/read/repeats.ts';
import type { Planned, Term } from '../../../../compiler/targets/read/terms.ts';
import { termsOf } from './source-of.ts';

/** Terms as they would read: `repeat 2 { Dense }`; of a loop over values, what its body is given. */
function shown(terms: readonly Term[]): string {
  return terms
    .map((term) => {
      switch (term.kind) {
        case 'call':
          return term.layer.kind === 'layer' ? term.layer.declaration.name : term.layer.kind;
        case 'repeat':
          return `repeat ${term.count} { ${shown(term.body)} }`;
        case 'for':
          return `for ${term.variable} in ${JSON.stringify(term.values)} { ${shown(term.body)} ${term.plan.map(planned).join(' ')} }`;
        default:
          return term.kind;
      }
    })
    .join(' -> ');
}

function planned(plan: Planned): string {
  return plan.kind === 'value' ? '=' : plan.factor === 1 ? plan.name : `${plan.name}*${plan.factor}`;
}

/** What loops become of a chain of stages. */
const looped = (stages: string, type = 'float32[8]'): string =>
  shown(withLoops(termsOf(`model M {\n  input x: ${type}\n  head y = x -> ${stages}\n}`), new Set()));

describe('equal steps', () => {
  it('one behind the other are a loop', () => {
    expect(looped('Dense(8) -> Dense(8) -> Dense(8) -> ReLU()')).toBe('repeat 3 { Dense } -> ReLU');
  });

  it('of several layers are a loop from three rounds on, and from two where that is shorter', () => {
    const step = 'Dense(8) -> ReLU()';
    expect(looped(`${step} -> ${step}`)).toBe('repeat 2 { Dense -> ReLU }');
    expect(looped(`${step} -> ${step} -> ${step} -> Dense(1)`)).toBe('repeat 3 { Dense -> ReLU } -> Dense');
  });

  it('may hold loops', () => {
    const step = 'Dense(8) -> Dense(8) -> ReLU()';
    expect(looped(`${step} -> ${step}`)).toBe('repeat 2 { repeat 2 { Dense } -> ReLU }');
  });

  it('end where one has another value', () => {
    expect(looped('Dense(8) -> Dense(8) -> Dense(4) -> ReLU()')).toBe('repeat 2 { Dense } -> Dense -> ReLU');
  });
});

describe('steps that differ in one value', () => {
  it('are a loop over the values', () => {
    expect(looped('Dense(8) -> Dense(16) -> Dense(32)')).toContain('for units in [8,16,32] { Dense');
  });

  it('stay two steps where they are two of one layer', () => {
    expect(looped('Dense(8) -> Dense(16)')).toBe('Dense -> Dense');
  });

  it('may have multiples of it', () => {
    const step = (units: number) => `Dense(${units}) -> Dense(${4 * units}) -> ReLU()`;
    const text = looped(`${step(8)} -> ${step(16)} -> ${step(24)}`);
    expect(text).toMatch(/^for units in \[8,16,24\] \{ Dense -> Dense -> ReLU /);
    expect(text).toContain('units*4');
  });

  it('are no loop where two values differ that do not go together', () => {
    const step = (units: number, rate: number) => `Dense(${units}) -> Dropout(${rate})`;
    expect(looped(`${step(8, 0.1)} -> ${step(16, 0.3)} -> ${step(32, 0.2)}`)).toBe(
      'Dense -> Dropout -> Dense -> Dropout -> Dense -> Dropout',
    );
  });

  it('are no loop where a word differs', () => {
    expect(looped('Dense(8, relu) -> Dense(8, tanh) -> Dense(8, sigmoid)')).toBe('Dense -> Dense -> Dense');
  });
});

describe('a layer that is declared once', () => {
  it('is called in a loop', () => {
    const terms = termsOf(`model M {
  input x: float32[8]
  shared step = Dense(8)
  head y = x -> step -> step -> step
}`);
    expect(shown(withLoops(terms, new Set([0])))).toBe('repeat 3 { Dense }');
  });
});
