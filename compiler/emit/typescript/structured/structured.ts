import type {
  BinaryExpression,
  CallExpression,
  Expression,
  HeadDeclaration,
  Identifier,
  IfStage,
  Stage,
} from '../../../../grammar/ast.ts';
import type { ComponentValue } from '../../../arguments/values.ts';
import type { DefinedMember, Definition } from '../../../bind/definitions.ts';
import { constantFunctions } from '../../../bind/functions.ts';
import type { Module } from '../../../bind/module.ts';
import { sizesEqual } from '../../../shapes/size.ts';
import type { ModelOrigin } from '../../../compile.ts';
import { findLayer } from '../../../layers/registry.ts';
import { convertArgument } from '../../tfjs/implementation.ts';
import { camelCase, tfjsName, tfjsPart } from '../../tfjs/names.ts';
import { tfjsDType } from '../../tfjs/types.ts';
import { equalValues, isMisfit } from '../../tfjs/values.ts';
import { docComment } from '../comments.ts';
import type { GraphText } from '../expanded.ts';
import { Scope, variableName } from '../identifiers.ts';
import type { LayerTexts } from '../layer-text.ts';
import { inputText } from '../model-text.ts';
import type { ModuleParts } from '../module-parts.ts';
import { keyText, stringText, valueText } from '../values-text.ts';
import { constantExpression, namesIn } from './constant-text.ts';
import type { DefinitionInfo } from './definition-info.ts';
import type { Instances } from './instances.ts';
import { sharedStages, type NamedNode } from './name-policies.ts';
import type { ModuleConstants } from './module-constants.ts';
import { parameterText, type ParameterText } from './parameter-text.ts';
import { Unstructured } from './unstructured.ts';

/** What flows at one point of a pipeline. */
type Flow =
  | { readonly kind: 'chain'; readonly source: string; readonly stages: readonly string[] }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'record'; readonly entries: readonly (readonly [string, string])[] };

/** What writers of definitions share. */
export interface StructuredContext {
  readonly origin: ModelOrigin;
  readonly instances: Instances;
  readonly layers: LayerTexts;
  readonly parts: ModuleParts;
  readonly constants: ModuleConstants;
  readonly infos: ReadonlyMap<Definition, DefinitionInfo>;
  /** Functions of blocks and models that are used as layers. */
  readonly functions: Map<Definition, BlockFunction>;
  /** Parameters of the model that generated code must not leave open. */
  readonly pins: Set<string>;
}

/** The function that a block or a model used as a layer became. */
export interface BlockFunction {
  readonly name: string;
  /** Parameters that its text reads. */
  readonly parameters: readonly ParameterText[];
  readonly text: string;
  readonly inputs: number;
  /** Undefined for one result. */
  readonly results: readonly string[] | undefined;
}

/** The body of the model itself. */
export function modelBody(
  context: StructuredContext,
  scope: Scope,
): GraphText & { parameters: readonly ParameterText[] } {
  return new DefinitionWriter(context, context.infos.get(context.origin.definition)!, scope).model();
}

/** The function of a block, or of a model that is used as a layer. */
export function blockFunction(context: StructuredContext, info: DefinitionInfo): BlockFunction {
  const scope = new Scope(context.parts.scope, ['name', 'numbered']);
  return new DefinitionWriter(context, info, scope).block();
}

class DefinitionWriter {
  private readonly context: StructuredContext;
  private readonly info: DefinitionInfo;
  private readonly scope: Scope;
  private readonly isModel: boolean;
  private readonly tensors = new Map<string, string>();
  private readonly shared = new Map<string, { readonly text: string; readonly spread: boolean }>();
  private readonly parameters: readonly ParameterText[];
  private readonly loops: Map<string, string>[] = [];
  private readonly statements: string[] = [];
  private readonly masks = new Map<string, string>();
  private usesNumbering = false;
  private module: Module;

  constructor(context: StructuredContext, info: DefinitionInfo, scope: Scope) {
    this.context = context;
    this.info = info;
    this.scope = scope;
    this.module = info.definition.module;
    this.isModel = info.definition === context.origin.definition;
    this.parameters = info.definition.parameters
      .filter((each) => !each.hidden)
      .map((each) => parameterText(each, scope, (expression, module) => this.constant(expression, module)))
      .map((parameter) => (this.isModel ? this.withGivenValue(parameter) : parameter));
  }

