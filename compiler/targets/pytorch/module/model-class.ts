import type { LayerCall, LayerIndex, ModelGraph, TensorIndex } from '../../../graph/model-graph.ts';
import { graphInputs } from '../../../graph/host-part.ts';
import { createOps } from '../../../ops/builder.ts';
import { pascalCase } from '../../../names/pascal-case.ts';
import { lowerModel, type LoweredModel } from '../../../steps/lower-model.ts';
import { comments, docstring } from '../../python/documentation.ts';
import { call as callText, flat, layout, stringText } from '../../python/layout.ts';
import { PythonScope } from '../../python/names.ts';
import { atom } from '../../python/ops/code.ts';
import { channelsFirst, lastPermutation, padSpatial } from '../ops/windows.ts';
import {
  counterpartMade,
  type PlacedState,
  type PlacedWeight,
  type PlacedZeros,
} from './counterpart-made.ts';
import { counterpartOf, type Counterpart } from './counterparts.ts';
import { detailsOf, type DetailsSite } from './details.ts';
import { activatedLines, graphLines, type LinesSite } from './graph-lines.ts';
import { modelFlow, type ModelFlow } from '../../op-code/flow.ts';
import { attributeOf, layerClassText, Unwritable, type FileContext } from './layer-class.ts';
import { lowerCall, type LoweredCall } from '../../op-code/lower-call.ts';
import { mergeClasses, type ClassText } from './merge-classes.ts';
import { newUnit, withoutPrefix, type Place } from './place.ts';
import { ValueNames } from './value-names.ts';
import { groupsOf, itemsOf, NotAUnit, type Item } from './units.ts';

/** The classes of a model. */
export interface ModelClasses {
  /** Texts of classes, each after those that it uses. */
  readonly classes: readonly string[];
  readonly className: string;
  readonly weights: readonly PlacedWeight[];
  /** State that is zero and stays so, beside the weights. */
  readonly zeros: readonly { readonly parameter: string; readonly shape: readonly number[] }[];
  /** What layers with `stateful: true` keep from batch to batch. */
  readonly states: readonly PlacedState[];
  /** The keys of what `forward` gives with `detailed=True`, by the names that it gives them. */
  readonly details: ReadonlyMap<string, string>;
  readonly flow: ModelFlow;
  readonly lowered: LoweredModel;
  /** Heads whose last activation is a sigmoid; where details give what is before it, the others have a softmax. */
  readonly sigmoids: ReadonlySet<TensorIndex>;
  readonly helpers: ReadonlySet<Counterpart['helper']>;
}

interface LayerPlan {
  readonly counterpart: Counterpart | undefined;
  /** True for a layer whose text stands where it is called. */
  readonly isInline: boolean;
}

/**
 * A model as classes of PyTorch: one for the model, one for each of its blocks, and one for each layer that PyTorch
 * lacks.
 */
export function modelClasses(
  graph: ModelGraph,
  file: FileContext & { readonly claim: (wanted: string) => string },
): ModelClasses {
  const flattened = new Set<string>();
  for (;;) {
    try {
      return new ClassWriter(graph, file, flattened).write();
    } catch (error) {
      if (!(error instanceof NotAUnit)) throw error;
      flattened.add(error.key);
    }
  }
}

class ClassWriter implements LinesSite, DetailsSite {
  readonly graph: ModelGraph;
  readonly file: FileContext & { readonly claim: (wanted: string) => string };
  private readonly flattened: ReadonlySet<string>;
  readonly lowered: LoweredModel;
  readonly flow: ModelFlow;
  private readonly sigmoids: ReadonlySet<TensorIndex>;
  readonly predict = new Map<LayerCall, LoweredCall>();
  readonly train = new Map<LayerCall, LoweredCall>();
  private readonly plans = new Map<LayerIndex, LayerPlan>();
  /** How often each value is read, and by which calls. */
  private readonly readers = new Map<string, LayerCall[]>();
  private readonly wanted = new Set<string>();
  private readonly texts = new Map<string, string>();
  private readonly classes: ClassText[] = [];
  readonly weights: PlacedWeight[] = [];
  readonly zeros: PlacedZeros[] = [];
  private readonly states: PlacedState[] = [];
  readonly names: ValueNames;
  private readonly helpers = new Set<Counterpart['helper']>();

