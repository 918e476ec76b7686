import type { StepInput } from '../../compiler/steps/step-graph.ts';
import { isSymbolic, type Size } from '../../compiler/shapes/size.ts';
import type { SizeValues } from '../../compiler/ops/bind-sizes.ts';
import type { Feeds } from './engine.ts';

/** The open sizes of a step's feeds, and a text that is equal for equal sizes. */
export interface FoundSizes {
  readonly values: SizeValues;
  readonly key: string;
}

/** Reads the open sizes of a step off what it is fed. */
export class SizeReader {
  private readonly places: readonly {
    readonly input: string;
    readonly axis: number;
    readonly name: string;
  }[];

  constructor(inputs: readonly StepInput[]) {
    const known = new Set<string>();
    this.places = inputs.flatMap(({ name: input, shape }) =>
      shape.flatMap((size, axis) => {
        const name = openName(size);
        if (name === undefined || known.has(name)) return [];
        known.add(name);
        return [{ input, axis, name }];
      }),
    );
  }

  read(feeds: Feeds): FoundSizes {
    const values = new Map<string, number>();
    let key = '';
    for (const { input, axis, name } of this.places) {
      const size = feeds[input]!.shape[axis]!;
      values.set(name, size);
      key += `${size},`;
    }
    return { values, key };
  }
}

/** The variable or unknown that a size is; undefined for numbers and for what is computed from several. */
function openName(size: Size): string | undefined {
  if (!isSymbolic(size) || size.constant !== 0 || size.terms.length !== 1) return undefined;
  const [{ coefficient, factors }] = size.terms as [(typeof size.terms)[number]];
  const [atom] = factors;
  if (coefficient !== 1 || factors.length !== 1 || !atom || atom.kind === 'call') return undefined;
  return atom.kind === 'variable' ? atom.name : atom.key;
}
