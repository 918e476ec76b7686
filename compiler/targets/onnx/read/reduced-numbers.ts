import type { Constant } from './constants.ts';
import { placeWithout } from './places.ts';

/** What operators make of the numbers that they join. */
const joins: Readonly<Record<string, (numbers: readonly number[]) => number>> = {
  ReduceSum: (numbers) => numbers.reduce((sum, value) => sum + value, 0),
  ReduceMean: (numbers) => numbers.reduce((sum, value) => sum + value, 0) / numbers.length,
  ReduceProd: (numbers) => numbers.reduce((product, value) => product * value, 1),
  ReduceMax: (numbers) => numbers.reduce((most, value) => Math.max(most, value), -Infinity),
  ReduceMin: (numbers) => numbers.reduce((least, value) => Math.min(least, value), Infinity),
};

/**
 * Numbers of the file, joined along axes.
 * @returns undefined for another operator
 */
export function reducedNumbers(
  operator: string,
  { type, shape, data }: Constant,
  axes: readonly number[],
  keeps: boolean,
): Constant | undefined {
  const join = Object.hasOwn(joins, operator) ? joins[operator] : undefined;
  if (!join) return undefined;
  const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const groups = new Map<number, number[]>();
  const placeOf = placeWithout(shape, (axis) => axes.includes(axis));
  data.forEach((value, index) => {
    const place = placeOf(index);
    const group = groups.get(place);
    if (group) group.push(value);
    else groups.set(place, [value]);
  });
  const length = kept.reduce((product, size) => product * size, 1);
  const numbers = Float64Array.from({ length }, (_, place) => join(groups.get(place) ?? []));
  return {
    kind: 'constant',
    type,
    shape: keeps ? kept : shape.filter((_, axis) => !axes.includes(axis)),
    data: type === 'float' ? Float32Array.from(numbers) : numbers,
  };
}
