import type { CallExpression, Expression, Identifier } from '../../../grammar/ast.ts';
import { constantFunctions } from '../../bind/functions.ts';
import { findByText, findComponent } from '../../components/registry.ts';
import { categoriesOf, takesLayers, takesOption } from '../../declarations/argument-types.ts';
import type { ArgumentDeclarations, ArgumentType } from '../../declarations/declare.ts';
import type { ArgumentValue } from '../../declarations/values.ts';
import { findLayer } from '../../layers/registry.ts';
import { equalValues } from '../default-arguments.ts';
import type { NamedValue, Value, Variable } from './program.ts';
import { Unstructured } from './unstructured.ts';

/** What names in constant expressions stand for. */
export interface ValueNames {
  /** The variable of a parameter, loop or constant; undefined for an option. */
  readonly variable: (name: Identifier) => Variable | undefined;
  /** The text in which numbers stand. */
  readonly source: string;
}

type ConstantFunction = Extract<Value, { readonly kind: 'call' }>['name'];

const functions: readonly string[] = ['min', 'max', 'floor', 'ceil', 'abs', 'len'];

/**
 * A constant expression as it was written.
 * @param type what it is an argument for; undefined where nothing is known
 * @throws Unstructured where only its value can be written down
 */
export function writtenValue(
  expression: Expression,
  type: ArgumentType | undefined,
  names: ValueNames,
): Value {
  const write = (inner: Expression, of: ArgumentType | undefined = type): Value =>
    writtenValue(inner, of, names);
  switch (expression.kind) {
    case 'Number': {
      const { span, value } = expression;
      return {
        kind: 'number',
        value,
        text: names.source.slice(span.start, span.end),
        isFloat: isFloat(type),
      };
    }
    case 'String':
      return textValue(expression.value, type);
    case 'Boolean':
      return { kind: 'boolean', value: expression.value };
    case 'None':
      return { kind: 'none' };
    case 'Identifier': {
      const variable = names.variable(expression);
      return variable ? { kind: 'name', variable } : textValue(expression.key, type);
    }
    case 'List':
      return { kind: 'list', items: expression.items.map((item) => write(item, itemType(type))) };
    case 'Index':
      return {
        kind: 'entry',
        list: write(expression.list, undefined),
        index: write(expression.index, integer),
      };
    case 'Unary':
      return { kind: 'unary', operator: expression.operator, operand: write(expression.operand) };
    case 'Binary':
      if (expression.operator === '/' && !isInteger(type) && !isFloat(type))
        throw new Unstructured('a quotient that may be whole or not');
      return {
        kind: 'binary',
        operator: expression.operator,
        left: write(expression.left, operandType(type)),
        right: write(expression.right, operandType(type)),
        isInteger: isInteger(type),
      };
    case 'Call':
      return callValue(expression, type, names);
    default:
      throw new Unstructured('an expression');
  }
}

const integer: ArgumentType = { kind: 'integer' };
const number: ArgumentType = { kind: 'number' };

/** A name or a string; where an object may stand, it says what kind of object it names. */
function textValue(text: string, type: ArgumentType | undefined): Value {
  const isNamed = type !== undefined && !takesOption(text, type);
  const category = isNamed ? categoriesOf(type).find((each) => findByText(each, text)) : undefined;
  return { kind: 'text', text, ...(category ? { category } : {}) };
}

function callValue(call: CallExpression, type: ArgumentType | undefined, names: ValueNames): Value {
  const { key } = call.callee;
  if (constantFunctions.has(key)) {
    if (!functions.includes(key)) throw new Unstructured(`\`${key}\``);
    const inner = key === 'floor' || key === 'ceil' ? number : key === 'len' ? undefined : type;
    const operands = call.arguments.map(({ value }) => writtenValue(value, inner, names));
    return { kind: 'call', name: key as ConstantFunction, operands };
  }
  const layer = findLayer(key);
  if (layer && takesLayers(type)) {
    const { own, trainable } = splitTrainable(call);
    return {
      kind: 'layer',
      declaration: layer,
      arguments: writtenArguments(own, layer.arguments, names),
      trainable,
    };
  }
  for (const category of type ? categoriesOf(type) : []) {
    const found = findComponent(category, key);
    if (!found) continue;
    const given = writtenArguments(call.arguments, found.arguments, names);
    return { kind: 'object', category, name: found.name, arguments: given };
  }
  throw new Unstructured(`\`${key}\` as a constant`);
}

/**
 * Arguments as they were written, by their names.
 * @param declared what the layer or object takes, in order
 */
