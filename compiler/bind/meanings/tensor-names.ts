import { constantFunctions } from '../functions.ts';
import { startOf } from '../function-call.ts';
import type { TensorFunction } from '../../functions/define-function.ts';
import { findFunction } from '../../functions/registry.ts';
import { findLayer } from '../../layers/registry.ts';
import type { CallExpression, Expression, Identifier, Stage } from '../../../grammar/ast.ts';
import type { DeclaredName } from './occurrence.ts';
import { ValueNames } from './value-names.ts';
import { anything, commonArgument } from './wanted.ts';

/** Finds the names in expressions that give tensors, and in the stages of pipelines. */
export abstract class TensorNames extends ValueNames {
  /** An expression that gives a tensor. */
  protected tensor(expression: Expression): void {
    const pending: Expression[] = [expression];
    for (let next = pending.pop(); next; next = pending.pop()) {
      switch (next.kind) {
        case 'Identifier':
          this.add(
            next,
            this.scope.scoped(next) ?? this.scope.constantLike(next) ?? this.scope.topLevel(next),
          );
          break;
        case 'List':
          pending.push(...next.items);
          break;
        case 'Record':
          for (const { name, value } of next.entries) {
            if (name !== value) pending.push(value);
            else {
              const declared = this.scope.scoped(name);
              this.found.push({
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
          const own = this.scope.topLevel(next.callee);
          const known = this.#functionOf(next);
          if (own?.kind === 'component') this.#ownFunction(next, own);
          else if (this.#isParameter(next.callee))
            this.#ownFunction(next, this.scope.constantLike(next.callee));
          else if (known) this.#function(next, known);
          else if (constantFunctions.has(next.callee.key)) this.value(next, anything);
          else this.stage(next);
          break;
        }
        case 'Pipeline': {
          const { source, stages } = startOf((call) => this.#functionOf(call) !== undefined, next);
          if (source) pending.push(source);
          stages.forEach((stage) => this.stage(stage));
          break;
        }
        default:
          break;
      }
    }
  }

  #isParameter(name: Identifier): boolean {
    return this.scope.constantLike(name)?.kind === 'parameter';
  }

  /** An activation of the text, or one that a parameter holds, called as a function. */
  #ownFunction(call: CallExpression, declared: DeclaredName | undefined): void {
    this.add(call.callee, declared);
    const parameters = this.scope.parametersOf(call.callee);
    call.arguments.forEach(({ name, value }, index) => {
      const found = name && parameters.find(({ identifier }) => identifier.key === name.key);
      if (name && found) this.add(name, found);
      else if (name) this.addBuiltIn(name, undefined);
      if (index === 0 && !name) this.tensor(value);
      else this.value(value, anything);
    });
  }

  /** The function of tensors that a call means, where no declaration of the file bears its name. */
  #functionOf(call: CallExpression): TensorFunction | undefined {
    return this.scope.topLevel(call.callee) ? undefined : findFunction(call.callee.key);
  }

  #function(call: CallExpression, known: TensorFunction): void {
    const { name: owner, parameters, operands, layer } = known;
    this.addBuiltIn(call.callee, { kind: 'tensorFunction', known });
    let position = 0;
    for (const { name, value } of call.arguments) {
      const key = name ? name.key : parameters[position++];
      const isTensor = key !== undefined && Object.hasOwn(operands, key);
      const declaration = key === undefined || isTensor ? undefined : layer.arguments[key];
      if (name) {
        const doc = isTensor ? 'A tensor.' : declaration?.doc;
        const argument = { kind: 'argument', owner, name: name.text, declaration } as const;
        this.addBuiltIn(name, doc === undefined ? undefined : { ...argument, doc });
      }
      if (isTensor) this.tensor(value);
      else this.value(value, { type: declaration?.type });
    }
  }

  protected stage(stage: Stage): void {
    switch (stage.kind) {
      case 'Identifier':
        this.add(stage, this.scope.scoped(stage) ?? this.scope.topLevel(stage));
        break;
      case 'Call':
        this.call(stage);
        break;
      case 'Repeat':
        this.value(stage.count, anything);
        stage.body.forEach((inner) => this.stage(inner));
        break;
      case 'For':
        this.value(stage.list, anything);
        this.declare(stage.variable, 'loop');
        this.scope.loops.push({ kind: 'loop', identifier: stage.variable, module: this.module });
        stage.body.forEach((inner) => this.stage(inner));
        this.scope.loops.pop();
        break;
      case 'If': {
        for (let branch: Stage | undefined = stage; branch?.kind === 'If';) {
          this.value(branch.condition, anything);
          branch.then.forEach((inner) => this.stage(inner));
          const other: Stage | readonly Stage[] | undefined = branch.else;
          if (other && !('kind' in other)) other.forEach((inner) => this.stage(inner));
          branch = other && 'kind' in other ? other : undefined;
        }
        break;
      }
      case 'Missing':
        break;
    }
  }

  /** A layer, block or model in a pipeline, or as the argument of a wrapper. */
  protected call(call: CallExpression): void {
    const meaning = this.scope.topLevel(call.callee);
    if (meaning?.kind === 'block' || meaning?.kind === 'model' || meaning?.kind === 'layer') {
      this.add(call.callee, meaning);
      const parameters = this.scope.parametersOf(call.callee);
      let position = 0;
      for (const { name, value } of call.arguments) {
        if (!name) position++;
        const found = name
          ? parameters.find(({ identifier }) => identifier.key === name.key)
          : parameters[position - 1];
        if (name && found) this.add(name, found);
        else if (name) this.addBuiltIn(name, commonArgument(name));
        this.value(value, anything);
      }
      return;
    }
    const layer = findLayer(call.callee.key);
    if (!layer || layer.internal) {
      this.add(call.callee, this.scope.scoped(call.callee) ?? meaning);
      call.arguments.forEach(({ name, value }) => {
        if (name) this.addBuiltIn(name, undefined);
        this.value(value, anything);
      });
      return;
    }
    this.addBuiltIn(call.callee, { kind: 'layer', layer });
    this.arguments(call, layer.name, layer.arguments, layer);
  }
}
