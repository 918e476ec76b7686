import { digest } from './whole-numbers.ts';

/**
 * Sizes of tensor axes: numbers, or expressions over size variables in one canonical form.
 *
 * A symbolic size is a polynomial with integer coefficients over atoms (variables, unknowns, rounded
 * quotients, remainders, minima, maxima). Two sizes with the same canonical form are equal for every value
 * of their variables. A variable stands for a whole number of 1 or more.
 */
export type Size = number | SymbolicSize;

export interface SymbolicSize {
  readonly kind: 'size';
  /** Identity: equal keys, equal sizes. */
  readonly key: string;
  readonly constant: number;
  /** Sorted by key, no zero coefficients. */
  readonly terms: readonly SizeTerm[];
}

export interface SizeTerm {
  readonly coefficient: number;
  /** Sorted by key; never empty. */
  readonly factors: readonly SizeAtom[];
  readonly key: string;
}

export type SizeAtom =
  | { readonly kind: 'variable'; readonly key: string; readonly name: string }
  | { readonly kind: 'unknown'; readonly key: string }
  | {
      readonly kind: 'call';
      readonly key: string;
      readonly function: SizeFunction;
      readonly args: readonly Size[];
    };

/**
 * No axis is longer: engines count in 32 bits, and the numbers that layers compute from two sizes stay exact in
 * double precision.
 */
export const largestSize = 2 ** 31 - 1;

/** `ceil` and `floor` are of the quotient of their two arguments, `mod` is the remainder. */
export type SizeFunction = 'ceil' | 'floor' | 'mod' | 'min' | 'max';

export function isSymbolic(size: Size): size is SymbolicSize {
  return typeof size !== 'number';
}

/** Tells a symbolic size from any other value, for printers of values of every kind. */
export function isSymbolicSize(value: unknown): value is SymbolicSize {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'size';
}

/** The size variable `name`. */
export function variable(name: string): SymbolicSize {
  return fromAtom({ kind: 'variable', key: name, name });
}

/** `?`: a size equal to nothing but itself; `id` tells one unknown from another. */
export function unknownSize(id: number | string): SymbolicSize {
  return fromAtom({ kind: 'unknown', key: `?${id}` });
}

/** True where the two are the same for all values of their variables. */
export function sizesEqual(a: Size, b: Size): boolean {
  if (typeof a === 'number' || typeof b === 'number') return a === b;
  return a === b || a.key === b.key;
}

export function addSizes(...sizes: readonly Size[]): Size {
  let constant = 0;
  const terms: SizeTerm[] = [];
  for (const size of sizes) {
    if (typeof size === 'number') constant += size;
    else {
      constant += size.constant;
      terms.push(...size.terms);
    }
  }
  return terms.length === 0 ? constant : fromTerms(constant, terms);
}

export function subtractSizes(a: Size, b: Size): Size {
  return addSizes(a, multiplySizes(b, -1));
}

export function multiplySizes(...sizes: readonly Size[]): Size {
  return sizes.reduce(multiplyTwo, 1);
}

/** ⌈a / b⌉ for b > 0. */
export function ceilDivide(a: Size, b: Size): Size {
  return divide('ceil', a, b);
}

/** ⌊a / b⌋ for b > 0. */
export function floorDivide(a: Size, b: Size): Size {
  return divide('floor', a, b);
}

/** a mod b for b > 0; the result is never negative. */
export function moduloSize(a: Size, b: Size): Size {
  if (typeof b === 'number') {
    if (typeof a === 'number') return a - b * Math.floor(a / b);
    const { rest } = splitMultiples(a, b);
    if (typeof rest === 'number') return rest;
    return call('mod', [rest, b]);
  }
  return sizesEqual(a, b) ? 0 : call('mod', [a, b]);
}

export function minimumSize(...sizes: readonly Size[]): Size {
  return extremum('min', sizes);
}