export function writtenArguments(
  given: CallExpression['arguments'],
  declared: ArgumentDeclarations,
  names: ValueNames,
): readonly NamedValue[] {
  const order = Object.keys(declared);
  let position = 0;
  return given.flatMap(({ name, value }) => {
    const key = name?.key ?? order[position++]!;
    const argument = declared[key];
    if (!argument) return [];
    return [{ name: key, positional: name === undefined, value: writtenValue(value, argument.type, names) }];
  });
}

/** The arguments of a call without `trainable`, and what that says. */
export function splitTrainable(call: CallExpression): {
  readonly own: CallExpression['arguments'];
  readonly trainable: boolean;
} {
  const found = call.arguments.find(({ name }) => name?.key === 'trainable');
  if (found && found.value.kind !== 'Boolean') throw new Unstructured('`trainable` by a parameter');
  return {
    own: call.arguments.filter((argument) => argument !== found),
    trainable: found?.value.kind !== 'Boolean' || found.value.value,
  };
}

/** A value of the graph: everything is settled, and defaults are left out. */
export function settledValue(value: ArgumentValue, type: ArgumentType | undefined): Value {
  if (value === null) return { kind: 'none' };
  if (typeof value === 'boolean') return { kind: 'boolean', value };
  if (typeof value === 'string') return { kind: 'text', text: value };
  if (typeof value === 'number')
    return { kind: 'number', value, text: String(value), isFloat: isFloat(type) };
  if (Array.isArray(value)) {
    const items = value as readonly ArgumentValue[];
    return { kind: 'list', items: items.map((item) => settledValue(item, itemType(type))) };
  }
  const object = value as Exclude<typeof value, readonly ArgumentValue[]>;
  switch (object.kind) {
    case 'layer': {
      const { declaration, args, trainable } = object;
      return {
        kind: 'layer',
        declaration,
        arguments: settledArguments(args, declaration.arguments),
        trainable,
      };
    }
    case 'component': {
      const given = settledArguments(object.args, object.declaration.arguments);
      const { category, name } = object;
      if (object.declaration.own) return { kind: 'object', category, name, arguments: given, own: object };
      if (category === 'activation' && given.length === 0) return { kind: 'text', text: name, category };
      return { kind: 'object', category, name, arguments: given };
    }
    case 'byHead':
      return { kind: 'text', text: object.name };
    case 'size':
      throw new Unstructured('a size that is known only at run time');
  }
}

/** Arguments that differ from their defaults; required ones by their places, as far as none is left out before. */
export function settledArguments(
  args: Readonly<Record<string, ArgumentValue>>,
  declared: ArgumentDeclarations,
): readonly NamedValue[] {
  const given: NamedValue[] = [];
  let positional = true;
  for (const [name, argument] of Object.entries(declared)) {
    const value = args[name];
    if (value === undefined || (!argument.required && equalValues(value, argument.default))) {
      positional = false;
      continue;
    }
    positional &&= argument.required;
    given.push({ name, positional, value: settledValue(short(value, argument.type), argument.type) });
  }
  return given;
}

/** One number for all axes where they are equal. */
function short(value: ArgumentValue, type: ArgumentType): ArgumentValue {
  const isSame =
    type.kind === 'perAxis' && Array.isArray(value) && new Set(value as readonly ArgumentValue[]).size === 1;
  return isSame ? (value as readonly ArgumentValue[])[0]! : value;
}

function isFloat(type: ArgumentType | undefined): boolean {
  if (type?.kind === 'anyOf') return type.of.some(isFloat) && !type.of.some(isInteger);
  return type?.kind === 'number';
}

function isInteger(type: ArgumentType | undefined): boolean {
  if (type?.kind === 'anyOf') return type.of.some(isInteger);
  return type?.kind === 'integer' || type?.kind === 'perAxis';
}

function itemType(type: ArgumentType | undefined): ArgumentType | undefined {
  if (type?.kind === 'list') return type.of;
  if (type?.kind === 'perAxis') return integer;
  return type?.kind === 'anyOf' ? type.of.map(itemType).find((each) => each !== undefined) : undefined;
}

/** What stands on the sides of an operator that gives a value of a type. */
function operandType(type: ArgumentType | undefined): ArgumentType | undefined {
  return isInteger(type) ? integer : isFloat(type) ? undefined : type;
}

/** Every variable that a value reads. */
export function variablesIn(value: Value): readonly Variable[] {
  switch (value.kind) {
    case 'name':
      return [value.variable];
    case 'list':
      return value.items.flatMap(variablesIn);
    case 'entry':
      return [...variablesIn(value.list), ...variablesIn(value.index)];
    case 'unary':
      return variablesIn(value.operand);
    case 'binary':
      return [...variablesIn(value.left), ...variablesIn(value.right)];
    case 'call':
      return value.operands.flatMap(variablesIn);
    case 'object':
    case 'layer':
      return value.arguments.flatMap((each) => variablesIn(each.value));
    default:
      return [];
  }
}
