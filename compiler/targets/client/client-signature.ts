import { ownValue } from '../../names/own-value.ts';
import type { ArgumentType } from '../../declarations/declare.ts';
import type { DefinedMember, DefinedParameter, Definition } from '../../bind/definitions.ts';
import type { CheckedHead } from '../../expand/checked-terms.ts';
import type { GraphHead, ModelGraph } from '../../graph/model-graph.ts';
import { sizeText } from '../../shapes/size.ts';
import { dtypes, type ElementType, type TensorType } from '../../shapes/types.ts';
import type { InputDeclaration } from '../../../grammar/ast.ts';
import type { Span } from '../../../grammar/source.ts';

/** What the types of a model's clients tell of it. */
export interface ClientSignature {
  readonly name: string;
  readonly doc: string | undefined;
  readonly parameters: readonly ClientParameter[];
  readonly inputs: readonly ClientTensor[];
  /** What heads with a loss should say. */
  readonly targets: readonly ClientTensor[];
  /** What heads say. */
  readonly predictions: readonly ClientTensor[];
}

export interface ClientTensor {
  readonly name: string;
  readonly doc: string | undefined;
  /** Undefined where it hangs on parameters that have no value. */
  readonly dtype: ElementType | undefined;
  /** The sizes of one sample as text; undefined likewise. */
  readonly sizes: readonly string[] | undefined;
  /** True where entries may be missing. */
  readonly gaps?: boolean;
  /** The names of classes that a target takes, or a head says. */
  readonly classes?: readonly string[];
  /** True where a head says of each class whether it holds. */
  readonly each?: boolean;
}

export interface ClientParameter {
  readonly name: string;
  readonly type: ArgumentType | undefined;
  /** As the language writes it; undefined where a value must be given. */
  readonly default: string | undefined;
}

/**
 * The signature of a model whose parameters have values.
 * @param given values that stand in for defaults, as kmodel expressions
 */
export function clientSignature(
  graph: ModelGraph,
  definition: Definition,
  given: Readonly<Record<string, string>> = {},
): ClientSignature {
  return {
    name: graph.name,
    doc: graph.doc,
    parameters: parametersOf(definition, graph, given),
    inputs: graph.inputs.map(({ name, doc, tensor, missing }) => ({
      ...clientTensor(name, doc, graph.tensors[tensor]!),
      ...(missing ? { gaps: true } : {}),
    })),
    targets: graph.heads.flatMap((head) =>
      head.target
        ? [{ ...clientTensor(head.name, head.doc, head.target), ...targetClasses(graph, head) }]
        : [],
    ),
    predictions: graph.heads.map((head) => ({
      ...clientTensor(head.name, head.doc, graph.tensors[head.tensor]!),
      ...predictedClasses(graph, head),
    })),
  };
}

/**
 * The signature of a model some of whose parameters have no value: types are told as far as they hold for all values.
 * @param heads its heads, with their types where no such parameter counts
 * @param standIn the model with other values for these parameters, where one was found: it tells dtypes
 */
export function openClientSignature(
  definition: Definition,
  heads: readonly CheckedHead[],
  standIn: ModelGraph | undefined,
): ClientSignature {
  const { name, doc } = definition.declaration;
  return {
    name: name.key,
    doc,
    parameters: parametersOf(definition, standIn, {}),
    inputs: definition.inputs.map(declaredInput),
    targets: heads
      .filter((head) => head.hasLoss)
      .map((head) => openTensor(head, head.target, standInHead(head, standIn)?.target)),
    predictions: heads.map((head) => {
      const found = standInHead(head, standIn);
      return openTensor(head, head.tensor?.type, found && standIn?.tensors[found.tensor]);
    }),
  };
}

function standInHead(head: CheckedHead, standIn: ModelGraph | undefined): GraphHead | undefined {
  return standIn?.heads.find(({ name }) => name === head.defined.member.name.key);
}

function openTensor(
  { defined: { member } }: CheckedHead,
  known: TensorType | undefined,
  standIn: TensorType | undefined,
): ClientTensor {
  const { name, doc } = member;
  if (known) return clientTensor(name.key, doc, known);
  return { name: name.key, doc, dtype: standIn?.dtype, sizes: undefined };
}

function predictedClasses(
  { tensors }: ModelGraph,
  { classes, loss, tensor }: GraphHead,
): Pick<ClientTensor, 'classes' | 'each'> {
  if (!classes) return {};
  const last = tensors[tensor]!.shape.at(-1) ?? 1;
  return { classes, each: loss?.declaration.wants === 'probabilities' && last !== 1 };
}

/** Words are labels where each sample has one of them. */
function targetClasses(graph: ModelGraph, head: GraphHead): Pick<ClientTensor, 'classes'> {
  const { classes, each } = predictedClasses(graph, head);
  return classes && !each ? { classes } : {};
}

function clientTensor(name: string, doc: string | undefined, { dtype, shape }: TensorType): ClientTensor {
  return { name, doc, dtype, sizes: shape.map(sizeText) };
}

function declaredInput({ member, module }: DefinedMember<InputDeclaration>): ClientTensor {
  const { name, doc, type } = member;
  return {
    name: name.key,
    doc,
    dtype: dtypes.find((dtype) => dtype === type?.dtype.key),
    sizes: type?.dims?.map(({ span }) => textAt(module, span)),
  };
}

function parametersOf(
  definition: Definition,
  graph: ModelGraph | undefined,
  given: Readonly<Record<string, string>>,
): readonly ClientParameter[] {
  const values = new Map(Object.entries(given).map(([name, value]) => [name.normalize('NFC'), value]));
  const open = definition.parameters.filter(({ hidden }) => !hidden);
  return open.map((defined): ClientParameter => {
    const name = defined.parameter.name.key;
    return { name, type: defined.type, default: values.get(name) ?? defaultText(defined, graph) };
  });
}

/** A default as a caller would write it: numbers by their value, since a constant's name would say little. */
function defaultText(
  { parameter, module }: DefinedParameter,
  graph: ModelGraph | undefined,
): string | undefined {
  if (!parameter.default) return undefined;
  const value = graph && ownValue(graph.parameters, parameter.name.key);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const isNumbers = Array.isArray(value) && value.every((entry) => typeof entry === 'number');
  return isNumbers ? `[${value.join(', ')}]` : textAt(module, parameter.default.span);
}

function textAt({ source }: DefinedParameter['module'], { start, end }: Span): string {
  return source.text.slice(start, end).replaceAll(/\s+/g, ' ');
}
