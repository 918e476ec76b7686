import type { LayerCall, LayerIndex, ModelGraph, TensorIndex } from '../../../graph/model-graph.ts';
import { graphInputs } from '../../../graph/host-part.ts';
import { createOps } from '../../../ops/builder.ts';
import { expandComposites } from '../../../ops/expand-composites.ts';
import type { NamedTensor, OpGraph } from '../../../ops/types.ts';
import { pascalCase } from '../../../names/pascal-case.ts';
import { lowerModel, type LoweredModel } from '../../../steps/lower-model.ts';
import { openSizes } from '../../../shapes/size.ts';
import { comments, docstring } from '../../python/documentation.ts';
import { call as callText, flat, layout, stringText, type PythonExpression } from '../../python/layout.ts';
import { PythonScope } from '../../python/names.ts';
import { atom } from '../../python/ops/code.ts';
import { channelsFirst, lastPermutation, padSpatial } from '../ops/windows.ts';
import { counterpartOf, type Counterpart } from './counterparts.ts';
import { modelFlow, type ModelFlow } from '../../op-code/flow.ts';
import { initializerLines } from './initializers.ts';
import { attributeOf, layerClassText, printCall, Unwritable, type FileContext } from './layer-class.ts';
import { beforeActivation, lowerCall, type LoweredCall } from '../../op-code/lower-call.ts';
import { mergeClasses, type ClassText } from './merge-classes.ts';
import { groupsOf, itemsOf, NotAUnit, type Item } from './units.ts';

/** Where one weight of a model is in the state of its module. */
export interface PlacedWeight {
  /** `digit_dense/kernel` */
  readonly name: string;
  /** `digit_dense.weight` */
  readonly parameter: string;
  /** Axes of the weight in the order that the parameter has them; undefined where it is the same. */
  readonly permutation?: readonly number[];
  readonly shape: readonly number[];
}

