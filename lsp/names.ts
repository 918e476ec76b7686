import type { Definition } from '../compiler/bind/definitions.ts';
import type { Module } from '../compiler/bind/module.ts';
import { constantFunctions } from '../compiler/bind/functions.ts';
import { headSettings, sharedSettings, trainSettings } from '../compiler/bind/settings.ts';
import type {
  ArgumentDeclaration,
  ArgumentDeclarations,
  ArgumentType,
} from '../compiler/arguments/declare.ts';
import type { ComponentCategory } from '../compiler/arguments/values.ts';
import { findComponent } from '../compiler/components/registry.ts';
import type { ComponentDeclaration } from '../compiler/components/define-component.ts';
import type { AnyLayerDeclaration } from '../compiler/layers/define-layer.ts';
import { findLayer } from '../compiler/layers/registry.ts';
import { dtypes } from '../compiler/shapes/types.ts';
import type {
  CallExpression,
  Expression,
  Identifier,
  Member,
  Settings,
  Stage,
  TensorTypeNode,
  TopLevelDeclaration,
} from '../grammar/index.ts';
import type { PartView } from './service.ts';

/** What a name that the user declared is. */
export type DeclaredKind =
  'const' | 'block' | 'model' | 'parameter' | 'input' | 'branch' | 'head' | 'shared' | 'size' | 'loop';

/** A name that the user declared: the identifier at its declaration is the same object for all who mean it. */
export interface DeclaredName {
  readonly kind: DeclaredKind;
  readonly identifier: Identifier;
  readonly module: Module;
}

/** A name that comes with the language. */
export type BuiltInName =
  | { readonly kind: 'layer'; readonly layer: AnyLayerDeclaration }
  | { readonly kind: 'component'; readonly component: ComponentDeclaration }
  | {
      readonly kind: 'argument';
      readonly owner: string;
      readonly name: string;
      readonly declaration: ArgumentDeclaration | undefined;
      readonly doc: string;
    }
  | { readonly kind: 'option'; readonly name: string }
  | { readonly kind: 'dtype'; readonly name: string }
  | { readonly kind: 'type'; readonly name: string }
  | { readonly kind: 'function'; readonly name: string; readonly wants: string };

/** One place where a name stands in a declaration; its spans count from the beginning of the part. */
export interface Occurrence {
  readonly identifier: Identifier;
  /** Undefined for names that mean nothing. */
  readonly declared?: DeclaredName;
  readonly builtIn?: BuiltInName;
  readonly declares: boolean;
  /** In `{age}` a key of a record and a name at once: to rename it, the key is written out. */
  readonly shorthand?: boolean;
}

const known = new WeakMap<object, readonly Occurrence[]>();

/** Every name in a declaration, in the order of the text, with what it means. */
export function occurrencesIn(part: PartView): readonly Occurrence[] {
  const { state } = part;
  const kept = state && known.get(state);
  if (kept) return kept;
  const found = new NameWalk(part).run();
  if (state) known.set(state, found);
  return found;
}

/** The name at an offset of a part; of two that touch there, the second. */
export function occurrenceAt(part: PartView, offset: number): Occurrence | undefined {
  return occurrencesIn(part).findLast(
    ({ identifier: { span } }) => span.start <= offset && offset <= span.end && span.start < span.end,
  );
}

/** What a value is for: which options and objects it may name. */
interface Wanted {
  readonly type: ArgumentType | undefined;
}

const anything: Wanted = { type: undefined };

class NameWalk {
  readonly #found: Occurrence[] = [];
  readonly #module: Module;
  readonly #root: TopLevelDeclaration;
  readonly #definition: Definition | undefined;
  #loops: DeclaredName[] = [];

  constructor({ module, declaration, state }: PartView) {
    this.#module = module;
    this.#root = declaration;
    this.#definition = state?.definition;
  }