  /** The value that the graph was made with is the default: that of the text, or one that was set. */
  private withGivenValue(parameter: ParameterText): ParameterText {
    const value = this.context.instances.graph.parameters[parameter.key]!;
    if (parameter.isComponent) return parameter;
    const text = this.context.constants.value(value);
    const isSame = parameter.initial?.replace(/(?<=\d)_(?=\d)/g, '') === text;
    return isSame ? parameter : { ...parameter, initial: text };
  }

  model(): GraphText & { parameters: readonly ParameterText[] } {
    const { definition } = this.info;
    const { graph } = this.context.instances;
    for (const input of graph.inputs) {
      const declared = definition.inputs.find(({ member }) => member.name.key === input.name)!;
      const name = this.scope.claim(variableName(input.name));
      this.tensors.set(input.name, name);
      const shape = graph.tensors[input.tensor]!.shape.map((size, axis) => {
        const dim = declared.member.type?.dims?.[axis];
        if (typeof size !== 'number' || !dim) return 'null';
        return this.constant(dim, declared.module);
      });
      this.statements.push(`${docComment(input.doc)}const ${name} = ${inputText(graph, input, shape)};`);
    }
    this.writeMembers();
    return {
      statements: this.withNumbering(this.statements),
      inputs: graph.inputs.map((input) => this.tensors.get(input.name)!),
      heads: graph.heads.map((head) => this.tensors.get(head.name)!),
      masks: graph.heads.map((head) => this.masks.get(head.name)),
      parameters: this.readParameters(this.statements.join('\n')),
    };
  }

  block(): BlockFunction {
    const { definition } = this.info;
    const name = this.context.parts.scope.claim(variableName(definition.name));
    const inputs = definition.inputs.map(({ member }) => {
      const variable = this.scope.claim(variableName(member.name.key));
      this.tensors.set(member.name.key, variable);
      return variable;
    });
    const returned = this.writeMembers();
    const { result, results } = this.resultOf(returned);
    const body = this.withNumbering(this.statements);
    const parameters = this.readParameters([...body, result].join('\n'));
    const [only] = inputs;
    const isStage = inputs.length === 1 && !results;
    if (isStage) this.context.parts.use('chain');
    const record = results?.map((each) => `${keyText(each)}: tf.SymbolicTensor`).join('; ');
    const resultType = record === undefined ? 'tf.SymbolicTensor' : `{ ${record} }`;
    const inputType = inputs.length === 1 ? 'x: tf.SymbolicTensor' : 'inputs: tf.SymbolicTensor[]';
    const type = isStage ? 'Stage' : `(${inputType}) => ${resultType}`;
    const taken = inputs.length === 1 ? `(${only})` : `([${inputs.join(', ')}])`;
    const closure =
      body.length === 0
        ? `${taken} => ${result.startsWith('{') ? `(${result})` : result}`
        : `${taken} => {\n${body.join('\n')}\nreturn ${result};\n}`;
    const text = `${docComment(definition.declaration.doc)}function ${name}(${[
      'name: string',
      ...optionsParameter(parameters),
    ].join(', ')}): ${type} {\nreturn ${closure};\n}`;
    return { name, parameters, text, inputs: inputs.length, results };
  }

  private resultOf(returned: Flow | undefined): { result: string; results: readonly string[] | undefined } {
    const { definition } = this.info;
    if (definition.kind === 'block') {
      if (!returned) throw new Unstructured('a block without result');
      if (returned.kind === 'chain') return { result: this.render(returned), results: undefined };
      if (returned.kind === 'list') throw new Unstructured('a block that returns a list');
      return this.recordResult(returned.entries);
    }
    const heads = definition.heads.map(
      ({ member }) => [member.name.key, this.tensors.get(member.name.key)!] as const,
    );
    return heads.length === 1 ? { result: heads[0]![1], results: undefined } : this.recordResult(heads);
  }

  private recordResult(entries: readonly (readonly [string, string])[]): {
    result: string;
    results: readonly string[];
  } {
    const properties = entries.map(([key, text]) => (key === text ? key : `${keyText(key)}: ${text}`));
    return { result: `{ ${properties.join(', ')} }`, results: entries.map(([key]) => key) };
  }