  constructor(
    graph: ModelGraph,
    file: FileContext & { readonly claim: (wanted: string) => string },
    flattened: ReadonlySet<string>,
  ) {
    this.graph = graph;
    this.file = file;
    this.flattened = flattened;
    const ops = createOps();
    const targets = graph.calls.flatMap(({ outputs }) => outputs);
    this.lowered = lowerModel(ops, graph, {
      training: false,
      stepKey: () => ops.scalar(0, 'int32'),
      targets,
    });
    this.flow = modelFlow(graph, this.lowered);
    const isSigmoid = (tensor: TensorIndex): boolean =>
      ops.scope.producer(this.lowered.tensors[tensor]!)?.op === 'sigmoid';
    this.names = new ValueNames(graph, this.readers, this.wanted);
    this.sigmoids = new Set(graph.heads.map(({ tensor }) => tensor).filter(isSigmoid));
  }

  write(): ModelClasses {
    const { graph, flow } = this;
    for (const call of flow.calls) {
      this.predict.set(call, lowerCall(graph, this.lowered, flow, call, false));
      this.train.set(call, lowerCall(graph, this.lowered, flow, call, true));
    }
    for (const call of flow.calls)
      for (const { key } of this.predict.get(call)!.taken)
        this.readers.set(key, [...(this.readers.get(key) ?? []), call]);
    const details = detailsOf(this);
    for (const key of details.values()) this.wanted.add(key);
    for (const { tensor } of graph.heads) this.wanted.add(`t${tensor}`);
    this.planLayers();
    const className = this.file.claim(pascalCase(graph.name));
    const text = this.modelText(details);
    this.classes.push({ name: className, wanted: className, text: `(nn.Module):\n${text}` });
    return {
      classes: mergeClasses(this.classes).map(({ name, text: own }) => `class ${name}${own}`),
      className,
      weights: this.weights,
      zeros: this.zeros,
      states: this.states,
      details,
      flow,
      lowered: this.lowered,
      sigmoids: this.sigmoids,
      helpers: this.helpers,
    };
  }

  private planLayers(): void {
    const { graph, flow } = this;
    graph.layers.forEach((layer, index) => {
      const calls = flow.calls.filter((call) => call.layer === index);
      if (calls.length === 0) return;
      const site = { graph, layer, calls, flow, drawsFreely: this.file.drawsFreely };
      const counterpart = counterpartOf(site);
      const isInline =
        !counterpart && layer.weights.length === 0 && calls.every((call) => this.isSameInTraining(call));
      this.plans.set(index, { counterpart, isInline });
    });
  }

  /** True for what draws nothing, and does the same whether it trains or not. */
  private isSameInTraining(call: LayerCall): boolean {
    const [predict, train] = [this.predict.get(call)!, this.train.get(call)!];
    if (train.graph.inputs.some(({ name }) => name.startsWith('key:')))
      return predict.graph.inputs.some(({ name }) => name.startsWith('key:'));
    const text = ({ graph }: LoweredCall): string =>
      JSON.stringify(
        graph.nodes.map(({ op, inputs, attributes }) => [op, inputs.map(({ id }) => id), attributes]),
      );
    return text(predict) === text(train);
  }

  private modelText(details: ReadonlyMap<string, string>): string {
    const { graph } = this;
    const inputs = graphInputs(graph);
    const scope = new PythonScope(this.file.visible, ['self', 'detailed', 'torch', 'nn', 'F', 'math']);
    const codes = new Map<string, string>();
    const parameters = [...inputs].map(([name, tensor]) => {
      const variable = scope.claim(name);
      codes.set(`t${tensor}`, variable);
      return variable;
    });
    const sizes = new Map<string, string>();
    for (const tensor of inputs.values())
      this.lowered.tensors[tensor]!.shape.forEach((size, axis) => {
        if (typeof size !== 'number' && !sizes.has(size.key))
          sizes.set(size.key, `${codes.get(`t${tensor}`)!}.shape[${axis}]`);
      });
    const unit = newUnit('');
    const items = itemsOf(graph, this.flow.calls, 0, this.flattened);
    const statements = items.flatMap((item) =>
      this.itemLines(item, {
        unit,
        prefix: '',
        path: '',
        depth: 0,
        scope,
        codes,
        outerSize: (name) => sizes.get(name)!,
        own: undefined,
      }),
    );
    const code = (key: string): string => (key.startsWith('s') ? sizes.get(key.slice(1))! : codes.get(key)!);
    const given = [...details].map(([name, key]) => `                ${stringText(name)}: ${code(key)},`);
    const heads = graph.heads.map(({ name, tensor }) => [name, code(`t${tensor}`)] as const);
    const dictionary = heads.map(([name, text]) => `            ${stringText(name)}: ${text},`);
    return [
      ...docstring(graph.doc, '    '),
      ...(graph.doc === undefined ? [] : ['']),
      '    def __init__(self):',
      '        super().__init__()',
      ...unit.made,
      '',
      ...layout('def ', callText('forward', ['self', ...parameters, 'detailed=False']), ':', '    '),
      ...statements,
      '        if detailed:',
      '            return {',
      ...given,
      '            }',
      ...(heads.length === 1
        ? [`        return ${heads[0]![1]}`]
        : ['        return {', ...dictionary, '        }']),
    ].join('\n');
  }

