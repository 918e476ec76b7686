import { coerce } from './arguments/coerce.ts';
import type { ArgumentDeclaration, ArgumentDeclarations, ArgumentType } from '../declarations/declare.ts';
import { isComponent, type Arguments, type ArgumentValue } from '../declarations/values.ts';
import { isSymbolicSize } from '../shapes/size.ts';
import type { CheckContext } from './context.ts';
import type { Definition } from './definitions.ts';
import { moduleEnvironment } from './environment.ts';
import { evaluate } from './evaluate.ts';
import {
  booleanValue,
  floatValue,
  integerValue,
  listValue,
  noneValue,
  unknownValue,
  type Value,
} from './values.ts';

/** The parameters of a layer or component as arguments. A default that is wrong counts as none: it was reported. */
export function argumentsOf(context: CheckContext, definition: Definition): ArgumentDeclarations {
  const declared = new Map<string, ArgumentDeclaration>();
  for (const { parameter, type, module } of definition.parameters) {
    if (!type) continue;
    const { name, default: initial } = parameter;
    const nullable = type.kind === 'component';
    const doc = '';
    declared.set(name.key, { type, required: true, nullable, doc });
    if (!initial) continue;
    const environment = moduleEnvironment(module);
    const site = { context, environment, expression: initial, name: name.text, owner: '' };
    const value = coerce(site, evaluate(context, environment, initial), type, nullable);
    declared.set(name.key, {
      type,
      required: false,
      nullable,
      doc,
      default: value.kind === 'ok' ? value.value : null,
    });
  }
  return Object.fromEntries(declared);
}

/** The arguments of a use as values that the text can read. */
export function parametersFrom(definition: Definition, args: Arguments): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>();
  for (const { parameter, type } of definition.parameters) {
    const { key } = parameter.name;
    values.set(key, type && Object.hasOwn(args, key) ? valueOf(args[key]!, type) : unknownValue);
  }
  return values;
}

function valueOf(value: ArgumentValue, type: ArgumentType): Value {
  if (value === null) return noneValue;
  if (typeof value === 'number') return type.kind === 'number' ? floatValue(value) : integerValue(value);
  if (typeof value === 'boolean') return booleanValue(value);
  if (typeof value === 'string')
    return type.kind === 'option' ? { kind: 'option', name: value } : { kind: 'string', value };
  if (Array.isArray(value)) {
    const of = type.kind === 'list' ? type.of : type;
    return listValue((value as readonly ArgumentValue[]).map((item) => valueOf(item, of)));
  }
  if (isSymbolicSize(value)) return { kind: 'size', size: value };
  return isComponentValue(value) ? { kind: 'component', value } : unknownValue;
}

function isComponentValue(value: ArgumentValue): value is Extract<Value, { kind: 'component' }>['value'] {
  const categories = ['activation', 'initializer', 'regularizer', 'constraint'] as const;
  return categories.some((category) => isComponent(value, category));
}