  private withNumbering(statements: readonly string[]): readonly string[] {
    if (!this.usesNumbering) return statements;
    return [`const numbered = ${this.context.parts.use('numbering')}();`, ...statements];
  }

  /** Parameters that a text reads; those that others' defaults read count too. */
  private readParameters(text: string): readonly ParameterText[] {
    return this.parameters.filter(({ variable, key }) => {
      if (this.isModel && this.context.pins.has(key)) return false;
      return new RegExp(
        `(?<![\\p{L}\\p{N}_$'])(?<!(?<!\\.\\.)\\.)${variable}(?![\\p{L}\\p{N}_$'])`,
        'u',
      ).test(text);
    });
  }

  private writeMembers(): Flow | undefined {
    let returned: Flow | undefined;
    for (const defined of this.info.members) {
      this.module = defined.module;
      const { member } = defined;
      if (member.kind === 'Shared') this.writeShared(defined);
      else if (member.kind === 'Return') returned = this.flow(member.value);
      else if (member.kind === 'Branch') this.writeBranch(defined);
      else if (member.kind === 'Head') {
        if (this.isModel && this.context.layers.losesMask(member.name.key)) {
          this.writeMaskedHead(member);
          continue;
        }
        this.assign(member.name, this.render(this.single(this.flow(member.value))), member.doc);
      }
    }
    return returned;
  }

  /** A head whose loss leaves padding out: its last layer gets a variable, to take the mask from. */
  private writeMaskedHead({ name, value, doc }: HeadDeclaration): void {
    const flow = this.single(this.flow(value));
    const last = flow.stages.at(-1);
    if (last === undefined || last.startsWith('...') || last.startsWith('('))
      throw new Unstructured('a masked head');
    const layer = this.scope.claim(`${variableName(name.key)}Layer`);
    const mask = this.scope.claim(`${variableName(name.key)}Mask`);
    this.statements.push(
      `const ${layer} = ${last};`,
      `const ${mask} = ${this.context.parts.use('keepMask')}(${layer});`,
    );
    this.masks.set(name.key, `${mask}()`);
    this.assign(name, this.render({ ...flow, stages: [...flow.stages.slice(0, -1), layer] }), doc);
  }

  private writeBranch({ member }: DefinedMember): void {
    if (member.kind !== 'Branch') return;
    const { target } = member;
    const flow = this.flow(member.value);
    if (target.kind === 'Identifier') return this.assign(target, this.render(this.single(flow)), member.doc);
    if (flow.kind !== 'chain' || flow.stages.length > 0) throw new Unstructured('several results');
    if (target.kind === 'ListPattern') {
      const names = target.names.map((name) => this.claim(name));
      this.statements.push(`${docComment(member.doc)}const [${names.join(', ')}] = ${flow.source};`);
      return;
    }
    const names = target.entries.map(({ key, name }) => {
      const variable = this.claim(name);
      return key.key === variable ? variable : `${keyText(key.key)}: ${variable}`;
    });
    this.statements.push(`${docComment(member.doc)}const { ${names.join(', ')} } = ${flow.source};`);
  }

  private claim(name: Identifier): string {
    const variable = this.scope.claim(variableName(name.key));
    this.tensors.set(name.key, variable);
    return variable;
  }

  private assign(name: Identifier, text: string, doc: string | undefined): void {
    const variable = this.claim(name);
    this.statements.push(`${docComment(doc)}const ${variable} = ${text};`);
  }

  private writeShared({ member }: DefinedMember): void {
    if (member.kind !== 'Shared') return;
    const stages = sharedStages(member.value);
    const name = member.name.key;
    const texts = this.stageTexts(stages);
    const isPlain = stages.every((stage) => stage.kind === 'Call' && !this.useOf(stage));
    const variable = this.scope.claim(variableName(name));
    const doc = docComment(member.doc);
    if (isPlain && texts.length === 1) {
      this.statements.push(`${doc}const ${variable} = ${texts[0]};`);
      this.shared.set(name, { text: variable, spread: false });
      return;
    }
    if (isPlain) {
      this.statements.push(`${doc}const ${variable} = [${texts.join(', ')}];`);
      this.shared.set(name, { text: `...${variable}`, spread: true });
      return;
    }
    if (!this.isModel) throw new Unstructured('a shared block inside a block');
    const shape = this.sharedInputShape(name);
    const made = `${this.context.parts.use('sharedModel')}(${stringText(tfjsName(name))}, ${shape}, ${texts.join(', ')})`;
    this.context.parts.use('chain');
    this.statements.push(`${doc}const ${variable} = ${made};`);
    this.shared.set(name, { text: variable, spread: false });
  }

