import { ownValue } from '../../compiler/names/own-value.ts';
import type { LayerDeclaration } from '../../compiler/declarations/define-layer.ts';
import type { ArgumentDeclarations, ArgumentType } from '../../compiler/declarations/declare.ts';
import { startOf } from '../../compiler/bind/function-call.ts';
import { constantFunctions } from '../../compiler/bind/functions.ts';
import type { TensorFunction } from '../../compiler/functions/define-function.ts';
import { findFunction } from '../../compiler/functions/registry.ts';
import type { Module } from '../../compiler/bind/module.ts';
import { tensorCount } from '../../compiler/bind/component-members.ts';
import {
  dataSettings,
  headSettings,
  inputSettings,
  isReadLater,
  objectiveSettings,
  returnSettings,
  sharedSettings,
  stepSettings,
  trainSettings,
  weightSettings,
} from '../../compiler/bind/settings.ts';
import { findLayer } from '../../compiler/layers/registry.ts';
import { dtypes } from '../../compiler/shapes/types.ts';
import {
  visit,
  type CallExpression,
  type Expression,
  type Identifier,
  type Member,
  type Settings,
  type Stage,
  type TensorTypeNode,
  type TopLevelDeclaration,
} from '../../grammar/index.ts';
import type { PartView } from '../service.ts';
import type { BuiltInName, DeclaredKind, DeclaredName, Occurrence } from './occurrence.ts';
import { Scope } from './scope.ts';
import {
  anything,
  commonArgument,
  componentOf,
  entryType,
  optionOf,
  takesLayers,
  type Wanted,
} from './wanted.ts';

const declarationKinds = { Block: 'block', Model: 'model', Layer: 'layer', Component: 'component' } as const;

/** Finds every name in a declaration, with what it means where it stands. */
export class NameWalk {
  readonly #found: Occurrence[] = [];
  readonly #module: Module;
  readonly #root: TopLevelDeclaration;
  readonly #scope: Scope;

  constructor(part: PartView) {
    this.#module = part.module;
    this.#root = part.declaration;
    this.#scope = new Scope(part);
  }

