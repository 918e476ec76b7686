import type { LayerCall, ModelGraph, TensorIndex } from '../../graph/model-graph.ts';
import { distinctTensors } from './derived-layer/site.ts';
import { docComment } from './comments.ts';
import { flowingTensors } from './flowing.ts';
import { variableName, type Scope } from './identifiers.ts';
import type { LayerTexts } from './layer-text.ts';
import { termTensors } from './in-steps/terms.ts';
import type { ModuleParts } from './module-parts.ts';
import { inputText, isScalar, scalarText } from './model-text.ts';

/** The statements of a function that builds a model, and the variables of its inputs and heads. */
export interface GraphText {
  readonly statements: readonly string[];
  readonly inputs: readonly string[];
  readonly heads: readonly string[];
  /** For heads whose loss leaves masked entries out: the expression of the mask. */
  readonly masks: readonly (string | undefined)[];
  /** The variables of what a training in steps reads, by its tensors; absent where there is none. */
  readonly terms?: ReadonlyMap<TensorIndex, string>;
}

interface Chain {
  readonly source: string;
  readonly stages: readonly string[];
}

/**
 * A model as its graph has it: blocks and loops expanded, one variable for each branch and for what is used more
 * than once.
 */
export function expandedText(
  graph: ModelGraph,
  scope: Scope,
  layers: LayerTexts,
  parts: ModuleParts,
): GraphText {
  return new Writer(graph, scope, layers, parts).write();
}

class Writer {
  private readonly graph: ModelGraph;
  private readonly scope: Scope;
  private readonly layers: LayerTexts;
  private readonly parts: ModuleParts;
  private readonly statements: string[] = [];
  private readonly variables = new Map<TensorIndex, string>();
  private readonly chains = new Map<TensorIndex, Chain>();
  private readonly sharedLayers = new Map<number, string>();
  private readonly masks = new Map<TensorIndex, string>();
  private readonly uses: Int32Array;
  private readonly docs = new Map<TensorIndex, string | undefined>();

  constructor(graph: ModelGraph, scope: Scope, layers: LayerTexts, parts: ModuleParts) {
    this.graph = graph;
    this.scope = scope;
    this.layers = layers;
    this.parts = parts;
    this.uses = new Int32Array(graph.tensors.length);
    for (const call of graph.calls) {
      for (const tensor of [...call.inputs, ...Object.values(call.tensorArguments).flat()])
        this.uses[tensor]!++;
    }
    for (const tensor of termTensors(graph)) this.docs.set(tensor, undefined);
    for (const named of [...(graph.objectives ?? []), ...graph.heads, ...graph.branches])
      this.docs.set(named.tensor, named.doc);
  }

  write(): GraphText {
    const { graph } = this;
    const inputs = graph.inputs.map((input) => {
      const name = this.scope.claim(variableName(input.name));
      this.variables.set(input.tensor, name);
      this.statements.push(`${docComment(input.doc)}const ${name} = ${inputText(graph, input)};`);
      if (isScalar(graph, input)) {
        const scalar = this.scope.claim(`${name}Scalar`);
        this.variables.set(input.tensor, scalar);
        this.statements.push(`const ${scalar} = ${scalarText(input, name)};`);
      }
      return name;
    });
    const flowing = flowingTensors(graph);
    const callCounts = new Int32Array(graph.layers.length);
    for (const call of graph.calls) callCounts[call.layer]!++;
    for (const call of graph.calls) {
      // Values without a batch stand in the layers that take them.
      if (!call.outputs.some((tensor) => flowing.has(tensor))) continue;
      this.writeCall(call, callCounts[call.layer]! > 1);
    }
    return {
      statements: this.statements,
      inputs,
      heads: graph.heads.map((head) => this.variable(head.tensor)),
      masks: graph.heads.map((head) => this.masks.get(head.tensor)),
      terms: new Map(termTensors(graph).map((tensor) => [tensor, this.variable(tensor)])),
    };
  }

