import { constantFunctions } from '../functions.ts';
import type { Module } from '../module.ts';
import { takesLayers } from '../../declarations/argument-types.ts';
import type { ArgumentDeclarations } from '../../declarations/declare.ts';
import type { LayerDeclaration } from '../../declarations/define-layer.ts';
import type { CallExpression, Expression, Identifier } from '../../../grammar/ast.ts';
import type { BuiltInName, DeclaredKind, DeclaredName, Occurrence } from './occurrence.ts';
import type { Scope } from './scope.ts';
import { anything, commonArgument, componentOf, optionOf, wantedInList, type Wanted } from './wanted.ts';

/** Finds the names in values, and holds what was found. */
export abstract class ValueNames {
  protected readonly found: Occurrence[] = [];
  protected readonly module: Module;
  protected readonly scope: Scope;

  constructor(module: Module, scope: Scope) {
    this.module = module;
    this.scope = scope;
  }

  /** An expression that gives a tensor. */
  protected abstract tensor(expression: Expression): void;

  /** A layer, block or model in a pipeline, or as the argument of a wrapper. */
  protected abstract call(call: CallExpression): void;

  protected declare(identifier: Identifier, kind: DeclaredKind): void {
    if (identifier.text === '') return;
    this.found.push({ identifier, declared: { kind, identifier, module: this.module }, declares: true });
  }

  protected add(identifier: Identifier, declared: DeclaredName | undefined): void {
    if (identifier.text === '') return;
    this.found.push(
      declared
        ? { identifier, declared, declares: declared.identifier === identifier }
        : { identifier, declares: false },
    );
  }

  protected addBuiltIn(identifier: Identifier, builtIn: BuiltInName | undefined): void {
    if (identifier.text === '') return;
    this.found.push(builtIn ? { identifier, builtIn, declares: false } : { identifier, declares: false });
  }

  /** A value: constants, parameters and loop variables win over options of the same name. */
  protected value(expression: Expression, wanted: Wanted): void {
    switch (expression.kind) {
      case 'Identifier': {
        const value = this.scope.constantLike(expression);
        if (value) this.add(expression, value);
        else if (takesLayers(wanted.type)) this.add(expression, this.scope.scoped(expression));
        else if (this.scope.topLevel(expression)?.kind === 'component')
          this.add(expression, this.scope.topLevel(expression));
        else {
          const option = optionOf(expression, wanted.type);
          if (option) this.addBuiltIn(expression, option);
          else this.add(expression, this.scope.scoped(expression));
        }
        break;
      }
      case 'Call':
        this.#object(expression, wanted);
        break;
      case 'List':
        for (const item of expression.items) this.value(item, wantedInList(wanted));
        break;
      case 'Record':
        for (const { name, value } of expression.entries) {
          if (name !== value) this.addBuiltIn(name, undefined);
          this.value(value, anything);
        }
        break;
      case 'Unary':
        this.value(expression.operand, anything);
        break;
      case 'Binary': {
        let left: Expression = expression;
        for (; left.kind === 'Binary'; left = left.left) this.value(left.right, anything);
        this.value(left, anything);
        break;
      }
      case 'Index':
        this.value(expression.list, anything);
        this.value(expression.index, anything);
        break;
      case 'Pipeline':
        this.tensor(expression);
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
      this.addBuiltIn(call.callee, { kind: 'function', name, wants: constantFunction.wants });
      call.arguments.forEach(({ value }) => this.value(value, anything));
      return;
    }
    if (takesLayers(type)) {
      this.call(call);
      return;
    }
    const own = this.scope.topLevel(call.callee);
    if (own?.kind === 'component') {
      this.add(call.callee, own);
      const parameters = this.scope.parametersOf(call.callee);
      for (const { name, value } of call.arguments) {
        const found = name && parameters.find(({ identifier }) => identifier.key === name.key);
        if (name) {
          if (found) this.add(name, found);
          else this.addBuiltIn(name, undefined);
        }
        this.value(value, anything);
      }
      return;
    }
    const component = componentOf(call.callee.key, type);
    if (component) {
      this.addBuiltIn(call.callee, { kind: 'component', component });
      this.arguments(call, component.name, component.arguments);
    } else this.call(call);
  }
  protected arguments(
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
        this.addBuiltIn(
          name,
          doc === undefined
            ? layer && commonArgument(name)
            : { kind: 'argument', owner, name: name.text, declaration, doc },
        );
      }
      if (tensor) this.tensor(value);
      else this.value(value, { type: declaration?.type });
    }
  }
}