  run(): readonly Occurrence[] {
    const declaration = this.#root;
    switch (declaration.kind) {
      case 'Import':
        declaration.names.forEach((name) => this.#add(name, this.#scope.topLevel(name)));
        break;
      case 'Const':
        this.#declare(declaration.name, 'const');
        this.#value(declaration.value, anything);
        break;
      case 'Block':
      case 'Model':
      case 'Layer':
      case 'Component': {
        this.#declare(declaration.name, declarationKinds[declaration.kind]);
        const tensors = declaration.kind === 'Component' ? tensorCount(declaration.category) : 0;
        for (const [index, parameter] of (declaration.parameters ?? []).entries()) {
          const { name, type, default: value } = parameter;
          this.#declare(name, index < tensors ? 'input' : 'parameter');
          if (type && index < tensors)
            this.#tensorType({ kind: 'TensorType', span: type.span, dtype: type.name, dims: type.dims });
          else if (type) this.#addBuiltIn(type.name, { kind: 'type', name: type.name.text });
          if (value) this.#value(value, { type: this.#scope.parameterType(name.key) });
        }
        if (declaration.kind === 'Component' && declaration.value) this.#tensor(declaration.value);
        if (declaration.kind === 'Model' && declaration.base)
          this.#add(declaration.base, this.#scope.topLevel(declaration.base));
        declaration.members.forEach((member) => this.#member(member));
      }
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
        this.#settings(member.settings, inputSettings, 'an input');
        break;
      case 'Branch': {
        const { target } = member;
        if (target.kind === 'Identifier') this.#declare(target, 'branch');
        else if (target.kind === 'ListPattern') target.names.forEach((name) => this.#declare(name, 'branch'));
        else {
          for (const { key, name } of target.entries) {
            if (key !== name) this.#add(key, this.#scope.resultOf(member.value, key));
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
        this.#settings(member.settings, returnSettings, '`return`');
        break;
      case 'Weight':
        this.#declare(member.name, 'weight');
        if (member.type) this.#tensorType(member.type);
        if (member.value) this.#value(member.value, { type: { kind: 'component', category: 'initializer' } });
        this.#settings(member.settings, weightSettings, 'a weight');
        break;
      case 'Update':
        this.#add(member.name, this.#scope.scoped(member.name));
        this.#tensor(member.value);
        break;
      case 'Objective':
        this.#declare(member.name, 'objective');
        this.#tensor(member.value);
        this.#settings(member.settings, objectiveSettings, 'an objective');
        break;
      case 'Expect':
        this.#expectation(member.condition);
        break;
      case 'Data':
        this.#settings(member.settings, dataSettings, '`data`');
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
    for (const entry of settings?.entries ?? []) {
      const { name } = entry;
      if (entry.kind === 'Step') {
        this.#declare(name, 'step');
        this.#settings(entry.settings, stepSettings, 'a step');
        continue;
      }
      const { value } = entry;
      const declaration = ownValue(declarations, name.key);
      this.#addBuiltIn(
        name,
        declaration && { kind: 'argument', owner, name: name.text, declaration, doc: declaration.doc },
      );
      if (declaration?.type.kind === 'columns') this.#columns(value);
      else if (declaration?.byPart) this.#byPart(value, declaration.type);
      else if (declaration && isReadLater(declaration.type)) this.#tensor(value);
      else this.#value(value, { type: declaration?.type });
    }
  }

  /** The names of inputs and heads stand before the columns. */
  #columns(value: Expression): void {
    if (value.kind !== 'Record') return;
    for (const { name } of value.entries) this.#add(name, this.#scope.scoped(name));
  }

  /** The names of what a part is made by stand before its value. */
  #byPart(value: Expression, type: ArgumentType): void {
    if (value.kind !== 'Record') return this.#value(value, { type });
    for (const { name, value: own } of value.entries) {
      this.#add(name, this.#scope.scoped(name));
      this.#value(own, { type });
    }
  }

  /** Of an expectation, `shape(features)` names a tensor; what else stands there comes with the language. */
  #expectation(condition: Expression): void {
    visit(condition, (node) => {
      if (node.kind !== 'Call' || node.callee.key !== 'shape') return true;
      node.arguments.forEach(({ value }) => this.#tensor(value));
      return false;
    });
  }

  /** An expression that gives a tensor. */
  #tensor(expression: Expression): void {
    const pending: Expression[] = [expression];
    for (let next = pending.pop(); next; next = pending.pop()) {
      switch (next.kind) {
        case 'Identifier':
          this.#add(
            next,
            this.#scope.scoped(next) ?? this.#scope.constantLike(next) ?? this.#scope.topLevel(next),
          );
          break;
        case 'List':
          pending.push(...next.items);
          break;
        case 'Record':
          for (const { name, value } of next.entries) {
            if (name !== value) pending.push(value);
            else {
              const declared = this.#scope.scoped(name);
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
        case 'Slice':
          pending.push(...[next.start, next.stop, next.step].filter((part) => part !== undefined));
          break;
        case 'Subscripts':
          pending.push(...next.items);
          break;
        case 'Call': {
          const own = this.#scope.topLevel(next.callee);
          const known = this.#functionOf(next);
          if (own?.kind === 'component') this.#ownFunction(next, own);
          else if (this.#isParameter(next.callee))
            this.#ownFunction(next, this.#scope.constantLike(next.callee));
          else if (known) this.#function(next, known);
          else if (constantFunctions.has(next.callee.key)) this.#value(next, anything);
          else this.#stage(next);
          break;
        }
        case 'Pipeline': {
          const { source, stages } = startOf((call) => this.#functionOf(call) !== undefined, next);
          if (source) pending.push(source);
          stages.forEach((stage) => this.#stage(stage));
          break;
        }
        default:
          break;
      }
    }
  }

  #isParameter(name: Identifier): boolean {
    return this.#scope.constantLike(name)?.kind === 'parameter';
  }

  /** An activation of the text, or one that a parameter holds, called as a function. */
  #ownFunction(call: CallExpression, declared: DeclaredName | undefined): void {
    this.#add(call.callee, declared);
    const parameters = this.#scope.parametersOf(call.callee);
    call.arguments.forEach(({ name, value }, index) => {
      const found = name && parameters.find(({ identifier }) => identifier.key === name.key);
      if (name && found) this.#add(name, found);
      else if (name) this.#addBuiltIn(name, undefined);
      if (index === 0 && !name) this.#tensor(value);
      else this.#value(value, anything);
    });
  }

  /** The function of tensors that a call means, where no declaration of the file bears its name. */
  #functionOf(call: CallExpression): TensorFunction | undefined {
    return this.#scope.topLevel(call.callee) ? undefined : findFunction(call.callee.key);
  }

  #function(call: CallExpression, known: TensorFunction): void {
    const { name: owner, parameters, operands, layer } = known;
    this.#addBuiltIn(call.callee, { kind: 'tensorFunction', known });
    let position = 0;
    for (const { name, value } of call.arguments) {
      const key = name ? name.key : parameters[position++];
      const isTensor = key !== undefined && Object.hasOwn(operands, key);
      const declaration = key === undefined || isTensor ? undefined : layer.arguments[key];
      if (name) {
        const doc = isTensor ? 'A tensor.' : declaration?.doc;
        const argument = { kind: 'argument', owner, name: name.text, declaration } as const;
        this.#addBuiltIn(name, doc === undefined ? undefined : { ...argument, doc });
      }
      if (isTensor) this.#tensor(value);
      else this.#value(value, { type: declaration?.type });
    }
  }

  #stage(stage: Stage): void {
    switch (stage.kind) {
      case 'Identifier':
        this.#add(stage, this.#scope.scoped(stage) ?? this.#scope.topLevel(stage));
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
        this.#scope.loops.push({ kind: 'loop', identifier: stage.variable, module: this.#module });
        stage.body.forEach((inner) => this.#stage(inner));
        this.#scope.loops.pop();
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
    const meaning = this.#scope.topLevel(call.callee);
    if (meaning?.kind === 'block' || meaning?.kind === 'model' || meaning?.kind === 'layer') {
      this.#add(call.callee, meaning);
      const parameters = this.#scope.parametersOf(call.callee);
      let position = 0;
      for (const { name, value } of call.arguments) {
        if (!name) position++;
        const found = name
          ? parameters.find(({ identifier }) => identifier.key === name.key)
          : parameters[position - 1];
        if (name && found) this.#add(name, found);
        else if (name) this.#addBuiltIn(name, commonArgument(name));
        this.#value(value, anything);
      }
      return;
    }
    const layer = findLayer(call.callee.key);
    if (!layer || layer.internal) {
      this.#add(call.callee, this.#scope.scoped(call.callee) ?? meaning);
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
    layer?: LayerDeclaration,
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
        const value = this.#scope.constantLike(expression);
        if (value) this.#add(expression, value);
        else if (takesLayers(wanted.type)) this.#add(expression, this.#scope.scoped(expression));
        else if (this.#scope.topLevel(expression)?.kind === 'component')
          this.#add(expression, this.#scope.topLevel(expression));
        else {
          const option = optionOf(expression, wanted.type);
          if (option) this.#addBuiltIn(expression, option);
          else this.#add(expression, this.#scope.scoped(expression));
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
    const own = this.#scope.topLevel(call.callee);
    if (own?.kind === 'component') {
      this.#add(call.callee, own);
      const parameters = this.#scope.parametersOf(call.callee);
      for (const { name, value } of call.arguments) {
        const found = name && parameters.find(({ identifier }) => identifier.key === name.key);
        if (name) {
          if (found) this.#add(name, found);
          else this.#addBuiltIn(name, undefined);
        }
        this.#value(value, anything);
      }
      return;
    }
    const component = componentOf(call.callee.key, type);
    if (component) {
      this.#addBuiltIn(call.callee, { kind: 'component', component });
      this.#arguments(call, component.name, component.arguments);
    } else this.#call(call);
  }
}