  /** The shape of what flows into a shared block, with null where its uses differ or sizes are open. */
  private sharedInputShape(name: string): string {
    const { graph } = this.context.instances;
    const isInside = (index: number): boolean => graph.layers[index]!.path[0]?.name === name;
    const inside = new Set(
      graph.calls.filter((call) => isInside(call.layer)).flatMap((call) => call.outputs),
    );
    const entering = graph.calls
      .filter((call) => isInside(call.layer))
      .flatMap((call) => call.inputs.filter((input) => !inside.has(input)));
    const types = [...new Set(entering)].map((tensor) => graph.tensors[tensor]!);
    const [first] = types;
    if (!first || types.some((type) => type.shape.length !== first.shape.length)) {
      throw new Unstructured('inputs of a shared block');
    }
    if (tfjsDType(first.dtype) !== 'float32') throw new Unstructured('a shared block of integers');
    const axes = first.shape.map((size, axis) => {
      const isSame = typeof size === 'number' && types.every((type) => sizesEqual(type.shape[axis]!, size));
      return isSame ? String(size) : 'null';
    });
    return `[${axes.join(', ')}]`;
  }

  // Flows

  private flow(expression: Expression): Flow {
    switch (expression.kind) {
      case 'Identifier': {
        const tensor = this.tensors.get(expression.key);
        if (tensor === undefined) throw new Unstructured(`\`${expression.text}\``);
        return { kind: 'chain', source: tensor, stages: [] };
      }
      case 'List':
        return { kind: 'list', items: expression.items.map((item) => this.oneText(item)) };
      case 'Record':
        return {
          kind: 'record',
          entries: expression.entries.map((entry) => [entry.name.key, this.oneText(entry.value)] as const),
        };
      case 'Pipeline': {
        if (!expression.source) throw new Unstructured('a pipeline without source');
        let flow = this.flow(expression.source);
        for (const stage of expression.stages) flow = this.apply(flow, stage);
        return flow;
      }
      case 'Binary':
        return this.operators(expression);
      default:
        throw new Unstructured('a tensor expression');
    }
  }

  private oneText(expression: Expression): string {
    return this.render(this.single(this.flow(expression)));
  }

  private single(flow: Flow): Extract<Flow, { kind: 'chain' }> {
    if (flow.kind !== 'chain') throw new Unstructured('several tensors');
    return flow;
  }

  private render(flow: Extract<Flow, { kind: 'chain' }>): string {
    if (flow.stages.length === 0) return flow.source;
    return `${this.context.parts.use('chain')}(${[flow.source, ...flow.stages].join(', ')})`;
  }

  private apply(flow: Flow, stage: Stage): Flow {
    if (stage.kind === 'Call') {
      const use = this.useOf(stage);
      if (use) return this.applyUse(flow, stage, use);
      if (flow.kind !== 'chain') return this.applyToSeveral(flow, stage);
      const several = this.severalResults(flow, stage);
      if (several) return several;
    }
    const before = this.single(flow);
    return { ...before, stages: [...before.stages, ...this.stageTexts([stage])] };
  }

  /** A layer that takes a list or a record. */
  private applyToSeveral(flow: Exclude<Flow, { kind: 'chain' }>, call: CallExpression): Flow {
    const items = flow.kind === 'list' ? flow.items : this.inOrder(flow.entries, call);
    const [index] = this.layersAt(call);
    const isNative = this.context.layers.isNative(index!);
    const distinct = isNative ? items : [...new Set(items)];
    const source = distinct.length === 1 ? distinct[0]! : `[${distinct.join(', ')}]`;
    return { kind: 'chain', source, stages: this.stageTexts([call]) };
  }

  private inOrder(entries: readonly (readonly [string, string])[], call: CallExpression): readonly string[] {
    const names = findLayer(call.callee.key)?.inputNames?.map(({ name }) => name) ?? [];
    const byName = new Map(entries);
    return names.flatMap((name) => byName.get(name) ?? []);
  }

