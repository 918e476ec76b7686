import type { ModelOrigin } from '../../check/compile.ts';
import type { Definition } from '../../bind/definitions.ts';
import type { Value as BoundValue } from '../../bind/values.ts';
import type { ModelGraph } from '../../graph/model-graph.ts';
import { ownValue } from '../../names/own-value.ts';
import type { ConstDeclaration } from '../../../grammar/ast.ts';
import { FunctionBuilder } from './build-function.ts';
import type { ProgramContext } from './function-scope.ts';
import { collectDefinitions, type DefinitionInfo } from './definition-info.ts';
import { expandedProgram } from './expanded.ts';
import { Instances } from './instances.ts';
import type {
  ModelProgram,
  ProgramConstant,
  ProgramFunction,
  ProgramInput,
  ProgramParameter,
  Statement,
  Value,
  Variable,
} from './program.ts';
import { readVariables } from './read-variables.ts';
import { Unstructured } from './unstructured.ts';
import { settledValue, variablesIn, writtenValue } from './values.ts';
import { verifyNames } from './verify-names.ts';

/**
 * A model as a program: with the structure of its text where that can be kept, names of layers included, else
 * layer after layer.
 * @param origin the text behind the graph
 */
export function buildProgram(graph: ModelGraph, origin: ModelOrigin | undefined): ModelProgram {
  if (!origin) return expandedProgram(graph);
  try {
    return structuredProgram(graph, origin);
  } catch (error) {
    if (error instanceof Unstructured) return expandedProgram(graph);
    throw error;
  }
}

function structuredProgram(graph: ModelGraph, origin: ModelOrigin): ModelProgram {
  const instances = new Instances(graph);
  const infos = collectDefinitions(origin, instances);
  verifyNames(infos, instances);
  const constants = new Map<ConstDeclaration, ProgramConstant>();
  const functions = new Map<Definition, ProgramFunction>();
  const context: ProgramContext = {
    origin,
    instances,
    functions,
    constant: (name, module) => {
      const meaning = module.names.get(name.key);
      if (meaning?.kind !== 'const') return undefined;
      const { declaration } = meaning;
      let known = constants.get(declaration);
      if (!known) {
        const value = constantValue(
          origin.constants.get(declaration),
          declaration,
          meaning.module.source.text,
        );
        known = { variable: { name: declaration.name.key }, doc: declaration.doc, value };
        constants.set(declaration, known);
      }
      return known.variable;
    },
  };
  let body: Omit<ModelProgram, 'constants' | 'functions'> | undefined;
  for (const info of infos) {
    if (info.definition === origin.definition) body = modelBody(context, info, graph);
    else functions.set(info.definition, blockFunction(context, info));
  }
  return { ...body!, constants: [...constants.values()], functions: [...functions.values()] };
}

/** A literal as it was written, anything else by what it comes to. */
function constantValue(
  value: BoundValue | undefined,
  { value: written }: ConstDeclaration,
  source: string,
): Value {
  if (written.kind === 'Number')
    return writtenValue(written, undefined, { source, variable: () => undefined });
  return boundValue(value);
}

function boundValue(value: BoundValue | undefined): Value {
  switch (value?.kind) {
    case 'integer':
    case 'float':
      return {
        kind: 'number',
        value: value.value,
        text: String(value.value),
        isFloat: value.kind === 'float',
      };
    case 'boolean':
      return { kind: 'boolean', value: value.value };
    case 'string':
      return { kind: 'text', text: value.value };
    case 'option':
      return { kind: 'text', text: value.name };
    case 'list':
      return { kind: 'list', items: value.items.map(boundValue) };
    default:
      throw new Unstructured('an object as a constant');
  }
}

