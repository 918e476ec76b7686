import { findRegions, tensorsOf, tensorUses, type Region, type TensorUses } from './regions.ts';
import type { SourceCall, SourceLayer, SourceModel } from './source.ts';
import type { Body, Pipeline, Source, Statement, Term } from './terms.ts';

/** A model's calls as pipelines that name its heads, with the ways that part and come together as terms. */
export function bodyOf(model: SourceModel): Body {
  const uses = tensorUses(model);
  const builder = new BodyBuilder(model, uses, findRegions(model, uses));
  for (const { tensor } of model.heads) builder.head(tensor);
  const entries = model.inputs.map(({ tensor }) => tensor);
  const result: Pipeline = { source: { kind: 'tensor', tensor: model.heads[0]!.tensor }, terms: [] };
  return { entries, statements: builder.statements, result };
}

/** True for what is written between or around its operands: `a + b`. */
export function isOperator({ inputs }: SourceCall, layer: SourceLayer): boolean {
  if (layer.kind !== 'layer') return layer.kind === 'operation';
  const isPlain = (layer.args.activity_regularizer ?? null) === null && (layer.args.dtype ?? null) === null;
  return inputs.length === 2 && Object.hasOwn(operatorOf, layer.declaration.name) && isPlain;
}

/** Layers that operators stand for. */
export const operatorOf: Readonly<Record<string, string>> = { Add: '+', Subtract: '-', Multiply: '*' };

/** Layers that may stand as stages although they have several results: these are taken apart. */
const givesOne = ({ outputs }: SourceCall): boolean => outputs.length === 1;

class BodyBuilder {
  readonly statements: Statement[] = [];
  private readonly named = new Set<number>();
  private readonly model: SourceModel;
  private readonly uses: TensorUses;
  private readonly regions: ReadonlyMap<SourceCall, Region>;
  /** The region whose inside this is: it is no term of itself. */
  private readonly around: Region | undefined;

  constructor(
    model: SourceModel,
    uses: TensorUses,
    regions: ReadonlyMap<SourceCall, Region>,
    around?: Region,
  ) {
    this.model = model;
    this.uses = uses;
    this.regions = regions;
    this.around = around;
    if (around) this.named.add(around.entry);
    else for (const { tensor } of model.inputs) this.named.add(tensor);
  }

  /** A head is a name like any other: what else takes it reads it. */
  head(tensor: number): void {
    if (!this.named.has(tensor)) this.name(tensor);
  }

  /** Walks back from a tensor to where its pipeline begins; what that needs gets names first. */
  pipeline(tensor: number): Pipeline {
    const terms: Term[] = [];
    let here = tensor;
    for (;;) {
      if (this.named.has(here)) return { source: { kind: 'tensor', tensor: here }, terms: terms.reverse() };
      const call = this.uses.makers.get(here)!;
      const region = this.regions.get(call);
      if (region && region !== this.around) {
        terms.push({ kind: 'region', body: this.inside(region) });
        here = this.next(region.entry, region);
        continue;
      }
      const [first] = call.inputs;
      const isStage = this.isStage(call);
      this.nameArguments(call);
      const layer = this.model.layers[call.layer]!;
      if (!isStage) return { source: this.merge(call), terms: terms.reverse() };
      terms.push({ kind: 'call', call, layer });
      here = this.next(first!, undefined);
    }
  }

  /** Operations are written around what they take, and a layer that takes a list gets one of a single tensor, too. */
  private isStage(call: SourceCall): boolean {
    const layer = this.model.layers[call.layer]!;
    if (layer.kind === 'operation' || call.inputs.length !== 1) return false;
    return layer.kind !== 'layer' || layer.declaration.input.count !== 'list';
  }

  private merge(call: SourceCall): Source {
    const layer = this.model.layers[call.layer]!;
    const inputs = call.inputs.map((tensor): Pipeline => {
      const isOnce = call.inputs.filter((each) => each === tensor).length === 1;
      const isShort = isOnce && !isOperator(call, layer) && this.isOneStep(tensor);
      if (!this.named.has(tensor) && !isShort) this.name(tensor);
      return this.named.has(tensor)
        ? { source: { kind: 'tensor', tensor }, terms: [] }
        : this.pipeline(tensor);
    });
    return { kind: 'merge', call, layer, inputs };
  }

  /** True for one stage behind a named tensor that nobody else takes: it can stand inside a list. */
  private isOneStep(tensor: number): boolean {
    const call = this.uses.makers.get(tensor);
    if (!call || !givesOne(call) || this.takers(tensor) > 1 || this.regions.has(call) || !this.isStage(call))
      return false;
    return new Set(tensorsOf(call)).size === 1 && this.named.has(call.inputs[0]!);
  }

  private takers(tensor: number): number {
    return (this.uses.takers.get(tensor)?.length ?? 0) + (this.uses.heads.has(tensor) ? 1 : 0);
  }

  /** The tensor that a pipeline goes on from: named where others take it, or it is one result of several. */
  private next(tensor: number, region: Region | undefined): number {
    if (this.named.has(tensor)) return tensor;
    const call = this.uses.makers.get(tensor)!;
    const outside = (this.uses.takers.get(tensor) ?? []).filter((taker) => !region?.calls.has(taker)).length;
    const isTaken = this.uses.heads.has(tensor) || outside > (region ? 0 : 1);
    if (isTaken || !givesOne(call)) this.name(tensor);
    return tensor;
  }

  private nameArguments(call: SourceCall): void {
    for (const tensor of Object.values(call.tensorArguments).flat())
      if (!this.named.has(tensor)) this.name(tensor);
  }

  private name(tensor: number): void {
    const call = this.uses.makers.get(tensor)!;
    const pipeline = this.pipeline(tensor);
    this.statements.push({ targets: call.outputs, pipeline });
    for (const each of call.outputs) this.named.add(each);
  }

  private inside(region: Region): Body {
    const builder = new BodyBuilder(this.model, this.uses, this.regions, region);
    const result = builder.pipeline(region.exit.outputs[0]!);
    return { entries: [region.entry], statements: builder.statements, result };
  }
}