  /** A layer that gives its state too: an array that a pattern takes apart. */
  private severalResults(flow: Extract<Flow, { kind: 'chain' }>, call: CallExpression): Flow | undefined {
    const calls = this.context.instances.callsAt(this.module.path, call.span);
    if (!calls.some(({ outputs }) => outputs.length > 1)) return undefined;
    const initial = call.arguments.find((argument) => argument.name?.key === 'initial_state');
    const made = this.layerText(call, call);
    const state = initial ? `, { initialState: ${this.stateText(initial.value)} }` : '';
    return {
      kind: 'chain',
      source: `${made}.apply(${this.render(flow)}${state}) as tf.SymbolicTensor[]`,
      stages: [],
    };
  }

  private stateText(expression: Expression): string {
    const items = expression.kind === 'List' ? expression.items : [expression];
    return `[${items.map((item) => this.oneText(item)).join(', ')}]`;
  }

  private useOf(call: CallExpression): Definition | undefined {
    const meaning = this.module.names.get(call.callee.key);
    return meaning?.kind === 'definition'
      ? this.context.origin.definitions.get(meaning.declaration)
      : undefined;
  }

  private applyUse(flow: Flow, call: CallExpression, definition: Definition): Flow {
    const made = this.useText(call, definition);
    const block = this.blockOf(definition);
    if (block.inputs === 1 && !block.results) {
      const before = this.single(flow);
      return { ...before, stages: [...before.stages, made] };
    }
    if (block.inputs === 1)
      return { kind: 'chain', source: `${made}(${this.render(this.single(flow))})`, stages: [] };
    if (flow.kind === 'chain') throw new Unstructured('inputs of a block');
    const names = definition.inputs.map(({ member }) => member.name.key);
    const byName = flow.kind === 'record' ? new Map(flow.entries) : undefined;
    const items = flow.kind === 'list' ? flow.items : names.map((name) => byName!.get(name)!);
    return { kind: 'chain', source: `${made}([${items.join(', ')}])`, stages: [] };
  }

  private blockOf(definition: Definition): BlockFunction {
    const block = this.context.functions.get(definition);
    if (!block) throw new Unstructured(`\`${definition.name}\``);
    return block;
  }

  private useText(call: CallExpression, definition: Definition): string {
    const { name, parameters } = this.blockOf(definition);
    const given = givenParameters(call, definition);
    const options = parameters.flatMap(({ key, variable }) => {
      const expression = given.get(key);
      if (!expression) return [];
      const text = this.argumentOfUse(expression);
      return [text === variable ? variable : `${keyText(variable)}: ${text}`];
    });
    const args = [this.nameText(call), ...(options.length > 0 ? [`{ ${options.join(', ')} }`] : [])];
    return `${name}(${args.join(', ')})`;
  }

  private argumentOfUse(expression: Expression): string {
    if (expression.kind === 'Call' && !constantFunctions.has(expression.callee.key)) {
      throw new Unstructured('an object as a parameter');
    }
    return this.constant(expression, this.module);
  }

  // Stages

  private stageTexts(stages: readonly Stage[]): readonly string[] {
    return stages.flatMap((stage) => this.stageText(stage));
  }

  private stageText(stage: Stage): readonly string[] {
    switch (stage.kind) {
      case 'Call': {
        const use = this.useOf(stage);
        if (use) {
          const block = this.blockOf(use);
          if (block.inputs !== 1 || block.results)
            throw new Unstructured('a block of several tensors in a loop');
          return [this.useText(stage, use)];
        }
        return [this.withState(stage)];
      }
      case 'Identifier': {
        const shared = this.shared.get(stage.key);
        if (!shared) throw new Unstructured(`\`${stage.text}\``);
        return [shared.text];
      }
      case 'Repeat': {
        if (!this.isAlive(stage.body)) return this.leaveOut([stage.count]);
        const repeat = this.context.parts.use('repeat');
        this.context.parts.use('chain');
        const count = this.constant(stage.count, this.module);
        return [`...${repeat}(${count}, () => [${this.stageTexts(stage.body).join(', ')}])`];
      }
      case 'For': {
        if (!this.isAlive(stage.body)) return this.leaveOut([stage.list]);
        this.context.parts.use('chain');
        const list = this.constant(stage.list, this.module);
        const variable = variableName(stage.variable.key);
        this.loops.push(new Map([[stage.variable.key, variable]]));
        const body = this.stageTexts(stage.body).join(', ');
        this.loops.pop();
        return [`...${list}.flatMap((${variable}): Stage[] => [${body}])`];
      }
      case 'If':
        return this.ifText(stage);
      case 'Missing':
        throw new Unstructured('missing text');
    }
  }