/** The classes of a model. */
export interface ModelClasses {
  /** Texts of classes, each after those that it uses. */
  readonly classes: readonly string[];
  readonly className: string;
  readonly weights: readonly PlacedWeight[];
  /** State that is zero and stays so, beside the weights. */
  readonly zeros: readonly { readonly parameter: string; readonly shape: readonly number[] }[];
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

/** The attributes of a module while its text is written. */
interface Unit {
  readonly key: string;
  readonly attributes: Map<string, string>;
  readonly scope: PythonScope;
  readonly made: string[];
}

class ClassWriter {
  private readonly graph: ModelGraph;
  private readonly file: FileContext & { readonly claim: (wanted: string) => string };
  private readonly flattened: ReadonlySet<string>;
  private readonly lowered: LoweredModel;
  private readonly flow: ModelFlow;
  private readonly sigmoids: ReadonlySet<TensorIndex>;
  private readonly predict = new Map<LayerCall, LoweredCall>();
  private readonly train = new Map<LayerCall, LoweredCall>();
  private readonly plans = new Map<LayerIndex, LayerPlan>();
  /** How often each value is read, and by which calls. */
  private readonly readers = new Map<string, LayerCall[]>();
  private readonly wanted = new Set<string>();
  private readonly texts = new Map<string, string>();
  private readonly classes: ClassText[] = [];
  private readonly weights: PlacedWeight[] = [];
  private readonly zeros: { parameter: string; shape: readonly number[] }[] = [];
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
    const details = this.details();
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
      details,
      flow,
      lowered: this.lowered,
      sigmoids: this.sigmoids,
      helpers: this.helpers,
    };
  }

  /** What losses, metrics and objectives need, by name. */
  private details(): ReadonlyMap<string, string> {
    const { graph, flow } = this;
    const found = new Map<string, string>();
    for (const { name, loss, tensor, targetTensor } of graph.heads) {
      const maker = flow.calls.find(({ outputs }) => outputs.includes(tensor));
      const isBefore = maker && this.predict.get(maker)!.given.includes(`l${tensor}`);
      found.set(name, loss && isBefore ? `l${tensor}` : `t${tensor}`);
      const mask = flow.masks.get(tensor);
      if (loss && mask !== undefined) found.set(`${name} mask`, mask);
      if (targetTensor !== undefined) found.set(`${name} target`, `t${targetTensor}`);
    }
    for (const { name, tensor } of graph.objectives ?? []) found.set(`${name} objective`, `t${tensor}`);
    for (const call of flow.calls)
      for (const key of this.train.get(call)!.given)
        if (key.startsWith('p')) found.set(`penalty ${key.slice(1)}`, key);
    for (const name of this.hiddenSizes(found.values())) found.set(`size ${name}`, `s${name}`);
    if (this.file.isObserved)
      for (const { outputs } of flow.calls)
        for (const tensor of outputs) found.set(`tensor ${tensor}`, `t${tensor}`);
    return found;
  }

  /** Size variables that only expressions show: `H` in `4 * floor(H / 4)`. */
  private hiddenSizes(keys: Iterable<string>): readonly string[] {
    const open = new Set<string>();
    const plain = new Set<string>();
    for (const key of keys) {
      const tensor = this.lowered.tensors[Number(key.slice(1))];
      for (const size of tensor?.shape ?? []) {
        if (typeof size === 'number') continue;
        openSizes(size, open);
        plain.add(size.key);
      }
    }
    return [...open].filter((name) => !plain.has(name));
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
    const targets = given.map((each) => this.variable(each, place));
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
    const before = [this.weights.length, this.zeros.length] as const;
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

  /** A branch or head by its name in the model itself; in a block, whatever made it. */
  private nameOf(tensor: TensorIndex, own: Place['own']): string {
    const maker = own && [...own].find(({ outputs }) => outputs.includes(tensor));
    if (maker) return this.graph.layers[maker.layer]!.name;
    const branch = [...this.graph.heads, ...this.graph.branches].find((each) => each.tensor === tensor);
    return branch?.name ?? this.graph.tensors[tensor]!.name;
  }

  /** The variable of a value: tensors that only lead to another one share its name. */
  private variable(key: string, { scope, prefix, codes, own }: Place): string {
    const tensor = Number(key.slice(1));
    if (key.startsWith('p')) return scope.claim('penalty');
    if (key.startsWith('m')) return scope.claim(`${withoutPrefix(this.nameOf(tensor, own), prefix)}_mask`);
    if (key.startsWith('l')) return scope.claim(`${withoutPrefix(this.nameOf(tensor, own), prefix)}_logits`);
    const final = this.finalOf(tensor, own);
    const slot = `name ${final}`;
    const known = codes.get(slot);
    if (known !== undefined) return known;
    const name = scope.claim(withoutPrefix(this.nameOf(final, own), prefix));
    codes.set(slot, name);
    return name;
  }

  /** The tensor that a chain of calls ends in, along which nobody else reads. */
  private finalOf(tensor: TensorIndex, own: Place['own']): TensorIndex {
    let final = tensor;
    for (;;) {
      const key = `t${final}`;
      const isNamed =
        !own && [...this.graph.heads, ...this.graph.branches].some((each) => each.tensor === final);
      const readers = this.readers.get(key) ?? [];
      const [reader] = readers;
      const leads =
        !isNamed &&
        !this.wanted.has(key) &&
        readers.length === 1 &&
        (own?.has(reader!) ?? true) &&
        reader!.inputs[0] === final &&
        reader!.inputs.filter((each) => each === final).length === 1 &&
        reader!.outputs.length === 1;
      if (!leads) return final;
      final = reader!.outputs[0]!;
    }
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
    if (plan.isInline) return [...notes, ...this.inlineLines(call, this.predict.get(call)!, place)];
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
      return [`        self.${own} = ${name}()`];
    });
    // Uses of one layer on tensors of other sizes have another text.
    if (!place.unit.made.includes(`        self.${attribute} = ${name}()`))
      throw new Unwritable(layer, 'it is used on tensors of different shapes');
    const targets = predict.given.map((key) => this.variable(key, place));
    const items = predict.taken.map(({ key }) => place.codes.get(key)!);
    predict.given.forEach((key, index) => place.codes.set(key, targets[index]!));
    return layout(`${targets.join(', ')} = `, callText(`self.${attribute}`, items), '', '        ');
  }

  private counterpartLines(call: LayerCall, counterpart: Counterpart, place: Place): readonly string[] {
    const layer = this.graph.layers[call.layer]!;
    if (counterpart.helper) this.helpers.add(counterpart.helper);
    const attribute = this.attribute(call, place, (own) =>
      this.counterpartMade(call.layer, counterpart, own, place),
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
    return this.activatedLines(call, output!, cast, counterpart, place);
  }

  /** The text of a module's result, and its activation behind it. */
  private activatedLines(
    call: LayerCall,
    output: TensorIndex,
    text: string,
    { activation }: Counterpart,
    place: Place,
  ): readonly string[] {
    const ops = createOps();
    const { shape } = this.lowered.tensors[output]!;
    const x = ops.scope.input('x', 'float32', shape);
    const result = activation ? activation.declaration.lower(ops, x, activation.args) : x;
    const isScored = this.predict.get(call)!.given.includes(`l${output}`);
    const before = isScored ? beforeActivation(ops, result) : undefined;
    const outputs: NamedTensor[] = [
      { name: `t${output}`, tensor: result },
      ...(before ? [{ name: `l${output}`, tensor: before }] : []),
    ];
    const graph = expandComposites(ops.scope.build(outputs));
    const uses = graph.nodes.filter(({ inputs }) => inputs.some(({ id }) => id === x.id)).length;
    const lines: string[] = [];
    let inner = text;
    if (activation && (uses > 1 || before)) {
      const name =
        before?.id === x.id ? this.variable(`l${output}`, place) : this.variable(`t${output}`, place);
      const turned = lastPermutation(shape.length - 2);
      const isTurned = shape.length > 2 && text.endsWith(turned);
      lines.push(...layout(`${name} = `, isTurned ? text.slice(0, -turned.length) : text, '', '        '));
      inner = isTurned ? `${name}${turned}` : name;
      if (before?.id === x.id) place.codes.set(`l${output}`, inner);
    }
    const lowered = { ...this.predict.get(call)!, graph, taken: [], given: outputs.map(({ name }) => name) };
    return [...lines, ...this.graphLines(lowered, graph, () => inner, place)];
  }

  private counterpartMade(
    index: LayerIndex,
    counterpart: Counterpart,
    own: string,
    place: Place,
  ): readonly string[] {
    const layer = this.graph.layers[index]!;
    const { made, parameters, zeros = [] } = counterpart;
    const lines = [`        self.${own} = ${made}`];
    for (const { weight, parameter, permutation } of parameters) {
      const specification = layer.weights.find(({ name }) => name === weight)!;
      const path = `${place.path}${own}.${parameter}`;
      this.weights.push({
        name: `${layer.name}/${weight}`,
        parameter: path,
        shape: specification.shape,
        ...(permutation ? { permutation } : {}),
      });
      const isPlain = specification.shape.length > 1;
      const isGiven = counterpart.helper !== undefined || layer.declaration.name === 'LayerNormalization';
      const { name } = specification.initializer;
      // Normalizations begin with ones and zeros by themselves.
      if (isGiven && name === (/gamma|variance/.test(weight) ? 'Ones' : 'Zeros')) continue;
      lines.push(
        ...initializerLines(specification, `self.${own}.${parameter}`, isPlain).map(
          (line) => `        ${line}`,
        ),
      );
    }
    for (const { parameter, shape } of zeros) {
      this.zeros.push({ parameter: `${place.path}${own}.${parameter}`, shape });
      lines.push(`        nn.init.zeros_(self.${own}.${parameter}).requires_grad_(False)`);
    }
    if (!layer.trainable && parameters.length > 0) lines.push(`        self.${own}.requires_grad_(False)`);
    return lines;
  }

  private inlineLines(call: LayerCall, lowered: LoweredCall, place: Place): readonly string[] {
    return this.graphLines(lowered, lowered.graph, (key) => place.codes.get(key)!, place);
  }

  /** The statements of an op graph, whose results become variables. */
  private graphLines(
    lowered: LoweredCall,
    graph: OpGraph,
    value: (key: string) => string,
    place: Place,
  ): readonly string[] {
    const { given } = lowered;
    const isElementwise = isWhollyElementwise(graph);
    const turned = isElementwise ? commonTurn(lowered, graph, value) : undefined;
    const bare = (key: string): string => (turned ? value(key).slice(0, -turned.length) : value(key));
    const preferred = new Map<number, string>();
    graph.outputs.forEach(({ name, tensor }) => {
      if (
        name.startsWith('t') ||
        place.codes.has(name) ||
        graph.inputs.some((input) => input.tensor.id === tensor.id)
      )
        return;
      preferred.set(tensor.id, this.variable(name, place));
    });
    const { statements, outputs, expressions } = printCall(
      lowered,
      graph,
      {
        scope: place.scope,
        value: bare,
        weight: () => '',
        outerSize: place.outerSize,
        preferred,
      },
      this.file,
      '        ',
    );
    const lines: string[] = [...statements];
    const results: [target: string, text: PythonExpression][] = [];
    given.forEach((key, index) => {
      const output = graph.outputs[index]!.tensor;
      if (place.codes.has(key)) return;
      const text = outputs[index]!;
      const rank = output.shape.length - 2;
      const end =
        turned ?? (rank > 0 && text.endsWith(lastPermutation(rank)) ? lastPermutation(rank) : undefined);
      const own = end !== undefined && turned === undefined ? text.slice(0, -end.length) : text;
      const target = preferred.get(output.id) ?? this.variable(key, place);
      if (own !== target) results.push([target, own === text ? expressions[index]! : own]);
      place.codes.set(key, end === undefined ? target : `${target}${end}`);
    });
    if (results.length > 0)
      lines.push(
        ...layout(
          `${results.map(([target]) => target).join(', ')} = `,
          results.length === 1 ? results[0]![1] : results.map(([, text]) => flat(text)).join(', '),
          '',
          '        ',
        ),
      );
    return lines;
  }
}

