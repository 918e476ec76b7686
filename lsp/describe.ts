import type { ArgumentDeclaration, ArgumentDeclarations } from '../compiler/declarations/declare.ts';
import { rangeText, typeText } from '../compiler/declarations/describe.ts';
import { categoryText } from '../compiler/declarations/categories.ts';
import type { ComponentDeclaration } from '../compiler/declarations/define-component.ts';
import type { LayerDeclaration } from '../compiler/declarations/define-layer.ts';
import type { TensorFunction } from '../compiler/functions/define-function.ts';
import { kindText } from '../compiler/bind/definitions.ts';
import { ownValue } from '../compiler/names/own-value.ts';
import type { DefiningDeclaration, Expression, Parameter } from '../grammar/index.ts';
import { layerReach, type ReachKind } from './layer-reach.ts';

/** A piece of the language in Markdown. */
export function codeBlock(text: string): string {
  return `\`\`\`kmodel\n${text}\n\`\`\``;
}

/** A default as one writes it: `0.001`, `glorot_uniform`, `[1, 1]`; undefined for arguments that must be given. */
export function defaultText({ required, default: value }: ArgumentDeclaration): string | undefined {
  return required ? undefined : valueText(value);
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (typeof value === 'object') {
    const { alias, name, class: layer } = value as { alias?: string; name?: string; class?: string };
    return alias ?? name ?? layer ?? '…';
  }
  return String(value);
}

/** `filters, kernel_size, strides: 1, …`: what a call takes, each with its default. */
export function signatureParts(declarations: ArgumentDeclarations): readonly string[] {
  return Object.entries(declarations).map(([name, declaration]) => {
    const value = defaultText(declaration);
    return value === undefined ? name : `${name}: ${value}`;
  });
}

/** One argument: what it is for, what it takes. */
export function argumentText(name: string, declaration: ArgumentDeclaration): string {
  const { type, doc, nullable } = declaration;
  const range = type.kind === 'integer' || type.kind === 'number' ? rangeText(type) : undefined;
  const takes = `${typeText(type)}${range ? `, ${range}` : ''}${nullable ? ', or `none`' : ''}`;
  const value = defaultText(declaration);
  return `\`${name}\`: ${doc} Takes ${takes}.${value === undefined ? ' Must be given.' : ` Default: \`${value}\`.`}`;
}

function argumentList(declarations: ArgumentDeclarations): string {
  return Object.entries(declarations)
    .map(([name, declaration]) => `- ${argumentText(name, declaration)}`)
    .join('\n');
}

/** How a function of tensors is called: `sum(x, axis: none, keepdims: false)`. */
export function functionParts({ parameters, operands, layer }: TensorFunction): readonly string[] {
  return parameters.map((name) => {
    const value = Object.hasOwn(operands, name) ? undefined : defaultText(layer.arguments[name]!);
    return value === undefined ? name : `${name}: ${value}`;
  });
}

/** The documentation of a function of tensors. */
export function functionText(known: TensorFunction): string {
  const { name, operands, layer } = known;
  const constants = Object.fromEntries(
    Object.entries(layer.arguments).filter(([argument]) => !Object.hasOwn(operands, argument)),
  );
  return [
    codeBlock(`${name}(${functionParts(known).join(', ')})`),
    layer.summary,
    codeBlock(layer.example),
    argumentList(constants),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** The arguments of a layer without those that every layer has. */
function ownArguments({ arguments: declared }: LayerDeclaration): ArgumentDeclarations {
  return Object.fromEntries(Object.entries(declared).filter(([, { byName }]) => !byName));
}

/** A layer's documentation. */
export function layerText(layer: LayerDeclaration): string {
  const tensors = Object.entries(layer.tensorArguments ?? {}).map(
    ([name, { doc }]) => `- \`${name}\`: ${doc}`,
  );
  const takes = layer.input.description;
  return [
    layer.summary,
    ...(takes === undefined ? [] : [`Takes ${takes}.`]),
    codeBlock(layer.example),
    argumentList(ownArguments(layer)),
    ...(tensors.length > 0 ? [tensors.join('\n')] : []),
    reachText(layer.name),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

/** What `kmodel generate` makes of a layer where that is not the same layer. */
const reachTexts: Readonly<Record<ReachKind, (worlds: string) => string>> = {
  no: (worlds) => `It does not get to ${worlds}.`,
  class: (worlds) => `To ${worlds} it brings a class along.`,
  before: (worlds) => `In ${worlds} it runs before the model, which takes its results.`,
};

/** Where a layer gets, as the table of layers by world says it; empty for one that gets everywhere. */
function reachText(name: string): string {
  const reach = ownValue(layerReach, name);
  if (!reach) return '';
  const list = new Intl.ListFormat('en', { type: 'conjunction' });
  const order = ['no', 'class', 'before'] as const;
  const sentences = order.flatMap((kind) => {
    const worlds = reach[kind];
    return worlds ? [reachTexts[kind](list.format(worlds))] : [];
  });
  return `Runs on both engines. ${sentences.join(' ')}`;
}

/** The documentation of a loss, metric, optimizer and so on. */
export function componentText(component: ComponentDeclaration): string {
  const { aliases, summary, category } = component;
  const others =
    aliases.length > 0 ? `Also written ${aliases.map((alias) => `\`${alias}\``).join(', ')}.` : '';
  return [`*${categoryText(category)}* ${summary}`, others, argumentList(component.arguments)]
    .filter((text) => text !== '')
    .join('\n\n');
}

/** `Conv2D(filters, kernel_size, strides: [1, 1], …)`, of a layer or component. */
export function callText(name: string, declarations: ArgumentDeclarations): string {
  return `${name}(${signatureParts(declarations).join(', ')})`;
}

/** A parameter as it is declared. */
export function parameterText({ name, type, default: value }: Parameter, text: string): string {
  const typed = type ? `: ${type.name.text}${type.list ? '[]' : ''}` : '';
  const valued = value ? ` = ${sliceOf(text, value)}` : '';
  return `${name.text}${typed}${valued}`;
}

/** The head of a block or model: `block Residual(filters: int, strides: int = 1)`. */
export function definitionText(declaration: DefiningDeclaration, text: string): string {
  const { name, parameters } = declaration;
  const listed = parameters ? `(${parameters.map((each) => parameterText(each, text)).join(', ')})` : '';
  const base = declaration.kind === 'Model' && declaration.base ? ` extends ${declaration.base.text}` : '';
  return `${kindText(declaration)} ${name.text}${listed}${base}`;
}

/** An expression as it is written, on one line. */
export function sliceOf(text: string, { span }: Pick<Expression, 'span'>): string {
  return text.slice(span.start, span.end).replace(/\s+/g, ' ');
}