  private ifText(stage: IfStage): readonly string[] {
    const other = stage.else === undefined ? [] : 'kind' in stage.else ? [stage.else] : stage.else;
    const isThen = this.isAlive(stage.then);
    const isOther = other.length > 0 && this.isAlive(other);
    if (!isThen || (other.length > 0 && !isOther)) {
      // What was never expanded has no shapes to go by: the condition is settled here.
      this.pin([stage.condition]);
      return this.stageTexts(isThen ? stage.then : other);
    }
    const condition = this.constant(stage.condition, this.module);
    const [first, second] = [stage.then, other].map((each) => `[${this.stageTexts(each).join(', ')}]`);
    return [`...(${condition} ? ${first} : ${second})`];
  }

  /** True where the model has a layer, or an empty use, of some of these stages. */
  private isAlive(stages: readonly Stage[]): boolean {
    return stages.some((stage) => {
      if (stage.kind === 'Identifier') return true;
      if (stage.kind === 'Call') {
        const use = this.useOf(stage);
        return use
          ? this.context.instances.usedAt(use.name, this.policyNames(stage))
          : this.layersAt(stage).length > 0;
      }
      if (stage.kind === 'Repeat' || stage.kind === 'For') return this.isAlive(stage.body);
      if (stage.kind !== 'If') return false;
      const other = stage.else === undefined ? [] : 'kind' in stage.else ? [stage.else] : stage.else;
      return this.isAlive(stage.then) || this.isAlive(other);
    });
  }

  private policyNames(call: CallExpression): string {
    const policy = this.info.policies.get(call);
    return policy ? (policy.kind === 'counted' ? policy.base : policy.name) : '';
  }

  private leaveOut(expressions: readonly Expression[]): readonly string[] {
    this.pin(expressions);
    return [];
  }

  /** A layer whose first state is a tensor becomes a function, as tfjs takes it where the layer is applied. */
  private withState(call: CallExpression): string {
    const made = this.layerText(call, call);
    const initial = call.arguments.find((argument) => argument.name?.key === 'initial_state');
    if (!initial) return made;
    const [index] = this.layersAt(call);
    if (!this.context.layers.isNative(index!)) throw new Unstructured('a state for a generated layer');
    const x = new Scope(this.scope).claim('x');
    return `(${x}) => ${made}.apply(${x}, { initialState: ${this.stateText(initial.value)} }) as tf.SymbolicTensor`;
  }

  private operators(expression: BinaryExpression): Flow {
    const spine: BinaryExpression[] = [];
    let innermost: Expression = expression;
    while (innermost.kind === 'Binary') {
      spine.push(innermost);
      innermost = innermost.left;
    }
    // Leading steps of a spine may be numbers alone: `2 * 3 * x`.
    while (spine.length > 0 && this.layersAt(spine.at(-1)!).length === 0) innermost = spine.pop()!;
    let flow: Flow | undefined;
    for (let step = spine.pop(); step; step = spine.pop()) flow = this.operator(step, flow, innermost);
    if (!flow) throw new Unstructured('a tensor expression');
    return flow;
  }

  private operator(step: BinaryExpression, before: Flow | undefined, innermost: Expression): Flow {
    const [index] = this.layersAt(step);
    if (index === undefined) throw new Unstructured('an operator that is not used');
    const made = this.layerText(step, undefined);
    const isNumber = this.context.instances.layer(index).class.endsWith('Number');
    if (isNumber) {
      const tensor = before ?? this.flow(this.isTensor(innermost) ? innermost : step.right);
      const number = before || this.isTensor(innermost) ? step.right : innermost;
      this.pin([number]);
      const chain = this.single(tensor);
      return { ...chain, stages: [...chain.stages, made] };
    }
    const right = this.oneText(step.right);
    if (before) {
      const chain = this.single(before);
      const sum = new Scope(this.scope).claim('left');
      const next = `(${sum}) => ${this.context.parts.use('chain')}([${sum}, ${right}], ${made})`;
      return { ...chain, stages: [...chain.stages, next] };
    }
    const left = this.oneText(innermost);
    if (left === right) return { kind: 'chain', source: left, stages: [made] };
    return { kind: 'chain', source: `[${left}, ${right}]`, stages: [made] };
  }

