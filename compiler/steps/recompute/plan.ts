import { evaluateSize } from '../../shapes/size.ts';
import { openSizes } from '../../shapes/open-sizes.ts';
import { isLeaf } from './leaves.ts';
import type { OpNode, Tensor } from '../../ops/types.ts';

/** The forward part of a step in segments, from its beginning on. Those but the last are made again on the way back. */
export interface Plan {
  /** The segment in which a result of the forward part is made, by the tensor's number. */
  readonly segmentOf: ReadonlyMap<number, number>;
  /** Results that stay: a later segment begins with them, or they cannot be made again. */
  readonly kept: ReadonlySet<number>;
  readonly segments: number;
}

/** What open sizes are taken for: only how tensors compare matters. */
const nominalSize = 32;

/** How many ways to cut are looked at. */
const attempts = 24;

/** How many of them are worth a second look. */
const mostPlans = 8;

/** About how many numbers a tensor has. */
export function nominalCount({ shape }: Tensor): number {
  return shape.reduce<number>((product, size) => {
    if (typeof size === 'number') return product * size;
    const values = new Map([...openSizes(size)].map((name) => [name, nominalSize]));
    return product * Math.max(1, evaluateSize(size, values) ?? nominalSize);
  }, 1);
}

/**
 * Ways to cut the forward part of a step into segments of about the same weight, where little goes from one side to
 * the other: with n layers of one size, about √n of them (Chen et al. 2016, "Training Deep Nets with Sublinear Memory
 * Cost").
 * @param forward its nodes, in order
 * @param saved numbers of its results that the way back needs
 * @returns a few that keep least of these results, the best first
 */
export function planSegments(forward: readonly OpNode[], saved: ReadonlySet<number>): readonly Plan[] {
  const weights = forward.map((node) => countOf(node.outputs.filter(({ id }) => saved.has(id))));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const crossing = crossings(forward);
  return Array.from({ length: attempts }, (_, attempt) => {
    const plan = cutInto(forward, weights, crossing, whole / (attempt + 2));
    return { plan, most: mostKept(forward, saved, plan) };
  })
    .sort((a, b) => a.most - b.most)
    .slice(0, mostPlans)
    .map(({ plan }) => plan);
}

function countOf(tensors: readonly Tensor[]): number {
  return tensors.reduce((sum, tensor) => sum + nominalCount(tensor), 0);
}

/** For each node, how many numbers later ones take of what is there after it. */
function crossings(forward: readonly OpNode[]): readonly number[] {
  const lastUse = new Map<number, number>();
  forward.forEach((node, at) => node.inputs.forEach(({ id }) => lastUse.set(id, at)));
  const ending = new Map<number, number>();
  let living = 0;
  return forward.map((node, at) => {
    if (!isLeaf(node))
      for (const output of node.outputs) {
        const end = lastUse.get(output.id) ?? at;
        if (end === at) continue;
        living += nominalCount(output);
        ending.set(end, (ending.get(end) ?? 0) + nominalCount(output));
      }
    living -= ending.get(at) ?? 0;
    return living;
  });
}

/** Each segment ends where the least crosses, between half and one and a half times the weight that it should have. */
function cutInto(
  forward: readonly OpNode[],
  weights: readonly number[],
  crossing: readonly number[],
  wanted: number,
): Plan {
  const segmentOf = new Map<number, number>();
  let segment = 0;
  for (let start = 0; start < forward.length; segment++) {
    const end = endOf(start, weights, crossing, wanted);
    for (const { outputs } of forward.slice(start, end))
      for (const { id } of outputs) segmentOf.set(id, segment);
    start = end;
  }
  const kept = new Set<number>();
  for (const node of forward) {
    const own = segmentOf.get(node.outputs[0]!.id)!;
    for (const { id } of node.inputs) if (segmentOf.get(id)! < own) kept.add(id);
    // A loop goes step by step: to make it again would cost more time than it saves memory.
    if (node.op === 'scan') for (const { id } of node.outputs) kept.add(id);
  }
  return { segmentOf, kept, segments: segment };
}

/** The place behind a segment's last node. */
function endOf(
  start: number,
  weights: readonly number[],
  crossing: readonly number[],
  wanted: number,
): number {
  let weight = 0;
  let best: number | undefined;
  for (let at = start; at < weights.length; at++) {
    weight += weights[at]!;
    if (weight > 1.5 * wanted && best !== undefined) return best + 1;
    if (weight >= 0.5 * wanted && (best === undefined || crossing[at]! <= crossing[best]!)) best = at;
  }
  return weights.length;
}

/** The most that is there at one time on the way back: what stays, and the largest segment. */
function mostKept(forward: readonly OpNode[], saved: ReadonlySet<number>, plan: Plan): number {
  const again = Array.from({ length: plan.segments }, () => 0);
  let kept = 0;
  for (const node of forward) {
    if (isLeaf(node)) continue;
    for (const output of node.outputs) {
      if (plan.kept.has(output.id)) kept += nominalCount(output);
      else if (saved.has(output.id)) again[plan.segmentOf.get(output.id)!]! += nominalCount(output);
    }
  }
  return kept + Math.max(...again);
}
