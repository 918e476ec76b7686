import type { SourceCall, SourceModel } from './source.ts';

/** A way that parts at a tensor and comes together in one call. */
export interface Region {
  /** The tensor at which it parts. */
  readonly entry: number;
  /** The call in which it ends; the last of `calls`. */
  readonly exit: SourceCall;
  readonly calls: ReadonlySet<SourceCall>;
}

/** Who makes and who takes each tensor of a model. */
export interface TensorUses {
  readonly makers: ReadonlyMap<number, SourceCall>;
  /** Each call once, although it may take a tensor several times. */
  readonly takers: ReadonlyMap<number, readonly SourceCall[]>;
  readonly heads: ReadonlySet<number>;
}

export function tensorUses({ calls, heads }: SourceModel): TensorUses {
  const makers = new Map<number, SourceCall>();
  const takers = new Map<number, SourceCall[]>();
  for (const call of calls) {
    for (const tensor of new Set(tensorsOf(call))) {
      const known = takers.get(tensor);
      if (known) known.push(call);
      else takers.set(tensor, [call]);
    }
    call.outputs.forEach((tensor) => makers.set(tensor, call));
  }
  return { makers, takers, heads: new Set(heads.map(({ tensor }) => tensor)) };
}

export function tensorsOf({ inputs, tensorArguments }: SourceCall): readonly number[] {
  return [...inputs, ...Object.values(tensorArguments).flat()];
}

/** Every region of a model that nothing leads into or out of but its ends, by the call in which it ends. */
export function findRegions(model: SourceModel, uses: TensorUses): ReadonlyMap<SourceCall, Region> {
  const order = new Map(model.calls.map((call, index) => [call, index]));
  const ends = postDominators(model, uses, order);
  const regions = new Map<SourceCall, Region>();
  const tensors = [
    ...model.inputs.map(({ tensor }) => tensor),
    ...model.calls.flatMap(({ outputs }) => outputs),
  ];
  for (const entry of tensors) {
    const takers = uses.takers.get(entry) ?? [];
    if (takers.length < 2 || uses.heads.has(entry)) continue;
    const exit = commonEnd(takers, ends, order);
    if (!exit || exit.outputs.length !== 1) continue;
    const region = closedRegion(entry, exit, uses, order);
    // Of regions with one end, the innermost is found by the latest entry.
    if (region) regions.set(exit, region);
  }
  return regions;
}

type Order = ReadonlyMap<SourceCall, number>;

/** For each call the next one through which every way to a head leads; undefined where there is none. */
function postDominators(
  { calls }: SourceModel,
  uses: TensorUses,
  order: Order,
): ReadonlyMap<SourceCall, SourceCall | undefined> {
  const ends = new Map<SourceCall, SourceCall | undefined>();
  for (const call of [...calls].reverse()) {
    const isHead = call.outputs.some((tensor) => uses.heads.has(tensor));
    const next = [...new Set(call.outputs.flatMap((tensor) => uses.takers.get(tensor) ?? []))];
    ends.set(call, isHead || next.length === 0 ? undefined : commonEnd(next, ends, order));
  }
  return ends;
}

/** The first call through which all ways from some calls lead: these themselves among them. */
function commonEnd(
  calls: readonly SourceCall[],
  ends: ReadonlyMap<SourceCall, SourceCall | undefined>,
  order: Order,
): SourceCall | undefined {
  let common: SourceCall | undefined = calls[0];
  for (const call of calls.slice(1)) {
    let other: SourceCall | undefined = call;
    while (common !== other) {
      if (!common || !other) return undefined;
      if (order.get(common)! < order.get(other)!) common = ends.get(common);
      else other = ends.get(other);
    }
  }
  return common;
}

/** What lies between two ends; undefined where something else leads in or out. */
function closedRegion(entry: number, exit: SourceCall, uses: TensorUses, order: Order): Region | undefined {
  const start = uses.makers.get(entry);
  const least = start ? order.get(start)! : -1;
  const calls = new Set<SourceCall>([exit]);
  const open = [exit];
  for (let call = open.pop(); call; call = open.pop()) {
    for (const tensor of tensorsOf(call)) {
      if (tensor === entry) continue;
      const maker = uses.makers.get(tensor);
      if (!maker || order.get(maker)! <= least) return undefined;
      if (!calls.has(maker)) {
        calls.add(maker);
        open.push(maker);
      }
    }
  }
  for (const call of calls) {
    if (call === exit) continue;
    for (const tensor of call.outputs) {
      if (uses.heads.has(tensor) || (uses.takers.get(tensor) ?? []).some((taker) => !calls.has(taker)))
        return undefined;
    }
  }
  if (!(uses.takers.get(entry) ?? []).every((taker) => calls.has(taker))) return undefined;
  return { entry, exit, calls };
}
