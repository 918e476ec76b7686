import { ownValue } from '../../names/own-value.ts';
import type { ArgumentType } from '../../declarations/declare.ts';
import { tensorCount } from '../component-members.ts';
import type { Definition } from '../definitions.ts';
import type { Module } from '../module.ts';
import { settingsOf, type SettingOwner } from '../setting-owners.ts';
import { isReadLater } from '../settings.ts';
import { dtypes } from '../../shapes/types.ts';
import { visit } from '../../../grammar/walk.ts';
import type {
  Expression,
  Member,
  Settings,
  TensorTypeNode,
  TopLevelDeclaration,
} from '../../../grammar/ast.ts';
import type { Occurrence } from './occurrence.ts';
import { Scope } from './scope.ts';
import { TensorNames } from './tensor-names.ts';
import { anything } from './wanted.ts';

const declarationKinds = { Block: 'block', Model: 'model', Layer: 'layer', Component: 'component' } as const;

/**
 * Every name in a declaration, in the order of the text, with what it means where it stands: also where the text has
 * mistakes, and where no use of the declaration would come.
 * @param definition that of a declaration with members
 */
export function namesIn(
  module: Module,
  declaration: TopLevelDeclaration,
  definition: Definition | undefined,
): readonly Occurrence[] {
  return new DeclarationNames(module, declaration, definition).run();
}

class DeclarationNames extends TensorNames {
  readonly #root: TopLevelDeclaration;

  constructor(module: Module, declaration: TopLevelDeclaration, definition: Definition | undefined) {
    super(module, new Scope(module, definition));
    this.#root = declaration;
  }

  run(): readonly Occurrence[] {
    const declaration = this.#root;
    switch (declaration.kind) {
      case 'Import':
        declaration.names.forEach((name) => this.add(name, this.scope.topLevel(name)));
        break;
      case 'Const':
        this.declare(declaration.name, 'const');
        this.value(declaration.value, anything);
        break;
      case 'Block':
      case 'Model':
      case 'Layer':
      case 'Component': {
        this.declare(declaration.name, declarationKinds[declaration.kind]);
        const tensors = declaration.kind === 'Component' ? tensorCount(declaration.category) : 0;
        for (const [index, parameter] of (declaration.parameters ?? []).entries()) {
          const { name, type, default: value } = parameter;
          this.declare(name, index < tensors ? 'input' : 'parameter');
          if (type && index < tensors)
            this.#tensorType({ kind: 'TensorType', span: type.span, dtype: type.name, dims: type.dims });
          else if (type) this.addBuiltIn(type.name, { kind: 'type', name: type.name.text });
          if (value) this.value(value, { type: this.scope.parameterType(name.key) });
        }
        if (declaration.kind === 'Component' && declaration.value) this.tensor(declaration.value);
        if (declaration.kind === 'Model' && declaration.base)
          this.add(declaration.base, this.scope.topLevel(declaration.base));
        declaration.members.forEach((member) => this.#member(member));
      }
    }
    return this.found.sort((a, b) => a.identifier.span.start - b.identifier.span.start);
  }

  #member(member: Member): void {
    switch (member.kind) {
      case 'Input':
        this.declare(member.name, 'input');
        if (member.type) this.#tensorType(member.type);
        this.#settings(member.settings, 'input');
        break;
      case 'Branch': {
        const { target } = member;
        if (target.kind === 'Identifier') this.declare(target, 'branch');
        else if (target.kind === 'ListPattern') target.names.forEach((name) => this.declare(name, 'branch'));
        else {
          for (const { key, name } of target.entries) {
            if (key !== name) this.add(key, this.scope.resultOf(member.value, key));
            if (name.text === '') continue;
            const declared = { kind: 'branch', identifier: name, module: this.module } as const;
            this.found.push({ identifier: name, declared, declares: true, shorthand: key === name });
          }
        }
        if (member.type) this.#tensorType(member.type);
        this.tensor(member.value);
        break;
      }
      case 'Shared':
        this.declare(member.name, 'shared');
        this.tensor(member.value);
        this.#settings(member.settings, 'shared');
        break;
      case 'Head':
        this.declare(member.name, 'head');
        if (member.type) this.#tensorType(member.type);
        this.tensor(member.value);
        this.#settings(member.settings, 'head');
        break;
      case 'Return':
        this.tensor(member.value);
        this.#settings(member.settings, 'return');
        break;
      case 'Weight':
        this.declare(member.name, 'weight');
        if (member.type) this.#tensorType(member.type);
        if (member.value) this.value(member.value, { type: { kind: 'component', category: 'initializer' } });
        this.#settings(member.settings, 'weight');
        break;
      case 'Update':
        this.add(member.name, this.scope.scoped(member.name));
        this.tensor(member.value);
        break;
      case 'Objective':
        this.declare(member.name, 'objective');
        this.tensor(member.value);
        this.#settings(member.settings, 'objective');
        break;
      case 'Expect':
        this.#expectation(member.condition);
        break;
      case 'Data':
        this.#settings(member.settings, 'data');
        break;
      case 'Train':
        this.#settings(member.settings, 'train');
        break;
    }
  }

  #tensorType({ dtype, dims }: TensorTypeNode): void {
    const isDType = dtypes.some((name) => name === dtype.key);
    this.addBuiltIn(dtype, isDType ? { kind: 'dtype', name: dtype.text } : undefined);
    dims?.forEach((dim) => this.value(dim, anything));
  }

  #settings(settings: Settings | undefined, of: SettingOwner): void {
    const { text: owner, entries: declarations } = settingsOf[of];
    for (const entry of settings?.entries ?? []) {
      const { name } = entry;
      if (entry.kind === 'Step') {
        this.declare(name, 'step');
        this.#settings(entry.settings, 'step');
        continue;
      }
      const { value } = entry;
      const declaration = ownValue(declarations, name.key);
      this.addBuiltIn(
        name,
        declaration && { kind: 'argument', owner, name: name.text, declaration, doc: declaration.doc },
      );
      if (declaration?.type.kind === 'columns') this.#columns(value);
      else if (declaration?.byPart) this.#byPart(value, declaration.type);
      else if (declaration && isReadLater(declaration.type)) this.tensor(value);
      else this.value(value, { type: declaration?.type });
    }
  }

  /** The names of inputs and heads stand before the columns. */
  #columns(value: Expression): void {
    if (value.kind !== 'Record') return;
    for (const { name } of value.entries) this.add(name, this.scope.scoped(name));
  }

  /** The names of what a part is made by stand before its value. */
  #byPart(value: Expression, type: ArgumentType): void {
    if (value.kind !== 'Record') return this.value(value, { type });
    for (const { name, value: own } of value.entries) {
      this.add(name, this.scope.scoped(name));
      this.value(own, { type });
    }
  }

  /** Of an expectation, `shape(features)` names a tensor; what else stands there comes with the language. */
  #expectation(condition: Expression): void {
    visit(condition, (node) => {
      if (node.kind !== 'Call' || node.callee.key !== 'shape') return true;
      node.arguments.forEach(({ value }) => this.tensor(value));
      return false;
    });
  }
}
