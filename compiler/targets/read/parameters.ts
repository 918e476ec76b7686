import type { ArgumentValue, ComponentValue } from '../../declarations/values.ts';
import type { BlockParameter, Planned, Slot } from './terms.ts';

/** What the slots of several occurrences of one piece have in common, and where they differ. */
export interface Unified {
  readonly parameters: readonly BlockParameter[];
  readonly plan: readonly Planned[];
  /** The values of the parameters, for each occurrence. */
  readonly given: readonly (readonly Slot[])[];
}

interface Open {
  readonly name: string;
  readonly slotName: string;
  values: readonly ArgumentValue[];
  readonly slots: readonly Slot[];
}

/** Factors that a reader takes in: four times as many filters. */
const greatestFactor = 8;

/**
 * A parameter for every slot in which occurrences differ, one for all slots of a name that go together, also as
 * multiples of each other.
 * @param taken names that parameters must not have
 */
export function unify(occurrences: readonly (readonly Slot[])[], taken: ReadonlySet<string>): Unified {
  const first = occurrences[0]!;
  const open: Open[] = [];
  const scales = new Map<string, number>();
  const planned = first.map((slot, place): Planned => {
    const slots = occurrences.map((each) => each[place]!);
    const values = slots.map(valueOf);
    const isUniform = !slots.some(({ value }) => isMixed(value));
    const plain = isUniform ? values : slots.map(({ value }) => value);
    if (plain.every((value) => isSame(value, plain[0]!))) return { kind: 'value' };
    for (const known of open) {
      if (known.slotName !== slot.name) continue;
      const factor = factorOf(known.values, plain);
      if (factor !== undefined)
        return { kind: 'parameter', name: known.name, factor: factor / (scales.get(known.name) ?? 1) };
      // The smaller one is the measure: what was planned before are multiples of it.
      const inverse = factorOf(plain, known.values);
      if (inverse === undefined) continue;
      known.values = plain;
      const scale = scales.get(known.name) ?? 1;
      scales.set(known.name, scale * inverse);
      return { kind: 'parameter', name: known.name, factor: 1 / (scale * inverse) };
    }
    const names = new Set([...taken, ...open.map(({ name }) => name)]);
    const name = freeName(slot.name, names);
    open.push({ name, slotName: slot.name, values: plain, slots });
    return { kind: 'parameter', name, factor: 1 };
  });
  const plan = planned.map((each): Planned =>
    each.kind === 'value'
      ? each
      : { ...each, factor: Math.round(each.factor * (scales.get(each.name) ?? 1)) },
  );
  const parameters = open.map(({ name, values, slots }) => parameterOf(name, values, slots));
  // Those without default come first, as uses give them by their places.
  const order = [...parameters.keys()].sort(
    (a, b) =>
      Number(parameters[a]!.initial !== undefined) - Number(parameters[b]!.initial !== undefined) || a - b,
  );
  return {
    parameters: order.map((index) => parameters[index]!),
    plan,
    given: occurrences.map((_, occurrence) =>
      order.map((index) => ({ ...parameters[index]!.slot, value: open[index]!.values[occurrence]! })),
    ),
  };
}

function parameterOf(name: string, values: readonly ArgumentValue[], slots: readonly Slot[]): BlockParameter {
  const counts = new Map<string, number>();
  for (const value of values) {
    const key = JSON.stringify(value);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const common = values.find((value) => counts.get(JSON.stringify(value))! * 2 > values.length);
  const slot = { name, value: values[0]!, declaration: undefined };
  return { name, type: typeOf(values, slots[0]!), initial: common, slot };
}

function typeOf(values: readonly ArgumentValue[], { name, declaration }: Slot): string {
  const [first] = values;
  if (typeof first === 'boolean') return 'bool';
  if (typeof first === 'string') return name === 'padding' ? 'padding' : 'string';
  if (typeof first === 'object' && first !== null && !Array.isArray(first)) return 'activation';
  const numbers = values.flatMap((value) =>
    Array.isArray(value) ? (value as readonly number[]) : [value as number],
  );
  const isWhole = declaration?.type.kind !== 'number' && numbers.every(Number.isInteger);
  return `${isWhole ? 'int' : 'float'}${values.some(Array.isArray) ? '[]' : ''}`;
}

/** One number for all axes, where they are equal, and where the argument takes it for them. */
export function valueOf({ value, declaration }: Slot): ArgumentValue {
  if (!Array.isArray(value) || declaration?.type.kind !== 'perAxis') return value;
  const items = value as readonly ArgumentValue[];
  return isMixed(value) ? value : items[0]!;
}

function isMixed(value: ArgumentValue): boolean {
  return Array.isArray(value) && (new Set(value as readonly ArgumentValue[]).size > 1 || value.length === 1);
}

function isSame(a: ArgumentValue, b: ArgumentValue): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** By what all of some values are multiples of others; 1 where they are equal. */
export function factorOf(
  base: readonly ArgumentValue[],
  values: readonly ArgumentValue[],
): number | undefined {
  if (values.every((value, index) => isSame(value, base[index]!))) return 1;
  const [first, start] = [values[0], base[0]];
  if (typeof first !== 'number' || typeof start !== 'number' || start === 0) return undefined;
  const factor = first / start;
  if (!Number.isInteger(factor) || factor < 2 || factor > greatestFactor) return undefined;
  const isMultiple = values.every(
    (value, index) => Number.isInteger(value) && value === (base[index] as number) * factor,
  );
  return isMultiple ? factor : undefined;
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count++) name = `${wanted}_${count}`;
  return name;
}

/** True for a value that is written as a bare name. */
export function isNamed(value: ArgumentValue): value is ComponentValue {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'component';
}
