import { isSameInTraining } from './same-in-training.ts';
import { ownPrecision } from '../../../graph/precisions.ts';
import type { LayerCall, LayerIndex, ModelGraph, TensorIndex } from '../../../graph/model-graph.ts';
import { graphInputs } from '../../../graph/host-part.ts';
import { createOps } from '../../../ops/builder.ts';
import { pascalCase } from '../../../names/pascal-case.ts';
import { lowerModel, type LoweredModel } from '../../../steps/lower-model.ts';
import { comments, docstring } from '../../python/documentation.ts';
import { call as callText, flat, sequence, stringText } from '../../python/expressions.ts';
import { layout } from '../../python/layout.ts';
import { PythonScope } from '../../python/names.ts';
import { atom, method, nameCode, type Code } from '../../python/ops/code.ts';
import type { Statement } from '../../python/statements.ts';
import { channelsFirst, channelsLast } from '../ops/channels.ts';
import { padSpatial } from '../ops/windows.ts';
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
import {
  attributeOf,
  layerClass,
  Unwritable,
  type FileContext,
  type UnwritableLayer,
} from './layer-class.ts';
import { lowerCall, type LoweredCall } from '../../op-code/lower-call.ts';
import { FileClasses } from './file-classes.ts';
import type { PythonClass } from './merge-classes.ts';
import { makeModule, newUnit, withoutPrefix, type Place } from './place.ts';
import { ValueNames } from './value-names.ts';
import { groupsOf, itemsOf, NotAUnit, type Item } from './units.ts';
import type { ModelClasses } from './model-classes.ts';

interface LayerPlan {
  readonly counterpart: Counterpart | undefined;
  /** True for a layer whose text stands where it is called. */
  readonly isInline: boolean;
}