/** Where lines of a forward method are written. */
interface Place {
  readonly unit: Unit;
  /** What names of layers begin with here. */
  readonly prefix: string;
  /** What names of parameters begin with here. */
  readonly path: string;
  readonly depth: number;
  readonly scope: PythonScope;
  readonly codes: Map<string, string>;
  readonly outerSize: (name: string) => string;
  /** The calls of this use of a block; undefined in the model itself. */
  readonly own: ReadonlySet<LayerCall> | undefined;
}

function newUnit(key: string): Unit {
  return { key, attributes: new Map(), scope: new PythonScope(undefined, ['forward', 'training']), made: [] };
}

function withoutPrefix(name: string, prefix: string): string {
  return prefix !== '' && name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

const elementwise = new Set(
  (
    'negate absolute sign exp log sqrt reciprocal tanh sigmoid softplus erf sin cos atan sinh cosh floor ceil round relu ' +
    'stopGradient add subtract multiply divide maximum minimum power constant input select equal less lessEqual and or not'
  ).split(' '),
);

/** True for graphs that do the same to each entry, wherever it stands. */
function isWhollyElementwise({ nodes, outputs }: OpGraph): boolean {
  const shape = JSON.stringify(outputs[0]!.tensor.shape);
  return nodes.every(
    ({ op, outputs: [output] }) =>
      elementwise.has(op) && (output!.shape.length === 0 || JSON.stringify(output!.shape) === shape),
  );
}

/** What turns all tensors that come in, so that one can work on what is behind the turn. */
function commonTurn(
  lowered: LoweredCall,
  graph: OpGraph,
  value: (key: string) => string,
): string | undefined {
  const rank = graph.outputs[0]!.tensor.shape.length - 2;
  if (rank < 1) return undefined;
  const turn = lastPermutation(rank);
  const read = graph.inputs.filter(({ tensor }) =>
    graph.nodes.some(({ inputs }) => inputs.some(({ id }) => id === tensor.id)),
  );
  return read.length > 0 && read.every(({ name }) => value(name).endsWith(turn)) ? turn : undefined;
}
