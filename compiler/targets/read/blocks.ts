import { findLayer } from '../../layers/registry.ts';
import { unify } from './parameters.ts';
import { withLoops } from './repeats.ts';
import { operatorOf } from './bodies.ts';
import {
  skeletonOf,
  skeletonOfBody,
  type Block,
  type Body,
  type Pipeline,
  type Slot,
  type Source,
  type Term,
} from './terms.ts';

/** A body with what occurs several times in it as blocks and loops. */
export interface Structured {
  readonly body: Body;
  /** Each after those that it uses. */
  readonly blocks: readonly Block[];
}

/**
 * Finds repeated structure again: short runs of layers, then ways that part and come together, from the inside out,
 * then loops.
 * @param shared layers that are declared once
 * @param taken names that blocks must not have
 */
export function structure(body: Body, shared: ReadonlySet<number>, taken: ReadonlySet<string>): Structured {
  const finder = new BlockFinder(shared, new Set(taken));
  let current = body;
  for (let round = 0; round < 8; round++) {
    const found = finder.runOf(current);
    if (!found) break;
    current = mapTerms(current, (terms) => finder.replaceRuns(terms, found));
  }
  for (;;) {
    current = mapTerms(current, (terms, isInside) => (isInside ? withLoops(terms, shared) : terms));
    current = finder.withFollowers(current);
    const replaced = finder.replaceRegions(current);
    if (!replaced) break;
    current = replaced;
  }
  current = mapTerms(current, (terms) => withLoops(terms, shared));
  return { body: current, blocks: finder.blocks };
}

/** Applies a change to the terms of every pipeline, from the inside out. */
function mapTerms(
  body: Body,
  change: (terms: readonly Term[], isInside: boolean) => readonly Term[],
  isInside = false,
): Body {
  const pipeline = (each: Pipeline): Pipeline => {
    const terms = each.terms.map((term): Term =>
      term.kind === 'region' && !isRun(term.body)
        ? { kind: 'region', body: mapTerms(term.body, change, true) }
        : term,
    );
    return { source: source(each.source), terms: change(terms, isInside) };
  };
  const source = (each: Source): Source =>
    each.kind === 'tensor' ? each : { ...each, inputs: each.inputs.map(pipeline) };
  return {
    ...body,
    statements: body.statements.map((each) => ({ ...each, pipeline: pipeline(each.pipeline) })),
    result: pipeline(body.result),
  };
}

/** The terms of every pipeline, those inside of regions among them. */
function allTerms(body: Body): readonly (readonly Term[])[] {
  const lists: (readonly Term[])[] = [];
  const visit = ({ source, terms }: Pipeline): void => {
    lists.push(terms);
    if (source.kind === 'merge') source.inputs.forEach(visit);
    for (const term of terms)
      if (term.kind === 'region' && !isRun(term.body)) lists.push(...allTerms(term.body));
  };
  body.statements.forEach((each) => visit(each.pipeline));
  visit(body.result);
  return lists;
}

/** Layers that stand around others: their runs read as one step. */
const trimmings = /Normalization$|^(Activation|ReLU|LeakyReLU|PReLU|ELU|Dropout|ZeroPadding[123]D)$/;
const weighted = /Conv[123]D|^Dense$/;

interface Run {
  readonly text: string;
  readonly length: number;
}

/** A run that occurs several times: its terms, and where it was found last. */
interface CountedRun {
  readonly terms: readonly Term[];
  readonly count: number;
  readonly end: number;
  readonly list: number;
}

const longestRun = 6;

class BlockFinder {
  readonly blocks: Block[] = [];
  private readonly shared: ReadonlySet<number>;
  private readonly taken: Set<string>;
  private readonly kept = new Set<string>();

  constructor(shared: ReadonlySet<number>, taken: Set<string>) {
    this.shared = shared;
    this.taken = taken;
  }