  private itemLines(item: Item, place: Place): readonly string[] {
    return item.kind === 'call' ? this.callLines(item.call, place) : this.unitLines(item, place);
  }

  /** A block that is used: its class is written once, an attribute holds the module, and a line calls it. */
  private unitLines(item: Extract<Item, { kind: 'unit' }>, place: Place): readonly string[] {
    const { key, group, calls } = item;
    const inside = new Set(calls.flatMap((call) => this.predict.get(call)!.given));
    const taken = [
      ...new Set(calls.flatMap((call) => this.predict.get(call)!.taken.map((each) => each.key))),
    ].filter((each) => !inside.has(each));
    const own = new Set(calls);
    const given = [...inside].filter(
      (each) => this.wanted.has(each) || (this.readers.get(each) ?? []).some((reader) => !own.has(reader)),
    );
    const known = place.unit.attributes.get(key);
    const first = known === undefined;
    const attribute = known ?? place.unit.scope.claim(withoutPrefix(group.name, place.prefix));
    const path = `${place.path}${attribute}.`;
    const text = this.unitText(item, { taken, given, path, isNew: first });
    const name = this.className(pascalCase(group.of), text);
    if (first) {
      place.unit.attributes.set(key, attribute);
      place.unit.made.push(`        self.${attribute} = ${name}()`);
    } else if (!place.unit.made.includes(`        self.${attribute} = ${name}()`)) throw new NotAUnit(key);
    const targets = given.map((each) => this.names.variable(each, place));
    const items = taken.map((each) => place.codes.get(each)!);
    const made = callText(`self.${attribute}`, items);
    given.forEach((each, index) => place.codes.set(each, targets[index]!));
    return [
      ...this.noteLines(calls.at(-1)!, place),
      ...layout(`${targets.join(', ')} = `, made, '', '        '),
    ];
  }

  private unitText(
    { key, group, calls }: Extract<Item, { kind: 'unit' }>,
    {
      taken,
      given,
      path,
      isNew,
    }: { taken: readonly string[]; given: readonly string[]; path: string; isNew: boolean },
  ): string {
    const scope = new PythonScope(this.file.visible, ['self', 'torch', 'nn', 'F', 'math']);
    const codes = new Map<string, string>();
    const parameters = taken.map((each) => {
      const name = scope.claim(each.startsWith('m') ? 'mask' : 'x');
      codes.set(each, name);
      return name;
    });
    const unit = newUnit(key);
    const depth =
      groupsOf(this.graph.layers[calls[0]!.layer]!, this.flattened).findIndex((each) => each.key === key) + 1;
    const before = [this.weights.length, this.zeros.length, this.states.length] as const;
    const statements = itemsOf(this.graph, calls, depth, this.flattened).flatMap((inner) =>
      this.itemLines(inner, {
        unit,
        prefix: `${group.name}_`,
        path,
        depth,
        scope,
        codes,
        outerSize: () => {
          throw new NotAUnit(key);
        },
        own: new Set(calls),
      }),
    );
    if (!isNew) {
      this.weights.length = before[0];
      this.zeros.length = before[1];
      this.states.length = before[2];
    }
    const returned = given.map((each) => codes.get(each)!).join(', ');
    return [
      '(nn.Module):',
      ...(unit.made.length > 0
        ? ['    def __init__(self):', '        super().__init__()', ...unit.made, '']
        : []),
      ...layout('def ', callText('forward', ['self', ...parameters]), ':', '    '),
      ...statements,
      `        return ${returned}`,
    ].join('\n');
  }