export function maximumSize(...sizes: readonly Size[]): Size {
  return extremum('max', sizes);
}

/** The product of a shape's sizes. */
export function sizeProduct(shape: readonly Size[]): Size {
  return shape.reduce(multiplyTwo, 1);
}

/** Replaces variables; a variable without binding stays. */
export function substituteSize(size: Size, bindings: ReadonlyMap<string, Size>): Size {
  if (typeof size === 'number' || bindings.size === 0) return size;
  return rebuild(size, (atom) =>
    atom.kind === 'variable' ? (bindings.get(atom.name) ?? fromAtom(atom)) : fromAtom(atom),
  );
}

/**
 * The number a size comes to.
 * @param values of variables, by name, and of unknowns, by key
 * @returns undefined where a variable or unknown in it has no value.
 */
export function evaluateSize(size: Size, values: ReadonlyMap<string, number>): number | undefined {
  if (typeof size === 'number') return size;
  const result = rebuild(size, (atom) => values.get(atomName(atom)) ?? fromAtom(atom));
  return typeof result === 'number' ? result : undefined;
}

/** The least and greatest values that a size can take when every variable is 1 or more. */
export function sizeBounds(size: Size): { readonly low: number; readonly high: number } {
  if (typeof size === 'number') return { low: size, high: size };
  let low = size.constant;
  let high = size.constant;
  for (const term of size.terms) {
    const product = term.factors.map(atomBounds).reduce(multiplyBounds);
    const scaled = multiplyBounds(product, { low: term.coefficient, high: term.coefficient });
    low += scaled.low;
    high += scaled.high;
  }
  return { low, high };
}

/** The size as users read and write it: `T - 4`, `ceil(T / 2)`, `?`. */
export function sizeText(size: Size): string {
  if (typeof size === 'number') return String(size);
  const positiveFirst = [...size.terms].sort((a, b) => Number(b.coefficient > 0) - Number(a.coefficient > 0));
  let text = '';
  for (const term of positiveFirst) {
    const magnitude = Math.abs(term.coefficient);
    const product = term.factors.map(atomText).join(' * ');
    const written = magnitude === 1 ? product : `${magnitude} * ${product}`;
    if (text === '') text = term.coefficient < 0 ? `-${written}` : written;
    else text += (term.coefficient < 0 ? ' - ' : ' + ') + written;
  }
  if (size.constant !== 0) text += (size.constant < 0 ? ' - ' : ' + ') + Math.abs(size.constant);
  return text;
}

/** Shape in the notation of the language, without dtype: `[T - 4, 32]`. */
export function shapeText(shape: readonly Size[]): string {
  return `[${shape.map(sizeText).join(', ')}]`;
}

/** Sizes as the JSON outputs have them: numbers, or text. */
export function sizeToJson(size: Size): number | string {
  return typeof size === 'number' ? size : sizeText(size);
}

/** How a variable or unknown is called among the values of sizes. */
export function atomName(atom: SizeAtom): string {
  return atom.kind === 'variable' ? atom.name : atom.key;
}

function fromAtom(atom: SizeAtom): SymbolicSize {
  return {
    kind: 'size',
    key: atom.key,
    constant: 0,
    terms: [{ coefficient: 1, factors: [atom], key: atom.key }],
  };
}

function fromTerms(constant: number, terms: readonly SizeTerm[]): Size {
  const merged = new Map<string, SizeTerm>();
  for (const term of terms) {
    const known = merged.get(term.key);
    const coefficient = (known?.coefficient ?? 0) + term.coefficient;
    merged.set(term.key, { ...term, coefficient });
  }
  const kept = [...merged.values()].filter((term) => term.coefficient !== 0);
  if (kept.length === 0) return constant;
  kept.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const key =
    kept.map((term) => (term.coefficient === 1 ? term.key : `${term.coefficient}*${term.key}`)).join('+') +
    (constant === 0 ? '' : `+${constant}`);
  return { kind: 'size', key, constant, terms: kept };
}

