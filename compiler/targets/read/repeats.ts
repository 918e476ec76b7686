import { factorOf, valueOf } from './parameters.ts';
import { skeletonOf, type Planned, type Skeleton, type Term } from './terms.ts';

/** No loop repeats more steps than these: longer ones are blocks. */
const longestPeriod = 12;

interface Found {
  readonly start: number;
  readonly length: number;
  readonly saved: number;
  readonly term: Term;
}

/**
 * Steps that come again one behind the other, as loops: `repeat` where they are equal, `for` where one value differs.
 * @param shared layers that are declared once
 */
export function withLoops(terms: readonly Term[], shared: ReadonlySet<number>): readonly Term[] {
  let current = terms;
  // Equal steps first: a loop over values is worth it for what is left.
  for (const kind of ['repeat', 'for'] as const) {
    for (let found = bestLoop(current, shared, kind); found; found = bestLoop(current, shared, kind)) {
      current = [...current.slice(0, found.start), found.term, ...current.slice(found.start + found.length)];
    }
  }
  return current;
}

function bestLoop(
  terms: readonly Term[],
  shared: ReadonlySet<number>,
  kind: 'repeat' | 'for',
): Found | undefined {
  const skeletons = terms.map((term) => skeletonOf([term], shared));
  let best: Found | undefined;
  // Pieces that are no block yet have names inside, which a loop cannot hold.
  const isOpen = terms.map(({ kind }) => kind === 'region');
  for (let period = 1; period <= Math.min(longestPeriod, terms.length / 2); period++) {
    for (let start = 0; start + 2 * period <= terms.length; start++) {
      if (isOpen.slice(start, start + period).includes(true)) continue;
      const found = loopAt(terms, skeletons, start, period);
      if (found?.term.kind === kind && found.saved > (best?.saved ?? 0)) best = found;
    }
    // Short loops first: they may stand inside longer ones.
    if (best && kind === 'repeat') return best;
  }
  return best;
}

function loopAt(
  terms: readonly Term[],
  skeletons: readonly Skeleton[],
  start: number,
  period: number,
): Found | undefined {
  const isNext = (round: number): boolean =>
    start + (round + 1) * period <= terms.length &&
    Array.from({ length: period }).every(
      (_, step) => skeletons[start + step]!.text === skeletons[start + round * period + step]!.text,
    );
  let rounds = 1;
  while (isNext(rounds)) rounds++;
  if (rounds < 2) return undefined;
  const slotsOf = (round: number) =>
    skeletons.slice(start + round * period, start + (round + 1) * period).flatMap(({ slots }) => slots);
  const body = terms.slice(start, start + period);
  const first = slotsOf(0);
  const key = JSON.stringify(first.map(valueOf));
  let equal = 1;
  while (equal < rounds && JSON.stringify(slotsOf(equal).map(valueOf)) === key) equal++;
  if (equal >= 2) {
    const saved = period * (equal - 1) - (period > 1 ? 1 : 0);
    return { start, length: period * equal, saved, term: { kind: 'repeat', count: equal, body } };
  }
  return forLoop(
    start,
    body,
    Array.from({ length: rounds }, (_, round) => slotsOf(round)),
  );
}

type Slots = Skeleton['slots'];

/** A loop over the values of the one slot in which the rounds differ; others may be multiples of it. */
function forLoop(start: number, body: readonly Term[], rounds: readonly Slots[]): Found | undefined {
  const [first] = rounds as [Slots];
  let variable: { readonly name: string; readonly values: readonly ReturnType<typeof valueOf>[] } | undefined;
  const plan: Planned[] = [];
  for (const [place, slot] of first.entries()) {
    const values = rounds.map((slots) => valueOf(slots[place]!));
    if (values.every((value) => JSON.stringify(value) === JSON.stringify(values[0]))) {
      plan.push({ kind: 'value' });
      continue;
    }
    if (!values.every((value) => typeof value === 'number')) return undefined;
    variable ??= { name: slot.name, values };
    const factor = slot.name === variable.name ? factorOf(variable.values, values) : undefined;
    if (factor === undefined) return undefined;
    plan.push({ kind: 'parameter', name: variable.name, factor });
  }
  if (!variable) return undefined;
  const { name, values } = variable;
  const saved = body.length * (rounds.length - 1) - 1;
  // Two rounds of one step read better as two steps.
  if (body.length === 1 && rounds.length < 3) return undefined;
  return {
    start,
    length: body.length * rounds.length,
    saved,
    term: { kind: 'for', variable: name, values, body, plan },
  };
}