/**
 * A model as classes of PyTorch: one for the model, one for each of its blocks, and one for each layer that PyTorch
 * lacks.
 * @throws Unwritable with all layers that have no text
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
  private readonly classes: FileClasses;
  readonly weights: PlacedWeight[] = [];
  readonly zeros: PlacedZeros[] = [];
  private readonly states: PlacedState[] = [];
  readonly names: ValueNames;
  private readonly helpers = new Set<Counterpart['helper']>();
  /** What was found that cannot be written, by layer: the rest is looked through before it is said. */
  private readonly unwritable = new Map<LayerIndex, UnwritableLayer>();

  constructor(
    graph: ModelGraph,
    file: FileContext & { readonly claim: (wanted: string) => string },
    flattened: ReadonlySet<string>,
  ) {
    this.graph = graph;
    this.file = file;
    this.flattened = flattened;
    this.classes = new FileClasses(file.claim);
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
    this.classes.add({ name: className, wanted: className, ...this.modelClass(details) });
    if (this.unwritable.size > 0) throw new Unwritable([...this.unwritable.values()]);
    return {
      classes: this.classes.texts(),
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
        !counterpart &&
        layer.weights.length === 0 &&
        !ownPrecision(graph, layer) &&
        calls.every((call) => isSameInTraining(this.predict.get(call)!, this.train.get(call)!));
      this.plans.set(index, { counterpart, isInline });
    });
  }

  private modelClass(details: ReadonlyMap<string, string>): Pick<PythonClass, 'doc' | 'made' | 'methods'> {
    const { graph } = this;
    const inputs = graphInputs(graph);
    const scope = new PythonScope(this.file.visible, ['self', 'detailed', 'torch', 'nn', 'F', 'math']);
    const codes = new Map<string, Code>();
    const parameters = [...inputs].map(([name, tensor]) => {
      const variable = scope.claim(name);
      codes.set(`t${tensor}`, nameCode(variable));
      return variable;
    });
    const sizes = new Map<string, string>();
    for (const tensor of inputs.values())
      this.lowered.tensors[tensor]!.shape.forEach((size, axis) => {
        if (typeof size !== 'number' && !sizes.has(size.key))
          sizes.set(size.key, `${flat(codes.get(`t${tensor}`)!.expression)}.shape[${axis}]`);
      });
    const unit = newUnit('');
    const variables = new Map<number, string>();
    const items = itemsOf(graph, this.flow.calls, 0, this.flattened);
    const statements = items.flatMap((item) =>
      this.itemLines(item, {
        unit,
        prefix: '',
        path: '',
        depth: 0,
        scope,
        codes,
        variables,
        outerSize: (name) => sizes.get(name)!,
        own: undefined,
      }),
    );
    const code = (key: string): string =>
      key.startsWith('s') ? sizes.get(key.slice(1))! : flat(codes.get(key)!.expression);
    const given = [...details].map(([name, key]) => `                ${stringText(name)}: ${code(key)},`);
    const heads = graph.heads.map(({ name, tensor }) => [name, code(`t${tensor}`)] as const);
    const dictionary = heads.map(([name, text]) => `            ${stringText(name)}: ${text},`);
    const doc = [...docstring(graph.doc, '    '), ...(graph.doc === undefined ? [] : [''])];
    const methods = [
      ...layout('def ', callText('forward', ['self', ...parameters, 'detailed=False']), ':', '    '),
      ...statements,
      '        if detailed:',
      '            return {',
      ...given,
      '            }',
      ...(heads.length === 1
        ? [`        return ${heads[0]![1]}`]
        : ['        return {', ...dictionary, '        }']),
    ];
    return { doc, made: unit.made, methods };
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
    const inner = this.unitClass(item, { taken, given, path, isNew: first });
    const name = this.classes.nameOf(pascalCase(group.of), inner);
    if (first) {
      place.unit.attributes.set(key, attribute);
      place.unit.made.push(makeModule(place.unit, attribute, name));
    } else if (place.unit.classes.get(attribute) !== name) throw new NotAUnit(key);
    const targets = given.map((each) => this.names.variable(each, place));
    const items = taken.map((each) => place.codes.get(each)!.expression);
    const made = callText(`self.${attribute}`, items);
    given.forEach((each, index) => place.codes.set(each, nameCode(targets[index]!)));
    return [
      ...this.noteLines(calls.at(-1)!, place),
      ...layout(`${targets.join(', ')} = `, made, '', '        '),
    ];
  }

  private unitClass(
    { key, group, calls }: Extract<Item, { kind: 'unit' }>,
    {
      taken,
      given,
      path,
      isNew,
    }: { taken: readonly string[]; given: readonly string[]; path: string; isNew: boolean },
  ): Pick<PythonClass, 'made' | 'methods'> {
    const scope = new PythonScope(this.file.visible, ['self', 'torch', 'nn', 'F', 'math']);
    const codes = new Map<string, Code>();
    const variables = new Map<number, string>();
    const parameters = taken.map((each) => {
      const name = scope.claim(each.startsWith('m') ? 'mask' : 'x');
      codes.set(each, nameCode(name));
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
        variables,
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
    const returned = sequence(given.map((each) => codes.get(each)!.expression));
    return {
      made: unit.made.length > 0 ? unit.made : undefined,
      methods: [
        ...layout('def ', callText('forward', ['self', ...parameters]), ':', '    '),
        ...statements,
        ...layout('return ', returned, '', '        '),
      ],
    };
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
    try {
      return [...notes, ...this.classLines(call, place)];
    } catch (error) {
      if (!(error instanceof Unwritable)) throw error;
      if (!this.unwritable.has(call.layer)) this.unwritable.set(call.layer, error.layers[0]!);
      for (const key of this.predict.get(call)!.given)
        place.codes.set(key, nameCode(this.names.variable(key, place)));
      return [];
    }
  }

  private attribute(
    call: LayerCall,
    place: Place,
    make: (attribute: string) => readonly Statement[],
  ): string {
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
    const name = this.classes.nameOf(
      pascalCase(layer.class),
      layerClass(layer, { predict, train, precision: ownPrecision(this.graph, layer) }, this.file),
    );
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
      return [makeModule(place.unit, own, name)];
    });
    // Uses of one layer on tensors of other sizes have another text.
    if (place.unit.classes.get(attribute) !== name)
      throw new Unwritable([{ layer, reason: 'it is used on tensors of different shapes' }]);
    const targets = predict.given.map((key) => this.names.variable(key, place));
    const items = predict.taken.map(({ key }) => place.codes.get(key)!.expression);
    predict.given.forEach((key, index) => place.codes.set(key, nameCode(targets[index]!)));
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
    const code = place.codes.get(`t${tensor!}`)!;
    const first = counterpart.channelsFirst ? channelsFirst(code, rank) : code;
    const { functional } = this.file;
    const padded = counterpart.padding
      ? padSpatial(first, counterpart.padding, { size: (size) => String(size), functional })
      : first;
    const isFloat =
      this.lowered.tensors[tensor!]!.dtype === 'float32' || layer.declaration.name === 'Embedding';
    const fed = isFloat ? padded : method(padded, 'float');
    const applied = atom(counterpart.apply(`self.${attribute}`, fed.expression));
    const result = counterpart.channelsFirst ? channelsLast(applied, rank) : applied;
    return activatedLines(this, call, output!, result, counterpart, place);
  }

  private inlineLines(lowered: LoweredCall, place: Place): readonly string[] {
    return graphLines(this, lowered, lowered.graph, (key) => place.codes.get(key)!, place);
  }
}