function termsOf(
  size: Size,
): readonly { readonly coefficient: number; readonly factors: readonly SizeAtom[] }[] {
  if (typeof size === 'number') return size === 0 ? [] : [{ coefficient: size, factors: [] }];
  return size.constant === 0 ? size.terms : [...size.terms, { coefficient: size.constant, factors: [] }];
}

/** A product of sums doubles with every factor: beyond this it is kept whole. */
const mostTerms = 1000;

/** Equal to products of the same two sizes alone. */
function opaqueProduct(a: Size, b: Size): SymbolicSize {
  const keys = [a, b].map((size) => (typeof size === 'number' ? String(size) : size.key)).sort();
  return unknownSize(`product ${digest(keys.join('·'))}`);
}

function multiplyTwo(a: Size, b: Size): Size {
  if (typeof a === 'number' && typeof b === 'number') return a * b;
  if (termsOf(a).length * termsOf(b).length > mostTerms) return opaqueProduct(a, b);
  let constant = 0;
  const terms: SizeTerm[] = [];
  for (const left of termsOf(a)) {
    for (const right of termsOf(b)) {
      const coefficient = left.coefficient * right.coefficient;
      const factors = [...left.factors, ...right.factors];
      if (factors.length === 0) constant += coefficient;
      else {
        factors.sort((x, y) => (x.key < y.key ? -1 : x.key > y.key ? 1 : 0));
        terms.push({ coefficient, factors, key: factors.map((factor) => factor.key).join('·') });
      }
    }
  }
  return fromTerms(constant, terms);
}

function call(name: SizeFunction, args: readonly Size[]): SymbolicSize {
  const keys = args.map((argument) => (typeof argument === 'number' ? String(argument) : argument.key));
  return fromAtom({ kind: 'call', key: `${name}(${keys.join(',')})`, function: name, args });
}

/** a = quotient · b + rest, with every multiple of b in `quotient` and a constant of `rest` within [0, b). */
function splitMultiples(a: SymbolicSize, b: number): { quotient: Size; rest: Size } {
  const whole = a.terms.filter((term) => term.coefficient % b === 0);
  const broken = a.terms.filter((term) => term.coefficient % b !== 0);
  const constantQuotient = Math.floor(a.constant / b);
  return {
    quotient: fromTerms(
      constantQuotient,
      whole.map((term) => ({ ...term, coefficient: term.coefficient / b })),
    ),
    rest: fromTerms(a.constant - constantQuotient * b, broken),
  };
}

function divide(rounding: 'ceil' | 'floor', a: Size, b: Size): Size {
  if (b === 1) return a;
  if (typeof b !== 'number') {
    if (sizesEqual(a, b)) return 1;
    return a === 0 ? 0 : call(rounding, [a, b]);
  }
  if (typeof a === 'number') return rounding === 'ceil' ? Math.ceil(a / b) : Math.floor(a / b);
  const { quotient, rest } = splitMultiples(a, b);
  if (typeof rest === 'number') return addSizes(quotient, rounding === 'ceil' ? Math.ceil(rest / b) : 0);
  // ⌈(⌈x / c⌉ + k) / b⌉ = ⌈(x + k·c) / (b·c)⌉, and the same for floors.
  const only = rest.terms.length === 1 ? rest.terms[0]! : undefined;
  const inner = only?.coefficient === 1 && only.factors.length === 1 ? only.factors[0]! : undefined;
  if (inner?.kind === 'call' && inner.function === rounding) {
    const [x, c] = inner.args as [Size, Size];
    if (typeof c === 'number') {
      return addSizes(quotient, divide(rounding, addSizes(x, rest.constant * c), b * c));
    }
  }
  return addSizes(quotient, call(rounding, [rest, b]));
}

