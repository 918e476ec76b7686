import type { LayerCall, ModelGraph, TensorIndex } from '../../graph/model-graph.ts';
import { functionOfLayer } from './functions.ts';
import type { AddedTerm, LayerMaker, ModelProgram, Statement, Tensor, Value, Variable } from './program.ts';
import { callTypes } from './instances.ts';
import { settledArguments } from './values.ts';

/** A model layer after layer, every tensor in a variable of its own. */
export function expandedProgram(graph: ModelGraph): ModelProgram {
  const names = new Map<TensorIndex, Variable>();
  const branches = new Map(graph.branches.map(({ name, tensor }) => [tensor, name]));
  const variableOf = (tensor: TensorIndex): Variable => {
    let variable = names.get(tensor);
    if (!variable)
      names.set(tensor, (variable = { name: branches.get(tensor) ?? graph.tensors[tensor]!.name }));
    return variable;
  };
  const read = (tensor: TensorIndex): Tensor => ({ kind: 'variable', variable: variableOf(tensor) });
  const inputs = graph.inputs.map((input) => ({
    input,
    variable: variableOf(input.tensor),
    shape: graph.tensors[input.tensor]!.shape.map((size): Value | undefined =>
      typeof size === 'number'
        ? { kind: 'number', value: size, text: String(size), isFloat: false }
        : undefined,
    ),
  }));
  const uses = new Map<number, number>();
  for (const { layer } of graph.calls) uses.set(layer, (uses.get(layer) ?? 0) + 1);
  const declared = new Map<number, Variable>();
  const body: Statement[] = [];
  for (const call of graph.calls) {
    const layer = graph.layers[call.layer]!;
    const isCalled = layer.declaration.family !== 'operator' && !functionOfLayer(layer.declaration);
    if (isCalled && uses.get(call.layer)! > 1 && !declared.has(call.layer)) {
      const target = { name: layer.name };
      declared.set(call.layer, target);
      body.push({ kind: 'layer', target, doc: undefined, layer: makerOf(graph, call) });
    }
    const value = callValue(graph, call, read, declared.get(call.layer) ?? makerOf(graph, call));
    body.push({ kind: 'assign', targets: call.outputs.map(variableOf), doc: undefined, value });
  }
  return {
    name: graph.name,
    doc: graph.doc,
    constants: [],
    functions: [],
    inputs,
    parameters: [],
    body,
    heads: graph.heads.map((head) => ({ head, value: read(head.tensor) })),
    added: [
      ...graph.heads.flatMap((head): AddedTerm[] =>
        head.loss && head.targetTensor !== undefined
          ? [{ kind: 'target', head, value: read(head.targetTensor) }]
          : [],
      ),
      ...(graph.objectives ?? []).map((objective): AddedTerm => ({
        kind: 'objective',
        objective,
        value: read(objective.tensor),
      })),
    ],
    counts: false,
  };
}

function makerOf(graph: ModelGraph, { layer: index }: LayerCall): LayerMaker {
  const { declaration, name, args, trainable, weights } = graph.layers[index]!;
  return {
    declaration,
    name: { base: name, scoped: false, counted: false },
    arguments: settledArguments(args, declaration.arguments),
    trainable: trainable || weights.length === 0,
  };
}

const operators: Readonly<Record<string, '+' | '-' | '*' | '/'>> = {
  AddNumber: '+',
  SubtractNumber: '-',
  MultiplyNumber: '*',
  TrueDivideNumber: '/',
  Divide: '/',
};

function callValue(
  graph: ModelGraph,
  call: LayerCall,
  read: (tensor: TensorIndex) => Tensor,
  maker: LayerMaker | Variable,
): Tensor {
  const { inputs, tensorArguments } = call;
  const { declaration, args } = graph.layers[call.layer]!;
  const tensors = inputs.map(read);
  const known = functionOfLayer(declaration);
  if (known) {
    let next = 0;
    const isList = Object.values(known.operands).some((kind) => kind === 'list' || kind === 'rest');
    const operands = isList
      ? tensors
      : Object.keys(known.operands).flatMap((name): readonly (Tensor | Value)[] => {
          const number = args[name];
          if (typeof number === 'number') return [numberValue(number)];
          // What may be left out comes last.
          const tensor = tensors[next++];
          return tensor ? [tensor] : [];
        });
    const constants = settledArguments(args, declaration.arguments).filter(
      ({ name }) => !Object.hasOwn(known.operands, name),
    );
    return { kind: 'function', function: known, operands, constants, types: callTypes(graph, [call])! };
  }
  const operator = operators[declaration.name];
  if (operator && declaration.family === 'operator') {
    if (declaration.name === 'Divide')
      return { kind: 'operator', operator, left: tensors[0]!, right: tensors[1]! };
    const number = numberValue(args.number as number);
    const first = args.number_first === true;
    return {
      kind: 'operator',
      operator,
      left: first ? number : tensors[0]!,
      right: first ? tensors[0]! : number,
    };
  }
  return {
    kind: 'apply',
    maker,
    declaration,
    inputs: tensors,
    tensorArguments: Object.fromEntries(
      Object.entries(tensorArguments).map(([name, given]) => [name, given.map(read)]),
    ),
  };
}

function numberValue(value: number): Value {
  return { kind: 'number', value, text: String(value), isFloat: true };
}