  private isTensor(expression: Expression): boolean {
    if (expression.kind === 'Pipeline') return true;
    return namesIn(expression).some((name) => this.tensors.has(name.key));
  }

  // Layers

  private layersAt(node: NamedNode): readonly number[] {
    return this.context.instances.at(this.module.path, node.span);
  }

  /** The expression that makes the layer of a call or operator, the same in every use of the block around it. */
  private layerText(node: NamedNode, call: CallExpression | undefined): string {
    const indices = this.layersAt(node);
    const [first] = indices;
    if (first === undefined) throw new Unstructured('a layer that is not used');
    const { layers, instances } = this.context;
    const name = this.nameText(node);
    const trainable = indices.map(
      (index) => instances.layer(index).trainable || instances.layer(index).weights.length === 0,
    );
    if (trainable.some((each) => each !== trainable[0]))
      throw new Unstructured('a layer frozen in some uses');
    const written = call && layers.isConfigurable(first) ? this.writtenArguments(call, indices) : undefined;
    if (!written && call) this.pin(call.arguments.filter(isSetting).map(({ value }) => value));
    if (!layers.isConfigurable(first)) this.context.pins.add('*');
    const texts = new Set(indices.map((index) => layers.layer(index, { name, ...(written && { written }) })));
    if (texts.size > 1) throw new Unstructured(`\`${instances.layer(first).class}\` in several forms`);
    return [...texts][0]!;
  }

  /** What the user wrote, in tfjs's names; what depends on no parameter is taken from the graph. */
  private writtenArguments(call: CallExpression, indices: readonly number[]): ReadonlyMap<string, string> {
    const { layers, instances, parts } = this.context;
    const layer = instances.layer(indices[0]!);
    const counterpart = layers.argumentRules(indices[0]!);
    const declared = Object.keys(findLayer(layer.class)!.arguments);
    const written = new Map<string, string>();
    let position = 0;
    for (const argument of call.arguments) {
      const key = argument.name?.key ?? declared[position++]!;
      if (!declared.includes(key) || key === 'activity_regularizer') continue;
      const { value } = argument;
      const isOut = counterpart.ignored?.includes(key) || (counterpart.fixed && key in counterpart.fixed);
      const dynamic = namesIn(value).filter((name) => this.isDynamic(name));
      if (isOut || counterpart.adapt) {
        this.pin([value]);
        continue;
      }
      const tfjsKey = counterpart.names?.[key] ?? camelCase(key);
      const given = layer.args[key]!;
      const isObject = value.kind === 'Call' && !constantFunctions.has(value.callee.key);
      const isComponent = (given as ComponentValue | null)?.kind === 'component';
      if (dynamic.length === 0 || isObject || isComponent) {
        this.pin([value]);
        const same = indices.every((index) => equalValues(instances.layer(index).args[key], given));
        if (!same) throw new Unstructured(`\`${key}\` in several forms`);
        const isArithmetic = value.kind === 'Binary' && dynamic.length === 0 && typeof given === 'number';
        if (isArithmetic) {
          written.set(tfjsKey, this.constant(value, this.module));
          continue;
        }
        const converted = convertArgument(counterpart, key, given);
        if (!isMisfit(converted)) written.set(tfjsKey, valueText(converted, parts));
        continue;
      }
      if (counterpart.lists?.includes(key) && value.kind !== 'List') {
        const size = this.constant(value, this.module);
        written.set(tfjsKey, `[${size}, ${size}]`);
        continue;
      }
      written.set(tfjsKey, this.constant(value, this.module));
    }
    return written;
  }

  private nameText(node: NamedNode): string {
    const policy = this.info.policies.get(node);
    if (!policy) throw new Unstructured('a layer without name');
    const base = policy.kind === 'counted' ? policy.base : policy.name;
    const text = this.isModel ? stringText(tfjsName(base)) : `\`\${name}_${tfjsPart(base)}\``;
    if (policy.kind !== 'counted') return text;
    this.usesNumbering = true;
    return `numbered(${text})`;
  }