function extremum(name: 'min' | 'max', sizes: readonly Size[]): Size {
  const kept: Size[] = [];
  for (const size of sizes) {
    const loses = (other: Size): boolean => {
      const { low, high } = sizeBounds(subtractSizes(size, other));
      return name === 'min' ? low >= 0 : high <= 0;
    };
    if (kept.some(loses)) continue;
    for (let index = kept.length - 1; index >= 0; index--) {
      const { low, high } = sizeBounds(subtractSizes(kept[index]!, size));
      if (name === 'min' ? low >= 0 : high <= 0) kept.splice(index, 1);
    }
    kept.push(size);
  }
  if (kept.length === 1) return kept[0]!;
  return call(
    name,
    kept.sort((a, b) => (sizeText(a) < sizeText(b) ? -1 : 1)),
  );
}

function rebuild(size: Size, replace: (atom: Exclude<SizeAtom, { kind: 'call' }>) => Size): Size {
  if (typeof size === 'number') return size;
  const terms = size.terms.map((term) => {
    const factors = term.factors.map((atom) => {
      if (atom.kind !== 'call') return replace(atom);
      const args = atom.args.map((argument) => rebuild(argument, replace));
      return applyFunction(atom.function, args);
    });
    return multiplySizes(term.coefficient, ...factors);
  });
  return addSizes(size.constant, ...terms);
}

function applyFunction(name: SizeFunction, args: readonly Size[]): Size {
  switch (name) {
    case 'ceil':
      return ceilDivide(args[0]!, args[1]!);
    case 'floor':
      return floorDivide(args[0]!, args[1]!);
    case 'mod':
      return moduloSize(args[0]!, args[1]!);
    case 'min':
      return minimumSize(...args);
    case 'max':
      return maximumSize(...args);
  }
}

interface Bounds {
  readonly low: number;
  readonly high: number;
}

function atomBounds(atom: SizeAtom): Bounds {
  if (atom.kind !== 'call') return { low: 1, high: Infinity };
  const bounds = atom.args.map(sizeBounds);
  const [first, second] = bounds as [Bounds, Bounds];
  switch (atom.function) {
    case 'ceil':
      return quotientBounds(first, second, Math.ceil);
    case 'floor':
      return quotientBounds(first, second, Math.floor);
    case 'mod':
      return { low: 0, high: second.high - 1 };
    case 'min':
      return { low: Math.min(...bounds.map((b) => b.low)), high: Math.min(...bounds.map((b) => b.high)) };
    case 'max':
      return { low: Math.max(...bounds.map((b) => b.low)), high: Math.max(...bounds.map((b) => b.high)) };
  }
}

function quotientBounds(a: Bounds, b: Bounds, round: (value: number) => number): Bounds {
  const low = a.low / (a.low < 0 ? b.low : b.high);
  const high = a.high / (a.high < 0 ? b.high : b.low);
  return { low: round(Number.isNaN(low) ? 0 : low), high: round(Number.isNaN(high) ? Infinity : high) };
}

function multiplyBounds(a: Bounds, b: Bounds): Bounds {
  const products = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high].map((product) =>
    Number.isNaN(product) ? 0 : product,
  );
  return { low: Math.min(...products), high: Math.max(...products) };
}

function atomText(atom: SizeAtom): string {
  if (atom.kind === 'variable') return atom.name;
  if (atom.kind === 'unknown') return '?';
  const args = atom.args.map(sizeText);
  switch (atom.function) {
    case 'ceil':
    case 'floor':
      return `${atom.function}(${operandText(atom.args[0]!)} / ${operandText(atom.args[1]!)})`;
    case 'mod':
      return `(${operandText(atom.args[0]!)} % ${operandText(atom.args[1]!)})`;
    case 'min':
    case 'max':
      return `${atom.function}(${args.join(', ')})`;
  }
}

function operandText(size: Size): string {
  const text = sizeText(size);
  return /[ ]/.test(text.replace(/\(.*\)/, '()')) ? `(${text})` : text;
}