  private writeCall(call: LayerCall, isShared: boolean): void {
    const losesMask = this.graph.heads.some(
      ({ name, tensor }) => call.outputs.includes(tensor) && this.layers.losesMask(name),
    );
    const stage = isShared || losesMask ? this.sharedLayer(call.layer) : this.layers.layer(call.layer);
    if (losesMask) {
      const mask = this.scope.claim(`${stage}Mask`);
      this.statements.push(`const ${mask} = ${this.parts.use('keepMask')}(${stage});`);
      this.masks.set(call.outputs[0]!, `${mask}()`);
    }
    const extra = Object.entries(call.tensorArguments).map(
      ([name, tensors]) => [name, tensors.map((tensor) => this.variable(tensor))] as const,
    );
    if (call.outputs.length > 1 || extra.length > 0) return this.writeApplied(call, stage, extra);
    const output = call.outputs[0]!;
    const inputs = this.layers.isNative(call.layer) ? call.inputs : distinctTensors(this.graph, call);
    const [only] = inputs;
    const before = inputs.length === 1 ? this.chains.get(only!) : undefined;
    if (before) this.chains.delete(only!);
    const chain: Chain = before
      ? { source: before.source, stages: [...before.stages, stage] }
      : {
          source:
            inputs.length === 1
              ? this.variable(only!)
              : `[${inputs.map((tensor) => this.variable(tensor)).join(', ')}]`,
          stages: [stage],
        };
    this.chains.set(output, chain);
    const isNamed = this.docs.has(output) || this.uses[output] !== 1 || chain.stages.length >= 64;
    if (isNamed) this.variable(output);
  }

  private writeApplied(
    call: LayerCall,
    stage: string,
    extra: readonly (readonly [string, readonly string[]])[],
  ): void {
    const isNative = this.layers.isNative(call.layer);
    const taken = isNative ? call.inputs : distinctTensors(this.graph, call);
    const inputs = taken.map((tensor) => this.variable(tensor));
    const source = inputs.length === 1 ? inputs[0]! : `[${inputs.join(', ')}]`;
    const all = extra.flatMap(([, names]) => names);
    const applied = isNative
      ? `${stage}.apply(${source}${all.length > 0 ? `, { initialState: [${all.join(', ')}] }` : ''})`
      : `${stage}.apply(${source})`;
    const names = call.outputs.map((tensor) => this.claimFor(tensor));
    const [only] = names;
    this.statements.push(
      names.length === 1
        ? `const ${only} = ${applied} as tf.SymbolicTensor;`
        : `const [${names.map((name, index) => (this.isRead(call.outputs[index]!) ? name : '')).join(', ')}] = ${applied} as tf.SymbolicTensor[];`,
    );
  }

  private isRead(tensor: TensorIndex): boolean {
    return this.uses[tensor]! > 0 || this.graph.heads.some((head) => head.tensor === tensor);
  }

  private claimFor(tensor: TensorIndex): string {
    const name = this.scope.claim(variableName(this.graph.tensors[tensor]!.name));
    this.variables.set(tensor, name);
    return name;
  }

  /** The variable of a tensor; a chain that waits is written out. */
  private variable(tensor: TensorIndex): string {
    const known = this.variables.get(tensor);
    if (known !== undefined) return known;
    const chain = this.chains.get(tensor)!;
    this.chains.delete(tensor);
    const name = this.claimFor(tensor);
    const text = `${this.parts.use('chain')}(${[chain.source, ...chain.stages].join(', ')})`;
    this.statements.push(`${docComment(this.docs.get(tensor))}const ${name} = ${text};`);
    return name;
  }

  private sharedLayer(layer: number): string {
    let name = this.sharedLayers.get(layer);
    if (name === undefined) {
      name = this.scope.claim(`${variableName(this.graph.layers[layer]!.name)}Layer`);
      this.sharedLayers.set(layer, name);
      this.statements.push(`const ${name} = ${this.layers.layer(layer)};`);
    }
    return name;
  }
}