  // Constants

  /** True for a name whose value generated code may leave open. */
  private isDynamic(name: Identifier): boolean {
    if (this.loops.some((loop) => loop.has(name.key))) return true;
    const parameter = this.parameters.find(({ key }) => key === name.key);
    if (parameter) return !parameter.isComponent && !(this.isModel && this.isPinned(name.key));
    return this.module.names.get(name.key)?.kind === 'const';
  }

  private isPinned(key: string): boolean {
    return this.context.pins.has('*') || this.context.pins.has(key);
  }

  private constant(expression: Expression, module: Module): string {
    const text = constantExpression(
      expression,
      { name: (name) => this.constantName(name, module) },
      module.source.text,
    );
    return text.startsWith('(') && text.endsWith(')') && isWrapped(text) ? text.slice(1, -1) : text;
  }

  private constantName(name: Identifier, module: Module): string | undefined {
    for (const loop of this.loops) {
      const variable = loop.get(name.key);
      if (variable !== undefined) return variable;
    }
    const parameter = this.parameters?.find(({ key }) => key === name.key);
    if (parameter) {
      if (!this.isModel || !this.isPinned(name.key)) return parameter.variable;
      return this.context.constants.value(this.context.instances.graph.parameters[name.key]!);
    }
    const meaning = module.names.get(name.key);
    return meaning?.kind === 'const'
      ? this.context.constants.name(meaning.declaration, meaning.module)
      : undefined;
  }

  /** What these expressions come to must not change: the model's parameters behind them stay as they are. */
  private pin(expressions: readonly Expression[]): void {
    for (const name of expressions.flatMap(namesIn)) {
      if (this.loops.some((loop) => loop.has(name.key))) continue;
      if (this.parameters.some(({ key }) => key === name.key))
        this.pinParameter(this.info.definition, name.key);
    }
  }

  private pinParameter(definition: Definition, key: string): void {
    if (definition === this.context.origin.definition) {
      this.context.pins.add(key);
      return;
    }
    for (const { definition: outer, uses } of this.context.infos.values()) {
      for (const { call, used } of uses) {
        if (used !== definition) continue;
        const given = givenParameters(call, definition).get(key);
        if (!given) continue;
        for (const name of namesIn(given)) {
          if (outer.parameters.some(({ parameter }) => parameter.name.key === name.key)) {
            this.pinParameter(outer, name.key);
          }
        }
      }
    }
  }
}

/** `(a + b)` but not `(a) + (b)`. */
function isWrapped(text: string): boolean {
  let depth = 0;
  for (let index = 0; index < text.length - 1; index++) {
    if (text[index] === '(') depth++;
    else if (text[index] === ')') depth--;
    if (depth === 0) return false;
  }
  return true;
}

function isSetting(argument: CallExpression['arguments'][number]): boolean {
  return argument.name?.key !== 'initial_state' && argument.name?.key !== 'mask';
}

/** The expressions that a use gives for parameters, by name. */
function givenParameters(call: CallExpression, definition: Definition): ReadonlyMap<string, Expression> {
  const open = definition.parameters
    .filter((each) => !each.hidden)
    .map(({ parameter }) => parameter.name.key);
  const given = new Map<string, Expression>();
  let position = 0;
  for (const argument of call.arguments) {
    const key = argument.name?.key ?? open[position++];
    if (key !== undefined && open.includes(key)) given.set(key, argument.value);
  }
  return given;
}

/** `{ filters, strides = 1 }: { filters: number; strides?: number }` */
export function optionsParameter(parameters: readonly ParameterText[]): readonly string[] {
  if (parameters.length === 0) return [];
  const names = parameters.map(({ variable, initial }) =>
    initial === undefined ? variable : `${variable} = ${initial}`,
  );
  const types = parameters.map(
    ({ variable, type, initial }) => `${variable}${initial === undefined ? '' : '?'}: ${type}`,
  );
  const isOptional = parameters.every(({ initial }) => initial !== undefined);
  return [`{ ${names.join(', ')} }: { ${types.join('; ')} }${isOptional ? ' = {}' : ''}`];
}
