import type { ModelGraph } from '../../graph/model-graph.ts';
import type { LayerDeclaration } from '../../declarations/define-layer.ts';
import { constantTensor } from '../../functions/creation.ts';
import { functionOfLayer } from '../program/functions.ts';
import { ReadProblem, type SourceLayer, type SourceModel } from './source.ts';

/** The layer of a graph that each layer of a read model became; models inside have their own. */
export interface Alignment {
  /** By the number of the layer in the model: its number in the graph. */
  readonly layers: ReadonlyMap<number, number>;
  readonly inner: ReadonlyMap<number, Alignment>;
}

/**
 * Holds the graph of a written text against the model that was read: the same layers with the same arguments, called
 * with the same tensors.
 * @throws ReadProblem where they differ
 */
export function align(model: SourceModel, graph: ModelGraph): Alignment {
  const aligner = new Aligner(graph);
  const top = new Open();
  model.heads.forEach(({ name, tensor }, index) => {
    const head = graph.heads[index];
    if (!head) throw differs(`the head \`${name}\` is missing`);
    aligner.pairs.push({ model: scopeOf(model, top), tensor, graph: head.tensor });
  });
  aligner.run();
  return top;
}

class Open implements Alignment {
  readonly layers = new Map<number, number>();
  readonly inner = new Map<number, Open>();
}

/** One use of a model: where its inputs come from. */
interface Scope {
  readonly model: SourceModel;
  readonly found: Open;
  readonly makers: ReadonlyMap<number, SourceModel['calls'][number]>;
  /** For a model inside another: the call that it stands for. */
  readonly outer: { readonly scope: Scope; readonly inputs: readonly number[] } | undefined;
  /** Uses of models inside, by their calls. */
  readonly uses: Map<SourceModel['calls'][number], Scope>;
}

function scopeOf(model: SourceModel, found: Open, outer?: Scope['outer']): Scope {
  const makers = new Map(
    model.calls.flatMap((call) => call.outputs.map((tensor) => [tensor, call] as const)),
  );
  return { model, found, makers, outer, uses: new Map() };
}

interface Pair {
  readonly model: Scope;
  readonly tensor: number;
  readonly graph: number;
}

/** Walks back from the heads on both sides at once. */
class Aligner {
  readonly pairs: Pair[] = [];
  private readonly graph: ModelGraph;
  private readonly makers: ReadonlyMap<number, ModelGraph['calls'][number]>;
  private readonly seen = new Map<number, string>();
  private readonly scopes = new Map<Scope, number>();

  constructor(graph: ModelGraph) {
    this.graph = graph;
    this.makers = new Map(
      graph.calls.flatMap((call) => call.outputs.map((tensor) => [tensor, call] as const)),
    );
  }

  run(): void {
    for (let pair = this.pairs.pop(); pair; pair = this.pairs.pop()) this.step(pair);
  }

  private step({ model: scope, tensor, graph }: Pair): void {
    const key = `${this.scopeNumber(scope)} ${tensor}`;
    const known = this.seen.get(graph);
    if (known === key) return;
    const call = scope.makers.get(tensor);
    if (!call) return this.input(scope, tensor, graph);
    const layer = scope.model.layers[call.layer]!;
    const result = call.outputs.indexOf(tensor);
    if (layer.kind === 'model') {
      const use = this.use(scope, call, layer.model);
      this.pairs.push({ model: use, tensor: layer.model.heads[result]!.tensor, graph });
      return;
    }
    this.seen.set(graph, key);
    const made = this.makers.get(graph);
    if (!made) throw differs(`\`${layer.name}\` has become an input`);
    const isSame = this.isSame(layer, made.layer) && made.outputs.indexOf(graph) === result;
    const becomes = this.graph.layers[made.layer]!.name;
    if (!isSame)
      throw differs(
        becomes === layer.name
          ? `\`${layer.name}\` has other arguments, or another result of it is taken`
          : `\`${layer.name}\` has become \`${becomes}\``,
      );
    scope.found.layers.set(call.layer, made.layer);
    const taken =
      layer.kind === 'operation' ? made.inputs.filter((each) => !this.isNumbers(each)) : made.inputs;
    if (call.inputs.length !== taken.length) throw differs(`\`${layer.name}\` takes other tensors`);
    call.inputs.forEach((input, index) =>
      this.pairs.push({ model: scope, tensor: input, graph: taken[index]! }),
    );
    for (const [name, given] of Object.entries(call.tensorArguments)) {
      const others = made.tensorArguments[name] ?? [];
      if (others.length !== given.length) throw differs(`\`${layer.name}\` takes another \`${name}\``);
      given.forEach((each, index) => this.pairs.push({ model: scope, tensor: each, graph: others[index]! }));
    }
  }

  /** Numbers of the text stand among an operation's operands, and are no call of the model that was read. */
  private isNumbers(tensor: number): boolean {
    const made = this.makers.get(tensor);
    if (!made) return false;
    const called = functionOfLayer(this.graph.layers[made.layer]!.declaration);
    if (called?.name === 'cast') return made.inputs.every((each) => this.isNumbers(each));
    return called === constantTensor || called?.name === 'arange';
  }

  private scopeNumber(scope: Scope): number {
    const known = this.scopes.get(scope) ?? this.scopes.size;
    this.scopes.set(scope, known);
    return known;
  }

  private input({ model, outer }: Scope, tensor: number, graph: number): void {
    const index = model.inputs.findIndex((input) => input.tensor === tensor);
    if (outer) this.pairs.push({ model: outer.scope, tensor: outer.inputs[index]!, graph });
    else if (this.graph.inputs[index]?.tensor !== graph)
      throw differs(`the input \`${model.inputs[index]!.name}\` is another one`);
  }

  private use(scope: Scope, call: SourceModel['calls'][number], model: SourceModel): Scope {
    let use = scope.uses.get(call);
    if (!use) {
      const found = scope.found.inner.get(call.layer) ?? new Open();
      scope.found.inner.set(call.layer, found);
      use = scopeOf(model, found, { scope, inputs: call.inputs });
      scope.uses.set(call, use);
    }
    return use;
  }

  private isSame(layer: SourceLayer, index: number): boolean {
    const made = this.graph.layers[index]!;
    if (layer.kind === 'layer') {
      return (
        isDeclared(layer.declaration, made.declaration) &&
        JSON.stringify(plain(made.args)) === JSON.stringify(plain(layer.args))
      );
    }
    if (layer.kind === 'operation' && typeof layer.operation !== 'string')
      return (
        functionOfLayer(made.declaration) === layer.operation &&
        Object.entries(layer.args).every(
          ([name, value]) => JSON.stringify(plain(made.args[name])) === JSON.stringify(plain(value)),
        )
      );
    return made.declaration.family === 'operator' || ['Add', 'Subtract', 'Multiply'].includes(made.class);
  }
}

/** What a text declares is another declaration in each text, by the same name. */
function isDeclared(read: LayerDeclaration, made: LayerDeclaration): boolean {
  return read === made || (read.family === 'own' && made.family === 'own' && read.name === made.name);
}

/** Arguments without the names by which objects were called. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== 'alias' && key !== 'declaration');
  return Object.fromEntries(entries.map(([key, each]) => [key, plain(each)]));
}

function differs(what: string): ReadProblem {
  return new ReadProblem(`The text that kmodel would write is not the model in the file: ${what}.`);
}