  run(): readonly Occurrence[] {
    const declaration = this.#root;
    switch (declaration.kind) {
      case 'Import':
        declaration.names.forEach((name) => this.#add(name, this.#topLevel(name)));
        break;
      case 'Const':
        this.#declare(declaration.name, 'const');
        this.#value(declaration.value, anything);
        break;
      case 'Block':
      case 'Model':
        this.#declare(declaration.name, declaration.kind === 'Block' ? 'block' : 'model');
        for (const { name, type, default: value } of declaration.parameters ?? []) {
          this.#declare(name, 'parameter');
          if (type) this.#addBuiltIn(type.name, { kind: 'type', name: type.name.text });
          if (value) this.#value(value, { type: this.#parameterType(name.key) });
        }
        if (declaration.kind === 'Model' && declaration.base)
          this.#add(declaration.base, this.#topLevel(declaration.base));
        declaration.members.forEach((member) => this.#member(member));
    }
    return this.#found.sort((a, b) => a.identifier.span.start - b.identifier.span.start);
  }

  #declare(identifier: Identifier, kind: DeclaredKind): void {
    if (identifier.text === '') return;
    this.#found.push({ identifier, declared: { kind, identifier, module: this.#module }, declares: true });
  }

  #add(identifier: Identifier, declared: DeclaredName | undefined): void {
    if (identifier.text === '') return;
    this.#found.push(
      declared
        ? { identifier, declared, declares: declared.identifier === identifier }
        : { identifier, declares: false },
    );
  }

  #addBuiltIn(identifier: Identifier, builtIn: BuiltInName | undefined): void {
    if (identifier.text === '') return;
    this.#found.push(builtIn ? { identifier, builtIn, declares: false } : { identifier, declares: false });
  }

  #member(member: Member): void {
    switch (member.kind) {
      case 'Input':
        this.#declare(member.name, 'input');
        if (member.type) this.#tensorType(member.type);
        break;
      case 'Branch': {
        const { target } = member;
        if (target.kind === 'Identifier') this.#declare(target, 'branch');
        else if (target.kind === 'ListPattern') target.names.forEach((name) => this.#declare(name, 'branch'));
        else {
          for (const { key, name } of target.entries) {
            if (key !== name) this.#add(key, this.#resultOf(member.value, key));
            if (name.text === '') continue;
            const declared = { kind: 'branch', identifier: name, module: this.#module } as const;
            this.#found.push({ identifier: name, declared, declares: true, shorthand: key === name });
          }
        }
        if (member.type) this.#tensorType(member.type);
        this.#tensor(member.value);
        break;
      }
      case 'Shared':
        this.#declare(member.name, 'shared');
        this.#tensor(member.value);
        this.#settings(member.settings, sharedSettings, 'shared');
        break;
      case 'Head':
        this.#declare(member.name, 'head');
        if (member.type) this.#tensorType(member.type);
        this.#tensor(member.value);
        this.#settings(member.settings, headSettings, 'a head');
        break;
      case 'Return':
        this.#tensor(member.value);
        break;
      case 'Train':
        this.#settings(member.settings, trainSettings, '`train`');
        break;
    }
  }

  #tensorType({ dtype, dims }: TensorTypeNode): void {
    const isDType = dtypes.some((name) => name === dtype.key);
    this.#addBuiltIn(dtype, isDType ? { kind: 'dtype', name: dtype.text } : undefined);
    dims?.forEach((dim) => this.#value(dim, anything));
  }

  #settings(settings: Settings | undefined, declarations: ArgumentDeclarations, owner: string): void {
    for (const { name, value } of settings?.entries ?? []) {
      const declaration = Object.hasOwn(declarations, name.key) ? declarations[name.key] : undefined;
      this.#addBuiltIn(
        name,
        declaration && { kind: 'argument', owner, name: name.text, declaration, doc: declaration.doc },
      );
      this.#value(value, { type: declaration?.type });
    }
  }

  /** An expression that gives a tensor. */
  #tensor(expression: Expression): void {
    const pending: Expression[] = [expression];
    for (let next = pending.pop(); next; next = pending.pop()) {
      switch (next.kind) {
        case 'Identifier':
          this.#add(next, this.#scoped(next) ?? this.#constantLike(next) ?? this.#topLevel(next));
          break;
        case 'List':
          pending.push(...next.items);
          break;
        case 'Record':
          for (const { name, value } of next.entries) {
            if (name !== value) pending.push(value);
            else {
              const declared = this.#scoped(name);
              this.#found.push({
                identifier: name,
                ...(declared ? { declared } : {}),
                declares: false,
                shorthand: true,
              });
            }
          }
          break;
        case 'Binary':
          pending.push(next.left, next.right);
          break;
        case 'Unary':
          pending.push(next.operand);
          break;
        case 'Index':
          pending.push(next.list, next.index);
          break;
        case 'Call':
          if (constantFunctions.has(next.callee.key)) this.#value(next, anything);
          else this.#stage(next);
          break;
        case 'Pipeline':
          if (next.source) pending.push(next.source);
          next.stages.forEach((stage) => this.#stage(stage));
          break;
        default:
          break;
      }
    }
  }

  #stage(stage: Stage): void {
    switch (stage.kind) {
      case 'Identifier':
        this.#add(stage, this.#scoped(stage) ?? this.#topLevel(stage));
        break;
      case 'Call':
        this.#call(stage);
        break;
      case 'Repeat':
        this.#value(stage.count, anything);
        stage.body.forEach((inner) => this.#stage(inner));
        break;
      case 'For':
        this.#value(stage.list, anything);
        this.#declare(stage.variable, 'loop');
        this.#loops.push({ kind: 'loop', identifier: stage.variable, module: this.#module });
        stage.body.forEach((inner) => this.#stage(inner));
        this.#loops.pop();
        break;
      case 'If': {
        for (let branch: Stage | undefined = stage; branch?.kind === 'If';) {
          this.#value(branch.condition, anything);
          branch.then.forEach((inner) => this.#stage(inner));
          const other: Stage | readonly Stage[] | undefined = branch.else;
          if (other && !('kind' in other)) other.forEach((inner) => this.#stage(inner));
          branch = other && 'kind' in other ? other : undefined;
        }
        break;
      }
      case 'Missing':
        break;
    }
  }

  /** A layer, block or model in a pipeline, or as the argument of a wrapper. */
  #call(call: CallExpression): void {
    const meaning = this.#topLevel(call.callee);
    if (meaning?.kind === 'block' || meaning?.kind === 'model') {
      this.#add(call.callee, meaning);
      const parameters = this.#parametersOf(call.callee);
      let position = 0;
      for (const { name, value } of call.arguments) {
        const found = name
          ? parameters.find(({ parameter }) => parameter.name.key === name.key)
          : parameters[position++];
        if (name && found)
          this.#add(name, { kind: 'parameter', identifier: found.parameter.name, module: found.module });
        else if (name) this.#addBuiltIn(name, commonArgument(name));
        this.#value(value, { type: found?.type });
      }
      return;
    }
    const layer = findLayer(call.callee.key);
    if (!layer || layer.internal) {
      this.#add(call.callee, this.#scoped(call.callee) ?? meaning);
      call.arguments.forEach(({ name, value }) => {
        if (name) this.#addBuiltIn(name, undefined);
        this.#value(value, anything);
      });
      return;
    }
    this.#addBuiltIn(call.callee, { kind: 'layer', layer });
    this.#arguments(call, layer.name, layer.arguments, layer);
  }

  #arguments(
    call: CallExpression,
    owner: string,
    declarations: ArgumentDeclarations,
    layer?: AnyLayerDeclaration,
  ): void {
    const names = Object.keys(declarations);
    let position = 0;
    for (const { name, value } of call.arguments) {
      const key = name ? name.key : names[position++];
      const declaration =
        key !== undefined && Object.hasOwn(declarations, key) ? declarations[key] : undefined;
      const tensor = key === undefined ? undefined : layer?.tensorArguments?.[key];
      if (name) {
        const doc = declaration?.doc ?? tensor?.doc;
        this.#addBuiltIn(
          name,
          doc === undefined
            ? layer && commonArgument(name)
            : { kind: 'argument', owner, name: name.text, declaration, doc },
        );
      }
      if (tensor) this.#tensor(value);
      else this.#value(value, { type: declaration?.type });
    }
  }

  /** A value: constants, parameters and loop variables win over options of the same name. */
  #value(expression: Expression, wanted: Wanted): void {
    switch (expression.kind) {
      case 'Identifier': {
        const value = this.#constantLike(expression);
        if (value) this.#add(expression, value);
        else if (takesLayers(wanted.type)) this.#add(expression, this.#scoped(expression));
        else {
          const option = optionOf(expression, wanted.type);
          if (option) this.#addBuiltIn(expression, option);
          else this.#add(expression, this.#scoped(expression));
        }
        break;
      }
      case 'Call':
        this.#object(expression, wanted);
        break;
      case 'List':
        for (const item of expression.items) this.#value(item, { type: entryType(wanted.type) });
        break;
      case 'Record':
        for (const { name, value } of expression.entries) {
          if (name !== value) this.#addBuiltIn(name, undefined);
          this.#value(value, anything);
        }
        break;
      case 'Unary':
        this.#value(expression.operand, anything);
        break;
      case 'Binary': {
        let left: Expression = expression;
        for (; left.kind === 'Binary'; left = left.left) this.#value(left.right, anything);
        this.#value(left, anything);
        break;
      }
      case 'Index':
        this.#value(expression.list, anything);
        this.#value(expression.index, anything);
        break;
      case 'Pipeline':
        this.#tensor(expression);
        break;
      default:
        break;
    }
  }

  /** `HeNormal(seed: 1)`, `LSTM(32)` in a wrapper, `min(a, b)`. */
  #object(call: CallExpression, { type }: Wanted): void {
    const constantFunction = constantFunctions.get(call.callee.key);
    if (constantFunction) {
      const { key: name } = call.callee;
      this.#addBuiltIn(call.callee, { kind: 'function', name, wants: constantFunction.wants });
      call.arguments.forEach(({ value }) => this.#value(value, anything));
      return;
    }
    if (takesLayers(type)) {
      this.#call(call);
      return;
    }
    const component = componentOf(call.callee.key, type);
    if (component) {
      this.#addBuiltIn(call.callee, { kind: 'component', component });
      this.#arguments(call, component.name, component.arguments);
    } else this.#call(call);
  }

  #topLevel(name: Identifier): DeclaredName | undefined {
    const meaning = this.#module.names.get(name.key);
    if (!meaning || meaning.kind === 'unknown') return undefined;
    const { declaration, module } = meaning;
    const kind = declaration.kind === 'Const' ? 'const' : declaration.kind === 'Block' ? 'block' : 'model';
    return { kind, identifier: declaration.name, module };
  }

  /** Inputs, branches, heads and shared layers of the model, inherited ones included; its sizes. */
  #scoped(name: Identifier): DeclaredName | undefined {
    const found = this.#definition?.names.get(name.key);
    if (!found) return undefined;
    const identifier = found.names.find(({ key }) => key === name.key)!;
    const kind = found.member.kind.toLowerCase() as 'input' | 'branch' | 'head' | 'shared';
    return { kind, identifier, module: found.module };
  }

  /** Loop variables, parameters, constants and size variables. */
  #constantLike(name: Identifier): DeclaredName | undefined {
    const loop = this.#loops.findLast(({ identifier }) => identifier.key === name.key);
    if (loop) return loop;
    const parameter = this.#definition?.parameters.find(
      (each) => !each.hidden && each.parameter.name.key === name.key,
    );
    if (parameter)
      return { kind: 'parameter', identifier: parameter.parameter.name, module: parameter.module };
    const meaning = this.#topLevel(name);
    if (meaning?.kind === 'const') return meaning;
    const size = this.#definition?.sizeVariables.get(name.key);
    if (!size) return undefined;
    const input = this.#definition?.inputs.find(({ member }) => member.type?.dims?.includes(size));
    return { kind: 'size', identifier: size, module: input?.module ?? this.#module };
  }

  #parametersOf(callee: Identifier) {
    const meaning = this.#module.names.get(callee.key);
    if (meaning?.kind !== 'definition') return [];
    return (meaning.declaration.parameters ?? []).map((parameter) => ({
      parameter,
      module: meaning.module,
      type: undefined as ArgumentType | undefined,
    }));
  }

  #parameterType(key: string): ArgumentType | undefined {
    return this.#definition?.parameters.find(({ parameter }) => parameter.name.key === key)?.type;
  }

  /** The head of a model, or the named result of a block, that a record pattern takes. */
  #resultOf(value: Expression, key: Identifier): DeclaredName | undefined {
    const last = value.kind === 'Pipeline' ? value.stages.at(-1) : value;
    if (last?.kind !== 'Call') return undefined;
    const meaning = this.#module.names.get(last.callee.key);
    if (meaning?.kind !== 'definition' || meaning.declaration.kind !== 'Model') return undefined;
    const { module } = meaning;
    const head = meaning.declaration.members.find(
      (member) => member.kind === 'Head' && member.name.key === key.key,
    );
    return head?.kind === 'Head' ? { kind: 'head', identifier: head.name, module } : undefined;
  }
}

