import type { ArgumentType } from '../../declarations/declare.ts';
import type { ElementType } from '../../shapes/types.ts';
import { clientNames, type ClientNames } from './client-names.ts';
import type { ClientParameter, ClientSignature, ClientTensor } from './client-signature.ts';
import { docComment } from '../typescript/comments.ts';
import { parameterType } from '../typescript/parameter-type.ts';
import { keyText, stringText } from '../typescript/values-text.ts';

/** What a loader of a model is declared with. */
export interface LoaderTypes {
  /** Its parameter: `options?: TextQALoadOptions`. */
  readonly parameter: string;
  /** `Promise<TextQA>` */
  readonly result: string;
}

/** The types of one model's clients. */
export interface ClientTypes {
  readonly text: string;
  readonly loader: LoaderTypes;
  /** Names of `kmodel-lang/client` that the text refers to. */
  readonly imported: ReadonlySet<string>;
}

/**
 * Types for what a model reads, learns and says, for its parameters and for its client.
 * @param model the name of the client's type, which begins those of the others too
 */
export function clientTypes(signature: ClientSignature, model: string): ClientTypes {
  const names = clientNames(model);
  const { doc, parameters, inputs, targets, predictions } = signature;
  const imported = new Set<string>();
  const use = (name: string): string => {
    imported.add(name);
    return name;
  };
  const tensors = (of: readonly ClientTensor[], role: 'Tensor' | 'Output'): readonly string[] =>
    of.map((tensor) => tensorProperty(tensor, typeOf(tensor, role, use)));
  const isTrainable = targets.length > 0;
  const isOptional = parameters.every((parameter) => parameter.default !== undefined);
  const given = isTrainable
    ? [names.inputs, names.targets, names.predictions]
    : [names.inputs, names.predictions];
  const parts = [
    interfaceText(
      `What \`${signature.name}\` reads: samples along the first axis.`,
      names.inputs,
      tensors(inputs, 'Tensor'),
    ),
    isTrainable && interfaceText('What its heads should say.', names.targets, tensors(targets, 'Tensor')),
    interfaceText('What its heads say.', names.predictions, tensors(predictions, 'Output')),
    parameters.length > 0 &&
      interfaceText('Its parameters.', names.parameters, parameters.map(parameterProperty)),
    parameters.length > 0 && loadOptionsText(names, use('ClientOptions'), isOptional),
    `${docComment(doc)}export type ${model} = ${use(isTrainable ? 'TrainableClient' : 'Client')}<${given.join(', ')}>;`,
  ];
  const options = parameters.length > 0 ? names.load : use('ClientOptions');
  return {
    text: parts.filter((part) => part !== false).join('\n\n'),
    loader: { parameter: `options${isOptional ? '?' : ''}: ${options}`, result: `Promise<${model}>` },
    imported,
  };
}

function interfaceText(doc: string, name: string, properties: readonly string[]): string {
  return `${docComment(doc)}export interface ${name} {\n${properties.join('\n')}\n}`;
}

function loadOptionsText({ load, parameters }: ClientNames, base: string, isOptional: boolean): string {
  return `${docComment('How it is loaded.')}export interface ${load} extends ${base} {
  readonly parameters${isOptional ? '?' : ''}: ${parameters};
}`;
}

/** The type of an input, a target or a prediction. */
function typeOf(
  { dtype, gaps, classes, each }: ClientTensor,
  role: 'Tensor' | 'Output',
  use: (name: string) => string,
): string {
  const words = classes?.map(stringText).join(' | ');
  if (role === 'Output')
    return words === undefined
      ? use(`${kindOf(dtype, role)}${role}`)
      : `${use(each ? 'ClassesOutput' : 'ClassOutput')}<${words}>`;
  const plain = `${use(`${kindOf(dtype, role)}${role}`)}${gaps ? '<null | undefined>' : ''}`;
  return words === undefined ? plain : `${plain} | ${use('Labels')}<${words}>`;
}

function tensorProperty({ name, doc, dtype, sizes }: ClientTensor, type: string): string {
  const shape = sizes && `[${['samples', ...sizes].join(', ')}]`;
  const known = dtype && `\`${dtype}${shape ?? ''}\``;
  return `${docComment(doc, known)}readonly ${keyText(name)}: ${type};`;
}

/** How the types of tensors with a dtype begin; heads tell bytes and truth values alike, as bytes. */
function kindOf(dtype: ElementType | undefined, role: 'Tensor' | 'Output'): string {
  switch (dtype) {
    case 'float32':
    case 'float16':
      return 'Float';
    case 'int32':
    case 'int64':
      return 'Integer';
    case 'uint8':
      return 'Byte';
    case 'bool':
      return role === 'Tensor' ? 'Boolean' : 'Byte';
    case 'string':
      return 'String';
    case undefined:
      return 'Any';
  }
}

function parameterProperty({ name, type, default: value }: ClientParameter): string {
  const isRequired = value === undefined;
  const doc = docComment(isRequired ? 'Required.' : `Default: \`${value}\`.`);
  return `${doc}readonly ${keyText(name)}${isRequired ? '' : '?'}: ${givenType(type)};`;
}

/** Lists are left as they are, and `none` is null where a parameter may be that. */
function givenType(type: ArgumentType | undefined): string {
  const text = parameterType(type);
  if (type?.kind === 'list') return `readonly ${text}`;
  const mayBeNone = type?.kind === 'component' && type.category !== 'initializer';
  return mayBeNone ? `${text} | null` : text;
}
