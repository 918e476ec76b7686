import { createOps, type ScopedOps } from '../../../ops/builder.ts';
import { attributesKey } from '../../../ops/attributes-key.ts';
import type { OpGraph, OpNode, Tensor } from '../../../ops/types.ts';
import type { Size } from '../../../shapes/size.ts';

/** What a formula is made of: ops over tensors and numbers that may be any. */
export type Formula<Leaf extends string> = (
  ops: ScopedOps,
  tensors: Readonly<Record<Leaf, Tensor>>,
  numbers: readonly number[],
) => Tensor;

/** A formula in ops, with places for tensors and numbers. */
export interface Template<Leaf extends string> {
  readonly result: Tensor;
  readonly makers: Makers;
  readonly leaves: ReadonlyMap<number, Leaf>;
  readonly numbers: readonly number[];
}

/** What stands in the places of a template. */
export interface Found<Leaf extends string> {
  readonly tensors: Readonly<Record<Leaf, Tensor>>;
  readonly numbers: readonly number[];
}

/** The nodes by the numbers of the tensors that they make. */
export type Makers = ReadonlyMap<number, OpNode>;

export function makersOf(nodes: OpGraph['nodes']): Makers {
  return new Map(nodes.flatMap((node) => node.outputs.map(({ id }) => [id, node] as const)));
}

/**
 * Numbers that no formula has of itself, for as many places: the template of one holds for all others. None of them
 * is the negative, the inverse or a sum of others.
 */
const anyNumbers = [0.3437109375, 0.71337890625] as const;

/**
 * A formula as a template: the ops that a layer or an activation is lowered to.
 * @param leaves tensors; whatever is found has another shape only where no op of the formula depends on it
 * @param numbers how many numbers of it may be any
 */
export function templateOf<Leaf extends string>(
  leaves: readonly Leaf[],
  numbers: number,
  formula: Formula<Leaf>,
  shape: readonly Size[] = [2, 3],
): Template<Leaf> {
  const ops = createOps();
  const inputs = leaves.map((name) => [name, ops.scope.input(name, 'float32', shape)] as const);
  const tensors = Object.fromEntries(inputs) as Record<Leaf, Tensor>;
  const given = anyNumbers.slice(0, numbers);
  const result = formula(ops, tensors, given);
  return {
    result,
    makers: makersOf(ops.scope.nodes),
    leaves: new Map(inputs.map(([name, { id }]) => [id, name])),
    numbers: given.map(Math.fround),
  };
}

/** What stands in the places of a template where a tensor is made by its formula; undefined where it is not. */
export function matched<Leaf extends string>(
  template: Template<Leaf>,
  tensor: Tensor,
  makers: Makers,
): Found<Leaf> | undefined {
  const tensors: Partial<Record<Leaf, Tensor>> = {};
  const numbers: (number | undefined)[] = template.numbers.map(() => undefined);
  /** True where a number is the one of the formula, or stands, with the same sign, in one of its places. */
  const isNumber = (expected: number, actual: number): boolean => {
    const place = template.numbers.indexOf(Math.abs(Math.fround(expected)));
    if (place < 0) return Math.fround(expected) === Math.fround(actual);
    const value = expected < 0 ? -actual : actual;
    numbers[place] ??= value;
    return Math.fround(numbers[place]) === Math.fround(value);
  };
  const isSame = (expected: Tensor, actual: Tensor): boolean => {
    const leaf = template.leaves.get(expected.id);
    if (leaf !== undefined) {
      tensors[leaf] ??= actual;
      return tensors[leaf].id === actual.id;
    }
    const [a, b] = [template.makers.get(expected.id), makers.get(actual.id)];
    if (!a || a.op !== b?.op || a.outputs.indexOf(expected) !== b.outputs.indexOf(actual)) return false;
    if (a.op === 'constant') {
      const other = b as typeof a;
      return actual.shape.length === 0 && isNumber(a.attributes.data[0]!, other.attributes.data[0]!);
    }
    const hasAttributes =
      a.op === 'clip'
        ? (['low', 'high'] as const).every((end) =>
            isNumber(a.attributes[end], (b as typeof a).attributes[end]),
          )
        : attributesKey(a.attributes) === attributesKey(b.attributes);
    return (
      hasAttributes &&
      a.inputs.length === b.inputs.length &&
      a.inputs.every((input, at) => isSame(input, b.inputs[at]!))
    );
  };
  return isSame(template.result, tensor)
    ? { tensors: tensors as Record<Leaf, Tensor>, numbers: numbers as number[] }
    : undefined;
}