const commonDocs: Readonly<Record<string, string>> = {
  name: 'The name of the layer and of its weights.',
  trainable: 'Whether training changes its weights.',
};

function commonArgument(name: Identifier): BuiltInName | undefined {
  const doc = Object.hasOwn(commonDocs, name.key) ? commonDocs[name.key] : undefined;
  if (doc === undefined) return undefined;
  return { kind: 'argument', owner: 'every layer', name: name.text, declaration: undefined, doc };
}

function takesLayers(type: ArgumentType | undefined): boolean {
  return type?.kind === 'layer' || (type?.kind === 'anyOf' && type.of.some(takesLayers));
}

function entryType(type: ArgumentType | undefined): ArgumentType | undefined {
  if (type?.kind === 'list') return type.of;
  if (type?.kind === 'anyOf') return type.of.find((each) => each.kind === 'list')?.of;
  return type?.kind === 'component' ? type : undefined;
}

/** The categories of objects that a type takes; where nothing is known, all of them. */
export function categoriesOf(type: ArgumentType | undefined): readonly ComponentCategory[] {
  if (!type) return allCategories;
  if (type.kind === 'component') return [type.category];
  if (type.kind === 'anyOf') return type.of.flatMap(categoriesOf);
  return type.kind === 'list' ? categoriesOf(type.of) : [];
}

const allCategories: readonly ComponentCategory[] = [
  'activation',
  'initializer',
  'regularizer',
  'constraint',
  'loss',
  'metric',
  'optimizer',
  'schedule',
  'callback',
];

function componentOf(name: string, type: ArgumentType | undefined): ComponentDeclaration | undefined {
  for (const category of categoriesOf(type)) {
    const component = findComponent(category, name);
    if (component && !component.internal) return component;
  }
  return undefined;
}

function optionOf(name: Identifier, type: ArgumentType | undefined): BuiltInName | undefined {
  const component = componentOf(name.key, type);
  if (component) return { kind: 'component', component };
  return takesOption(name.key, type) ? { kind: 'option', name: name.text } : undefined;
}

function takesOption(name: string, type: ArgumentType | undefined): boolean {
  if (type?.kind === 'option') return type.options.includes(name);
  return type?.kind === 'anyOf' && type.of.some((each) => takesOption(name, each));
}