  /** The run of layers that saves most where it becomes a block. */
  runOf(body: Body): Run | undefined {
    const all = allTerms(body);
    const lists = all.map((terms) => terms.map((term) => this.runText(term)));
    const counts = new Map<string, CountedRun>();
    lists.forEach((texts, list) => {
      for (let start = 0; start < texts.length; start++) {
        for (let length = 2; length <= longestRun && start + length <= texts.length; length++) {
          const part = texts.slice(start, start + length);
          if (part.includes(undefined)) break;
          const text = part.join('');
          const terms = all[list]!.slice(start, start + length);
          const known = counts.get(text) ?? { terms, count: 0, end: 0, list: -1 };
          if (known.list !== list || known.end <= start)
            counts.set(text, { terms, count: known.count + 1, end: start + length, list });
        }
      }
    });
    let best: (Run & { readonly saved: number }) | undefined;
    for (const [text, { terms, count }] of counts) {
      const { length } = terms;
      const saved = (length - 1) * count - length - 3;
      if (count >= 3 && saved > (best?.saved ?? 0) && isStep(terms)) best = { text, length, saved };
    }
    return best;
  }

  private runText(term: Term): string | undefined {
    if (term.kind !== 'call' || term.layer.kind !== 'layer' || this.shared.has(term.call.layer))
      return undefined;
    if (Object.keys(term.call.tensorArguments).length > 0 || term.call.outputs.length > 1) return undefined;
    const { name } = term.layer.declaration;
    return trimmings.test(name) || weighted.test(name) ? skeletonOf([term], this.shared).text : undefined;
  }

  replaceRuns(terms: readonly Term[], run: Run): readonly Term[] {
    const texts = terms.map((term) => this.runText(term));
    const made: Term[] = [];
    for (let place = 0; place < terms.length;) {
      const part = terms.slice(place, place + run.length);
      if (texts.slice(place, place + run.length).join('') === run.text && part.length === run.length) {
        made.push({ kind: 'region', body: bodyOfRun(part) });
        place += run.length;
      } else made.push(terms[place++]!);
    }
    return made;
  }

  /** Takes what follows on every occurrence of a piece, `ReLU` behind a sum, into the piece. */
  withFollowers(body: Body): Body {
    const followers = new Map<string, string | undefined>();
    const counts = new Map<string, number>();
    const textOf = (term: Term): string => {
      const { text, slots } = skeletonOf([term], this.shared);
      return `${text}${JSON.stringify(slots.map(({ value }) => value))}`;
    };
    const keyOf = (term: Term): string | undefined =>
      term.kind === 'region' && !isRun(term.body) ? skeletonOfBody(term.body, this.shared).text : undefined;
    for (const terms of allTerms(body)) {
      terms.forEach((term, place) => {
        const key = keyOf(term);
        if (key === undefined) return;
        const next = terms[place + 1];
        const text = next && isActivation(next) ? textOf(next) : undefined;
        followers.set(key, counts.has(key) && followers.get(key) !== text ? undefined : text);
        counts.set(key, (counts.get(key) ?? 0) + 1);
      });
    }
    return mapTerms(body, (terms) => {
      const made: Term[] = [];
      for (let place = 0; place < terms.length; place++) {
        const term = terms[place]!;
        const key = keyOf(term);
        const next = terms[place + 1];
        const isFollowed =
          key !== undefined && counts.get(key)! > 1 && next && followers.get(key) === textOf(next);
        if (isFollowed && term.kind === 'region') {
          const { result } = term.body;
          made.push({
            kind: 'region',
            body: { ...term.body, result: { ...result, terms: [...result.terms, next] } },
          });
          place++;
        } else made.push(term);
      }
      return made;
    });
  }

  /** Makes blocks of the innermost regions that occur several times; undefined where there is nothing left to do. */
  replaceRegions(body: Body): Body | undefined {
    const groups = new Map<
      string,
      { readonly bodies: Body[]; readonly slots: (readonly Slot[])[]; readonly readsOutside: boolean }
    >();
    for (const terms of allTerms(body)) {
      for (const term of terms) {
        if (term.kind !== 'region' || !this.isInnermost(term.body)) continue;
        const { text, slots, readsOutside } = skeletonOfBody(term.body, this.shared);
        if (this.kept.has(text)) continue;
        const group = groups.get(text) ?? { bodies: [], slots: [], readsOutside };
        groups.set(text, group);
        group.bodies.push(term.body);
        group.slots.push(slots);
      }
    }
    if (groups.size === 0) return undefined;
    const uses = new Map<Body, Term>();
    for (const [text, { bodies, slots, readsOutside }] of groups) {
      // A block sees nothing of the model around it: neither its tensors nor its shared layers.
      if (bodies.length < 2 || readsOutside) {
        this.kept.add(text);
        continue;
      }
      const { parameters, plan, given } = unify(slots, new Set(['x']));
      const block: Block = { name: this.nameOf(bodies[0]!), body: bodies[0]!, parameters, plan };
      this.blocks.push(block);
      bodies.forEach((each, index) => uses.set(each, { kind: 'use', block, slots: given[index]! }));
    }
    return this.replaceUses(body, uses);
  }

