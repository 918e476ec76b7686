import { namedClasses } from '../compiler/graph/named-classes.ts';
import { wordsOfPrediction } from '../runtime/data/class-words.ts';
import type { ModelData } from '../runtime/data/training-data.ts';
import type { HostTensor } from '../runtime/engines/engine.ts';
import type { Model } from '../runtime/model.ts';
import type { TrainableClient } from './client-types.ts';

/**
 * A model under the types of its inputs and heads.
 * @typeParam Inputs what the model's inputs take, by name; Targets and Predictions likewise for its heads
 */
export function createClient<
  Inputs extends object,
  Targets extends object = object,
  Predictions extends object = object,
>(model: Model): TrainableClient<Inputs, Targets, Predictions> {
  return {
    model,
    fit: (data, { validationData, ...settings } = {}) =>
      model.fit(modelData(data), {
        ...settings,
        ...(validationData && { validationData: modelData(validationData) }),
      }),
    evaluate: (data, settings) => model.evaluate(modelData(data), settings),
    // The types are the model's own: whoever chose them knows which heads it has.
    predict: async (inputs, settings) =>
      withWords(model.graph, await model.predict(modelData(inputs), settings)) as Predictions,
    dispose: () => model.dispose(),
  };
}

/** Predictions with the names of classes, where heads have some. */
function withWords(
  graph: Model['graph'],
  predictions: Readonly<Record<string, HostTensor>>,
): Readonly<Record<string, object>> {
  const named = namedClasses(graph);
  return Object.fromEntries(
    Object.entries(predictions).map(([head, tensor]) => {
      const classes = named.get(head);
      if (!classes) return [head, tensor];
      return [head, { ...tensor, classes: classes.words, words: wordsOfPrediction(classes, tensor) }];
    }),
  );
}

/** Interfaces have no index, which is all that the model asks for; it checks names and values itself. */
function modelData(tensors: object): ModelData {
  return tensors as ModelData;
}
