import {
  isTensor,
  type NamedValue,
  type Statement,
  type Tensor,
  type Value,
  type Variable,
} from './program.ts';
import { variablesIn } from './values.ts';

/** Every variable that stands in the constants of some statements. */
export function readVariables(body: readonly Statement[]): Set<Variable> {
  const found = new Set<Variable>();
  const value = (each: Value): void => variablesIn(each).forEach((variable) => found.add(variable));
  const named = (each: readonly NamedValue[]): void => each.forEach((argument) => value(argument.value));
  const operand = (each: Tensor | Value): void => (isTensor(each) ? tensor(each) : value(each));
  const tensor = (each: Tensor): void => {
    switch (each.kind) {
      case 'variable':
        return;
      case 'apply':
        if ('arguments' in each.maker) named(each.maker.arguments);
        each.inputs.forEach(tensor);
        Object.values(each.tensorArguments).forEach((list) => list.forEach(tensor));
        return;
      case 'use':
        each.arguments.forEach((argument) => value(argument.value));
        each.inputs.forEach(tensor);
        return;
      case 'operator':
        operand(each.left);
        operand(each.right);
        return;
      case 'function':
        each.operands.forEach(operand);
        named(each.constants);
        return;
      case 'result':
        tensor(each.of);
        value(each.index);
    }
  };
  const statement = (each: Statement): void => {
    switch (each.kind) {
      case 'assign':
        return tensor(each.value);
      case 'layer':
        return named(each.layer.arguments);
      case 'repeat':
        value(each.count);
        return each.body.forEach(statement);
      case 'for':
        value(each.list);
        return each.body.forEach(statement);
      case 'if':
        value(each.condition);
        each.then.forEach(statement);
        each.otherwise.forEach(statement);
    }
  };
  body.forEach(statement);
  return found;
}
