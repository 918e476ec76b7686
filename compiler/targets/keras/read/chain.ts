import { ReadProblem } from '../../read/source.ts';
import { isList, isObject, listAt, objectAt, own, textAt, type JsonObject } from './json.ts';

/** A chain of layers as a graph. */
export function sequential(json: JsonObject): JsonObject {
  const config = own(json, 'config');
  const layers = isList(config)
    ? config
    : listAt(objectAt(json, 'config', 'The model'), 'layers', 'The model');
  const name = isObject(config) ? own(config, 'name') : undefined;
  const made: JsonObject[] = [];
  for (const [index, layer] of layers.entries()) {
    if (!isObject(layer)) throw new ReadProblem('A layer of the model is no object.');
    const settings = objectAt(layer, 'config', 'A layer');
    const kind = textAt(layer, 'class_name', 'A layer');
    if (index === 0 && kind !== 'InputLayer') made.push(inputOf(settings, isObject(config) ? config : {}));
    const before = made.at(-1);
    const nodes = before ? [[[String(own(before, 'name')), 0, 0]]] : [];
    made.push({ ...layer, name: own(settings, 'name') ?? `layer_${index}`, inbound_nodes: nodes });
  }
  const [first, last] = [made[0], made.at(-1)];
  if (!first || !last) throw new ReadProblem('The model has no layers.');
  return {
    class_name: 'Functional',
    config: {
      name: name ?? 'sequential',
      layers: made,
      input_layers: [[own(first, 'name')!, 0, 0]],
      output_layers: [[own(last, 'name')!, 0, 0]],
    },
  };
}

/** The input that a first layer states, or the whole chain. */
function inputOf(layer: JsonObject, config: JsonObject): JsonObject {
  const shape =
    own(layer, 'batch_input_shape') ?? own(layer, 'batch_shape') ?? own(config, 'build_input_shape');
  if (!isList(shape))
    throw new ReadProblem(
      'The first layer of the model does not say what shape it takes.',
      'Save it after it was built.',
    );
  const isIndex = own(layer, 'input_dim') !== undefined && own(layer, 'output_dim') !== undefined;
  return {
    class_name: 'InputLayer',
    config: { batch_shape: shape, dtype: isIndex ? 'int32' : 'float32', name: 'input' },
    name: 'input',
    inbound_nodes: [],
  };
}
