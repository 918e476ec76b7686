import type { LayerCall, LayerInstance, ModelGraph, TensorIndex } from '../../graph/model-graph.ts';
import { findLayer } from '../../layers/registry.ts';
import type { Counterpart } from '../tfjs/counterparts/counterpart.ts';
import { findCounterpart, withoutPenalty } from '../tfjs/implementation.ts';
import { maskedTensors } from '../tfjs/masks.ts';
import { planLayers } from '../tfjs/plan.ts';
import { camelCase, tfjsName } from '../tfjs/names.ts';
import type { TfjsLayer, TfjsValue } from '../tfjs/types.ts';
import { equalValues } from '../default-arguments.ts';
import { findTemplate } from './layers/index.ts';
import type { LayerTemplate } from './layers/template.ts';
import { docComment } from './comments.ts';
import { flowingTensors } from './flowing.ts';
import { deriveLayer } from './derived-layer/derive-layer.ts';
import type { ModuleParts } from './module-parts.ts';
import { UnwritableOp } from './ops/unwritable-op.ts';
import { keyText, stringText, valueText } from './values-text.ts';

/** A layer that generated code cannot have. */
export interface LayerProblem {
  readonly layer: LayerInstance;
  /** The end of a sentence: why there is none. */
  readonly reason: string;
}

/** Writes the layers of a graph as expressions. */
export class LayerTexts {
  readonly problems: LayerProblem[] = [];
  private readonly graph: ModelGraph;
  private readonly parts: ModuleParts;
  private readonly plans: readonly TfjsLayer[];
  private readonly calls: readonly (readonly LayerCall[])[];
  private readonly masks: ReadonlySet<TensorIndex>;
  private readonly classes = new Map<number, string>();

  constructor(graph: ModelGraph, parts: ModuleParts) {
    this.graph = graph;
    this.parts = parts;
    this.plans = planLayers(graph);
    const calls = graph.layers.map((): LayerCall[] => []);
    for (const call of graph.calls) calls[call.layer]!.push(call);
    this.calls = calls;
    this.masks = maskedTensors(graph);
  }

  plan(index: number): TfjsLayer {
    return this.plans[index]!;
  }

  /** True where tfjs-layers has the layer and trains it as Keras does. */
  isNative(index: number): boolean {
    const { implementation } = this.plans[index]!;
    return implementation.kind === 'tfjs' && implementation.trainsDifferently === undefined;
  }

  /** True for a head with a loss and a mask: tfjs's losses do not get it. */
  losesMask(head: string): boolean {
    const found = this.graph.heads.find(({ name }) => name === head);
    return found?.loss !== null && found !== undefined && this.masks.has(found.tensor);
  }

  /** True where arguments of the layer may be expressions: its class is not written for one set of them. */
  isConfigurable(index: number): boolean {
    return this.isNative(index) || this.templateFor(index) !== undefined;
  }

  /** The hand-written class for a layer, where its arguments and inputs are what that covers. */
  private templateFor(index: number): LayerTemplate | undefined {
    const { class: layerClass, declaration } = this.graph.layers[index]!;
    const isOwn = this.isNative(index) || declaration.family === 'function';
    const template = isOwn ? undefined : findTemplate(layerClass);
    if (!template) return undefined;
    const { args } = this.withoutPenaltyAround(index);
    const declared = declaration.arguments;
    const isPlain = Object.entries(args).every(
      ([name, value]) =>
        template.arguments.includes(name) ||
        name === 'seed' ||
        name === 'dtype' ||
        equalValues(value, declared[name]?.default),
    );
    return isPlain && this.calls[index]!.every((call) => this.isSimple(call)) ? template : undefined;
  }

  /** True for a call without masks, tensor arguments and inputs that come again after another one. */
  private isSimple({ inputs, tensorArguments }: LayerCall): boolean {
    const distinct = [...new Set(inputs)];
    const restored = inputs.map((_, index) => distinct[Math.min(index, distinct.length - 1)]);
    return (
      Object.keys(tensorArguments).length === 0 &&
      inputs.every((tensor, index) => !this.masks.has(tensor) && restored[index] === tensor)
    );
  }

  /** How arguments of a layer are renamed and left out. */
  argumentRules(index: number): Counterpart {
    return findCounterpart(this.graph.layers[index]!.declaration.name) ?? { factory: '' };
  }