function parametersOf(
  context: ProgramContext,
  { definition }: DefinitionInfo,
): ReadonlyMap<string, ProgramParameter> {
  const isModel = definition === context.origin.definition;
  const given = context.instances.graph.parameters;
  const variables = new Map<string, Variable>();
  const open = definition.parameters.filter(({ hidden }) => !hidden);
  for (const { parameter } of open) variables.set(parameter.name.key, { name: parameter.name.key });
  return new Map(
    open.map(({ parameter, type, module }) => {
      const { key } = parameter.name;
      const written =
        parameter.default &&
        writtenValue(parameter.default, type, {
          source: module.source.text,
          variable: (name) => variables.get(name.key) ?? context.constant(name, module),
        });
      // The value that the graph was made with is the default: that of the text, or one that was set.
      const settled = isModel ? settledValue(ownValue(given, key)!, type) : undefined;
      const initial = settled && !isSame(written, settled) ? settled : written;
      return [key, { variable: variables.get(key)!, type, initial }];
    }),
  );
}

function isSame(written: Value | undefined, settled: Value): boolean {
  if (!written) return false;
  if (written.kind === 'number' && settled.kind === 'number') return written.value === settled.value;
  return JSON.stringify(written) === JSON.stringify(settled);
}

/** Parameters that statements, or defaults of parameters that they read, read themselves. */
function readParameters(
  parameters: ReadonlyMap<string, ProgramParameter>,
  body: readonly Statement[],
  further: readonly Value[],
): readonly ProgramParameter[] {
  const read = readVariables(body);
  for (const value of further) for (const each of variablesIn(value)) read.add(each);
  const all = [...parameters.values()];
  for (const { variable, initial } of all.reverse()) {
    if (read.has(variable) && initial) for (const each of variablesIn(initial)) read.add(each);
  }
  return [...parameters.values()].filter(({ variable }) => read.has(variable));
}

function blockFunction(context: ProgramContext, info: DefinitionInfo): ProgramFunction {
  const { definition } = info;
  const parameters = parametersOf(context, info);
  const builder = new FunctionBuilder(context, info, parameters);
  const inputs = definition.inputs.map(({ member }) => {
    const variable = { name: member.name.key };
    builder.tensors.set(member.name.key, { kind: 'variable', variable });
    return variable;
  });
  const returned = builder.members();
  const heads = definition.heads.map(({ member: { name } }) => ({
    name: name.key,
    value: builder.tensors.get(name.key)!,
  }));
  const result =
    definition.kind === 'model' ? (heads.length === 1 ? heads[0]!.value : heads) : builder.named(returned!);
  const results = Array.isArray(result) ? result.map(({ value }) => value) : [result];
  const body = builder.statements;
  const returns: Statement[] = results.map((value) => ({
    kind: 'assign',
    targets: [],
    doc: undefined,
    value,
  }));
  return {
    variable: { name: definition.name },
    doc: definition.declaration.doc,
    inputs,
    parameters: readParameters(parameters, [...body, ...returns], []),
    body,
    result,
    counts: builder.counts,
  };
}

function modelBody(
  context: ProgramContext,
  info: DefinitionInfo,
  graph: ModelGraph,
): Omit<ModelProgram, 'constants' | 'functions'> {
  const parameters = parametersOf(context, info);
  const builder = new FunctionBuilder(context, info, parameters);
  const inputs = graph.inputs.map((input): ProgramInput => {
    const { member, module } = info.definition.inputs.find((each) => each.member.name.key === input.name)!;
    const variable = { name: input.name };
    builder.tensors.set(input.name, { kind: 'variable', variable });
    const shape = graph.tensors[input.tensor]!.shape.map((size, axis) => {
      const dim = member.type?.dims?.[axis];
      return typeof size === 'number' && dim ? builder.value(dim, { kind: 'integer' }, module) : undefined;
    });
    return { input, variable, shape };
  });
  builder.members();
  const sizes = inputs.flatMap(({ shape }) => shape.filter((size) => size !== undefined));
  return {
    name: graph.name,
    doc: graph.doc,
    inputs,
    parameters: readParameters(parameters, builder.statements, sizes),
    body: builder.statements,
    heads: graph.heads.map((head) => ({ head, value: builder.tensors.get(head.name)! })),
    added: [],
    counts: builder.counts,
  };
}