  /** The class with a text: one that is there already, or a new one. */
  private className(wanted: string, text: string): string {
    const known = this.texts.get(`${wanted}${text}`);
    if (known !== undefined) return known;
    const name = this.file.claim(wanted);
    this.texts.set(`${wanted}${text}`, name);
    this.classes.push({ name, wanted, text });
    return name;
  }

  private noteLines({ outputs }: LayerCall, { path }: Place): readonly string[] {
    if (path !== '') return [];
    const docs = this.graph.branches.filter(
      ({ tensor, doc }) => doc !== undefined && outputs.includes(tensor),
    );
    return docs.flatMap(({ doc }) => comments(doc, '        '));
  }

  private callLines(call: LayerCall, place: Place): readonly string[] {
    const plan = this.plans.get(call.layer)!;
    const notes = this.noteLines(call, place);
    if (plan.counterpart) return [...notes, ...this.counterpartLines(call, plan.counterpart, place)];
    if (plan.isInline) return [...notes, ...this.inlineLines(this.predict.get(call)!, place)];
    return [...notes, ...this.classLines(call, place)];
  }

  private attribute(call: LayerCall, place: Place, make: (attribute: string) => readonly string[]): string {
    const layer = this.graph.layers[call.layer]!;
    const key = `layer ${call.layer}`;
    const known = place.unit.attributes.get(key);
    if (known !== undefined) return known;
    const attribute = place.unit.scope.claim(withoutPrefix(layer.name, place.prefix));
    place.unit.attributes.set(key, attribute);
    place.unit.made.push(...make(attribute));
    return attribute;
  }

  private classLines(call: LayerCall, place: Place): readonly string[] {
    const layer = this.graph.layers[call.layer]!;
    const [predict, train] = [this.predict.get(call)!, this.train.get(call)!];
    const text = layerClassText(layer, predict, train, this.file);
    const name = this.className(pascalCase(layer.class), text);
    const attribute = this.attribute(call, place, (own) => {
      for (const { name: weight, shape } of layer.weights)
        this.weights.push({
          name: `${layer.name}/${weight}`,
          parameter: `${place.path}${own}.${attributeOf(weight)}`,
          shape,
        });
      for (const state of predict.carried)
        this.states.push({
          name: `${layer.name}/${state}`,
          attribute: `${place.path}${own}.${attributeOf(state)}`,
        });
      return [`        self.${own} = ${name}()`];
    });
    // Uses of one layer on tensors of other sizes have another text.
    if (!place.unit.made.includes(`        self.${attribute} = ${name}()`))
      throw new Unwritable(layer, 'it is used on tensors of different shapes');
    const targets = predict.given.map((key) => this.names.variable(key, place));
    const items = predict.taken.map(({ key }) => place.codes.get(key)!);
    predict.given.forEach((key, index) => place.codes.set(key, targets[index]!));
    return layout(`${targets.join(', ')} = `, callText(`self.${attribute}`, items), '', '        ');
  }

  private counterpartLines(call: LayerCall, counterpart: Counterpart, place: Place): readonly string[] {
    const layer = this.graph.layers[call.layer]!;
    if (counterpart.helper) this.helpers.add(counterpart.helper);
    const attribute = this.attribute(call, place, (own) =>
      counterpartMade(layer, counterpart, own, place, this),
    );
    const [tensor] = call.inputs;
    const [output] = call.outputs;
    const rank = this.graph.tensors[tensor!]!.shape.length - 1;
    const code = atom(place.codes.get(`t${tensor!}`)!);
    const first = counterpart.channelsFirst ? channelsFirst(code, rank) : code;
    const fed = counterpart.padding ? padSpatial(first, counterpart.padding, { size: String }) : first;
    const module = `self.${attribute}`;
    const applied = counterpart.apply(module, flat(fed.expression));
    const text = counterpart.channelsFirst ? `${applied}${lastPermutation(rank)}` : applied;
    const isFloat =
      this.lowered.tensors[tensor!]!.dtype === 'float32' || layer.declaration.name === 'Embedding';
    const cast = isFloat ? text : text.replace(flat(fed.expression), `${flat(fed.expression)}.float()`);
    return activatedLines(this, call, output!, cast, counterpart, place);
  }

  private inlineLines(lowered: LoweredCall, place: Place): readonly string[] {
    return graphLines(this, lowered, lowered.graph, (key) => place.codes.get(key)!, place);
  }
}
