import type { BuiltCondition } from './graph-builder.ts';
import type { Collector } from '../diagnostics/collector.ts';
import { asDivisibility, solveAtLeast } from '../shapes/solve.ts';
import {
  evaluateSize,
  floorDivide,
  isSymbolic,
  moduloSize,
  multiplySizes,
  sizesEqual,
  substituteSize,
  variable,
  type Size,
} from '../shapes/size.ts';
import { variablesOf } from '../shapes/open-sizes.ts';
import { conditionText } from '../graph/conditions.ts';
import type { SizeBound, SizeCondition } from '../graph/model-graph.ts';

/**
 * Brings the conditions on size variables into their simplest form: bounds solved for their variable, the
 * strongest of each kept; `2 · floor(H / 2) = H` as "H is even"; doubles dropped. Reports the first condition
 * that no data can meet.
 */
export function settleConditions(
  built: readonly BuiltCondition[],
  collector: Collector,
): readonly SizeCondition[] {
  const known = new Map<string, SizeCondition>();
  const fixed = new Map<string, number>();
  for (const condition of built) {
    const base = { layer: condition.layer?.name ?? '', place: condition.place };
    const settled = settle(condition, base);
    if (settled.kind === 'equal') noteFixed(settled.left, settled.right, fixed);
    const key = keyOf(settled);
    const first = known.get(key);
    if (!first || isStronger(settled, first)) known.set(key, settled);
  }
  const conditions = dropImplied(joinDivisibilities([...known.values()]));
  const broken = conditions.find((condition) => isBroken(condition, fixed));
  if (broken) reportBroken(broken, fixed, collector);
  return conditions;
}

function settle(
  condition: BuiltCondition,
  base: { readonly layer: string; readonly place: SizeCondition['place'] },
): SizeCondition {
  switch (condition.kind) {
    case 'atLeast': {
      const solved = solveAtLeast(condition.size, condition.minimum);
      if (!solved) return { kind: 'atLeast', size: condition.size, minimum: condition.minimum, ...base };
      return { kind: 'atLeast', size: variable(solved.variable), minimum: solved.minimum, ...base };
    }
    case 'equal': {
      const divisible = asDivisibility(condition.left, condition.right);
      if (divisible) return { kind: 'divisible', ...divisible, ...base };
      const [left, right] = isSymbolic(condition.left)
        ? [condition.left, condition.right]
        : [condition.right, condition.left];
      return { kind: 'equal', left, right, ...base };
    }
    case 'divisible':
      return { kind: 'divisible', size: condition.size, divisor: condition.divisor, ...base };
  }
}

function textOf(size: Size): string {
  return isSymbolic(size) ? size.key : String(size);
}

function keyOf(condition: SizeCondition): string {
  switch (condition.kind) {
    case 'atLeast':
      return `atLeast ${textOf(condition.size)}`;
    case 'equal':
      return `equal ${[textOf(condition.left), textOf(condition.right)].sort().join(' ')}`;
    case 'divisible':
      return `divisible ${textOf(condition.size)} ${condition.divisor}`;
  }
}

function isStronger(condition: SizeCondition, other: SizeCondition): boolean {
  return condition.kind === 'atLeast' && condition.minimum > (other as SizeBound).minimum;
}

/** H even and floor(H / 2) even are one condition: H is a multiple of 4. */
function joinDivisibilities(conditions: readonly SizeCondition[]): readonly SizeCondition[] {
  let current = [...conditions];
  for (let changed = true; changed;) {
    changed = false;
    for (const outer of current) {
      if (outer.kind !== 'divisible') continue;
      const quotient = floorDivide(outer.size, outer.divisor);
      const inner = current.find(
        (each) => each.kind === 'divisible' && textOf(each.size) === textOf(quotient),
      );
      if (inner?.kind !== 'divisible') continue;
      const joined = { ...inner, size: outer.size, divisor: outer.divisor * inner.divisor };
      current = [...current.filter((each) => each !== outer && each !== inner), joined];
      changed = true;
      break;
    }
  }
  return current;
}

/** Drops what follows from a divisibility: where H is a multiple of 4, floor(H / 2) is even. */
function dropImplied(conditions: readonly SizeCondition[]): readonly SizeCondition[] {
  let kept = conditions;
  for (const condition of conditions) {
    if (condition.kind !== 'divisible' || !kept.includes(condition)) continue;
    const { size, divisor } = condition;
    const [name] = variablesOf(size);
    if (name === undefined || textOf(size) !== name) continue;
    const multiple = new Map([[name, multiplySizes(divisor, variable(name))]]);
    kept = kept.filter((other) => other === condition || !followsWith(other, multiple));
  }
  return kept;
}

function followsWith(condition: SizeCondition, bindings: ReadonlyMap<string, Size>): boolean {
  switch (condition.kind) {
    case 'atLeast':
      return false;
    case 'equal':
      return sizesEqual(substituteSize(condition.left, bindings), substituteSize(condition.right, bindings));
    case 'divisible':
      return moduloSize(substituteSize(condition.size, bindings), condition.divisor) === 0;
  }
}

function noteFixed(left: Size, right: Size, fixed: Map<string, number>): void {
  const [symbolic, number] = typeof left === 'number' ? [right, left] : [left, right];
  if (typeof number !== 'number' || typeof symbolic === 'number') return;
  const [term] = symbolic.terms;
  const atom = term?.factors[0];
  if (symbolic.terms.length !== 1 || term!.factors.length !== 1 || atom?.kind !== 'variable') return;
  const value = (number - symbolic.constant) / term!.coefficient;
  if (!fixed.has(atom.name)) fixed.set(atom.name, value);
}

function isBroken(condition: SizeCondition, fixed: ReadonlyMap<string, number>): boolean {
  switch (condition.kind) {
    case 'atLeast': {
      if (condition.minimum === Infinity) return true;
      const value = evaluateSize(condition.size, fixed);
      return value !== undefined && value < condition.minimum;
    }
    case 'equal': {
      const [left, right] = [substituteSize(condition.left, fixed), substituteSize(condition.right, fixed)];
      return typeof left === 'number' && typeof right === 'number' && left !== right;
    }
    case 'divisible': {
      const value = evaluateSize(condition.size, fixed);
      return value !== undefined && value % condition.divisor !== 0;
    }
  }
}

function reportBroken(
  condition: SizeCondition,
  fixed: ReadonlyMap<string, number>,
  collector: Collector,
): void {
  const sizes = condition.kind === 'equal' ? [condition.left, condition.right] : [condition.size];
  const names = [...sizes.reduce((all, size) => variablesOf(size, all), new Set<string>())];
  const layer = condition.layer === '' ? 'This' : `\`${condition.layer}\``;
  if (condition.kind === 'atLeast' && condition.minimum === Infinity) {
    collector.report('KM3004', 'endless', { layer, name: names.join() }, condition.place, {
      help: 'fewer layers with strides, or `padding: same`, leave more of it.',
    });
    return;
  }
  const facts = names.filter((name) => fixed.has(name)).map((name) => `\`${name}\` is ${fixed.get(name)!}`);
  const values = {
    layer,
    condition: conditionInWords(condition),
    reason: facts.length > 0 ? facts.join(' and ') : 'no size is enough',
  };
  if (condition.kind === 'atLeast') collector.report('KM3004', 'contradiction', values, condition.place);
  else collector.report('KM3002', 'contradiction', values, condition.place);
}

/** A condition in a sentence: `T ≥ 269`, `H % 2 == 0`. */
function conditionInWords(condition: SizeCondition): string {
  return `\`${conditionText(condition).replace('>=', '≥')}\``;
}