  /**
   * The expression that makes a layer.
   * @param name the expression of its name; its own, as a string, where left out
   * @param written arguments that stand there as expressions, by tfjs's name
   */
  layer(
    index: number,
    options: {
      readonly name?: string;
      readonly written?: ReadonlyMap<string, string>;
      readonly trainable?: string;
    } = {},
  ): string {
    const layer = this.graph.layers[index]!;
    const entries: string[] = [`name: ${options.name ?? stringText(tfjsName(layer.name))}`];
    const { implementation } = this.plans[index]!;
    let made: string;
    if (this.isNative(index) && implementation.kind === 'tfjs') {
      const config = new Map(
        Object.entries(implementation.config).map(([key, value]) => [key, valueText(value, this.parts)]),
      );
      for (const [key, text] of options.written ?? []) config.set(key, text);
      const order = this.argumentOrder(layer.declaration.name, config);
      for (const key of order) entries.push(property(key, config.get(key)!));
      this.addTrainable(entries, layer, options.trainable);
      made = `tf.layers.${implementation.factory}({ ${entries.join(', ')} })`;
    } else if (this.templateFor(index)) {
      const template = this.templateFor(index)!;
      const declared = layer.declaration.arguments;
      const config = new Map<string, string>();
      for (const name of template.arguments) {
        const value = layer.args[name]!;
        if (!equalValues(value, declared[name]?.default))
          config.set(camelCase(name), valueText(value as TfjsValue, this.parts));
      }
      for (const [key, text] of options.written ?? []) config.set(key, text);
      for (const [key, text] of config) entries.push(property(key, text));
      this.addTrainable(entries, layer, options.trainable);
      made = `new ${this.parts.declare(layer.class, template.text)}({ ${entries.join(', ')} })`;
    } else {
      this.addTrainable(entries, layer, options.trainable);
      made = `new ${this.classOf(index)}({ ${entries.join(', ')} })`;
    }
    return this.withPenalty(index, made);
  }

  /** What the user wrote comes in the order of the declaration, as documentation has it. */
  private argumentOrder(layerClass: string, config: ReadonlyMap<string, string>): readonly string[] {
    const declared = Object.keys(findLayer(layerClass)!.arguments).map((name) =>
      name.replace(/_+([\p{L}\p{N}])/gu, (_, letter: string) => letter.toUpperCase()),
    );
    const place = (key: string): number => (declared.includes(key) ? declared.indexOf(key) : -1);
    return [...config.keys()].sort((a, b) => place(a) - place(b));
  }

  private addTrainable(entries: string[], layer: LayerInstance, text: string | undefined): void {
    if (text !== undefined) entries.push(property('trainable', text));
    else if (!layer.trainable && layer.weights.length > 0) entries.push('trainable: false');
  }

  private withPenalty(index: number, made: string): string {
    const { activityRegularizer } = this.plans[index]!;
    if (!activityRegularizer) return made;
    const penalty = valueText(activityRegularizer, this.parts);
    return `${this.parts.use('activityPenalty')}(${made}, (results) => ${penalty}.apply(results))`;
  }

  /** The layer as its class has it: a penalty that tfjs knows is put around. */
  private withoutPenaltyAround(index: number): LayerInstance {
    const layer = this.graph.layers[index]!;
    return this.plans[index]!.activityRegularizer ? withoutPenalty(layer) : layer;
  }

  /** The class that stands for a layer that tfjs lacks. */
  private classOf(index: number): string {
    const known = this.classes.get(index);
    if (known !== undefined) return known;
    const layer = this.graph.layers[index]!;
    let name = 'Missing';
    try {
      this.refuseWhole(index);
      const derived = this.withoutPenaltyAround(index);
      const body = deriveLayer(this.graph, derived, this.calls[index]!, this.masks, this.parts);
      const summary = layer.declaration.summary;
      name = this.parts.declare(
        // tfjs finds classes by name: those of functions leave its own alone.
        layer.declaration.family === 'function' ? `${layer.class}Function` : layer.class,
        (name) =>
          `${docComment(summary)}class ${name} ${body(name)}\ntf.serialization.registerClass(${name});`,
      );
    } catch (error) {
      if (!(error instanceof UnwritableOp)) throw error;
      const { implementation } = this.plans[index]!;
      const why =
        implementation.kind === 'missing' ? implementation.reason : implementation.trainsDifferently!;
      this.problems.push({ layer, reason: `${why}, and its ${error.message} cannot be composed` });
    }
    this.classes.set(index, name);
    return name;
  }

  /** @throws UnwritableOp for values of no input, which tfjs's layers cannot give */
  private refuseWhole(index: number): void {
    const flowing = flowingTensors(this.graph);
    for (const { outputs } of this.calls[index]!)
      if (outputs.some((tensor) => !flowing.has(tensor))) throw new UnwritableOp('values without a batch');
  }
}

function property(key: string, text: string): string {
  return key === text ? key : `${keyText(key)}: ${text}`;
}