  private replaceUses(body: Body, uses: ReadonlyMap<Body, Term>): Body {
    const replace = (terms: readonly Term[]): readonly Term[] =>
      terms.map((term) => (term.kind === 'region' ? (uses.get(term.body) ?? term) : term));
    // Bodies are looked up as they are, so the change goes from the outside in.
    const pipeline = (each: Pipeline): Pipeline => ({
      source:
        each.source.kind === 'tensor'
          ? each.source
          : { ...each.source, inputs: each.source.inputs.map(pipeline) },
      terms: replace(each.terms).map((term) =>
        term.kind === 'region' ? { kind: 'region', body: this.replaceUses(term.body, uses) } : term,
      ),
    });
    return {
      ...body,
      statements: body.statements.map((each) => ({ ...each, pipeline: pipeline(each.pipeline) })),
      result: pipeline(body.result),
    };
  }

  private isInnermost(body: Body): boolean {
    return !allTerms(body).some((terms) =>
      terms.some(
        (term) => term.kind === 'region' && !this.kept.has(skeletonOfBody(term.body, this.shared).text),
      ),
    );
  }

  /** A name by what the piece is made of. */
  private nameOf(body: Body): string {
    const { source } = body.result;
    const wanted = source.kind === 'merge' ? mergeName(source, body) : runName(body.result.terms);
    let name = wanted;
    for (let count = 2; this.taken.has(name) || findLayer(name); count++) name = `${wanted}${count}`;
    this.taken.add(name);
    return name;
  }
}

function mergeName(
  { layer, inputs }: Extract<Source, { readonly kind: 'merge' }>,
  { entries }: Body,
): string {
  if (layer.kind !== 'layer') return 'Block';
  const { name } = layer.declaration;
  const isAround = inputs.some(
    ({ source, terms }) => source.kind === 'tensor' && terms.length === 0 && source.tensor === entries[0],
  );
  if (name === 'Add') return isAround ? 'Residual' : 'Projection';
  if (name === 'Concatenate') return isAround ? 'DenseBlock' : 'Mixed';
  return Object.hasOwn(operatorOf, name) ? 'Gate' : 'Block';
}

function runName(terms: readonly Term[]): string {
  const classes = classesOf(terms);
  const main = classes.find((name) => weighted.test(name)) ?? 'Block';
  const kind = main.replace(/[123]D(Transpose)?$/, '$1');
  const isNormal = classes.some((name) => /Normalization$/.test(name));
  const isActive = classes.some((name) => /^(Activation|ReLU|LeakyReLU|PReLU|ELU)$/.test(name));
  return `${kind}${isNormal ? 'Norm' : ''}${isActive ? 'Act' : ''}`;
}

/** What flows into a run of layers: no tensor of the model has this number. */
const runEntry = -1;

function isRun({ entries }: Body): boolean {
  return entries[0] === runEntry;
}

function isActivation(term: Term): boolean {
  return (
    term.kind === 'call' &&
    term.layer.kind === 'layer' &&
    /^(Activation|ReLU|LeakyReLU|ELU)$/.test(term.layer.declaration.name)
  );
}

/** A run as a piece of its own, to be made a block of like any other. */
function bodyOfRun(terms: readonly Term[]): Body {
  return {
    entries: [runEntry],
    statements: [],
    result: { source: { kind: 'tensor', tensor: runEntry }, terms },
  };
}

/** A run is a step of its own where a layer with weights has something around it. */
function isStep(terms: readonly Term[]): boolean {
  const classes = classesOf(terms);
  return classes.some((name) => weighted.test(name)) && classes.some((name) => trimmings.test(name));
}

/** The classes of the layers among terms. */
function classesOf(terms: readonly Term[]): readonly string[] {
  return terms.flatMap((term) =>
    term.kind === 'call' && term.layer.kind === 'layer' ? [term.layer.declaration.name] : [],
  );
}
