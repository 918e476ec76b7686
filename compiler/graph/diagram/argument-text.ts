import { sizeText } from '../../shapes/size.ts';
import type { ArgumentDeclaration, ArgumentType } from '../../declarations/declare.ts';
import type { Arguments, ArgumentValue } from '../../declarations/values.ts';
import type { LayerInstance } from '../model-graph.ts';
import type { NodeDetails } from './diagram.ts';

const longestLine = 44;

/**
 * The arguments by which a reader tells one layer from another, on one line: required ones by their value, others
 * where they differ from their default, an activation by its name. How weights begin and are kept small is left to
 * the details.
 */
export function argumentLine(layer: LayerInstance): string {
  const parts: string[] = [];
  for (const [name, argument] of Object.entries(layer.declaration.arguments)) {
    const value = layer.args[name];
    if (value === undefined || isSecondary(name, argument.type)) continue;
    if (!argument.required && isDefault(value, argument)) continue;
    const text = valueText(value, argument.type);
    parts.push(argument.required || isActivation(argument.type) ? text : `${name} ${text}`);
  }
  const line = parts.join(', ');
  return line.length <= longestLine ? line : `${line.slice(0, longestLine - 1).replace(/[\s,]+$/, '')}…`;
}

/** Every argument with its value. */
export function argumentDetails({ declaration, args }: LayerInstance): NodeDetails['arguments'] {
  return Object.entries(declaration.arguments).flatMap(([name, argument]) => {
    const value = args[name];
    if (value === undefined) return [];
    return [{ name, value: valueText(value, argument.type), isDefault: isDefault(value, argument) }];
  });
}

const secondaryCategories = new Set(['initializer', 'regularizer', 'constraint']);

function isSecondary(name: string, type: ArgumentType): boolean {
  if (name === 'seed') return true;
  if (type.kind === 'anyOf') return type.of.some((each) => isSecondary(name, each));
  return type.kind === 'component' && secondaryCategories.has(type.category);
}

function isActivation(type: ArgumentType): boolean {
  return type.kind === 'component' && type.category === 'activation';
}

function isDefault(value: ArgumentValue, argument: ArgumentDeclaration): boolean {
  return !argument.required && JSON.stringify(value) === JSON.stringify(argument.default);
}

function valueText(value: ArgumentValue, type?: ArgumentType): string {
  if (value === null) return 'none';
  if (typeof value === 'string') return type?.kind === 'string' ? JSON.stringify(value) : value;
  // Six digits tell one number from another: 1 / 255 is 0.00392157.
  if (typeof value === 'number') return String(Number(value.toPrecision(6)));
  if (typeof value !== 'object') return String(value);
  if (isList(value)) {
    if (type?.kind !== 'perAxis') return `[${value.map((entry) => valueText(entry)).join(', ')}]`;
    // One number for every axis is how most of them are written.
    const isWindow = value.length > 1;
    return isWindow ? value.join('×') : String(value[0]);
  }
  switch (value.kind) {
    case 'byHead':
      return value.name;
    case 'component':
      return callText(value.alias ?? value.name, value.declaration.arguments, value.args);
    case 'layer':
      return callText(value.class, value.declaration.arguments, value.args, true);
    case 'size':
      return sizeText(value);
  }
}

function callText(
  name: string,
  declared: Readonly<Record<string, ArgumentDeclaration>>,
  args: Arguments,
  always = false,
): string {
  const given = Object.entries(declared).flatMap(([key, argument]) => {
    const value = args[key];
    if (value === undefined || isDefault(value, argument)) return [];
    const text = valueText(value, argument.type);
    return [argument.required ? text : `${key}: ${text}`];
  });
  return given.length > 0 || always ? `${name}(${given.join(', ')})` : name;
}

function isList(value: object): value is readonly ArgumentValue[] {
  return Array.isArray(value);
}
