import { declaredTypeText } from '../../../compiler/shapes/types.ts';
import { graphOf } from '../harness.ts';

/**
 * The calls of the last model of a text, a line each: `NAME: CLASS(WHAT FLOWS IN) TYPE`. Tensors are called as the graph
 * calls them; a layer that is called twice stands there twice.
 */
export function callsOf(text: string): readonly string[] {
  const { calls, layers, tensors } = graphOf(text);
  const named = (tensor: number): string => tensors[tensor]!.name;
  return calls.map(({ layer: index, inputs, tensorArguments, outputs }) => {
    const layer = layers[index]!;
    const given = Object.entries(tensorArguments).map(
      ([name, list]) => `${name}: ${list.map(named).join(' ')}`,
    );
    const types = outputs.map((output) => declaredTypeText(tensors[output]!));
    // An operation with a number says which, and on which side it stands.
    const number =
      'number' in layer.args
        ? [`${String(layer.args['number'])}${layer.args['number_first'] === true ? ' first' : ''}`]
        : [];
    return `${layer.name}: ${layer.class}(${[...inputs.map(named), ...number, ...given].join(', ')}) ${types.join(' ')}`;
  });
}

/** The calls of a model of eight numbers with members. */
export function callsIn(
  members: string,
  { before = '', input = 'input x: float32[8]', parameters = '' } = {},
) {
  return callsOf(`${before}model M${parameters} {\n  ${input}\n  ${members}\n}`);
}
