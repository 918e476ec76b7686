import type { ModelGraph } from '../../graph/model-graph.ts';
import { tfjsName } from '../tfjs/names.ts';
import { inputsInterface, targetsInterface, type ModelParts, type ModelWriting } from './model-writer.ts';
import { trainingText } from './training-text.ts';
import { keyText, memberText, stringText } from './values-text.ts';
import { keepsAverages } from './optimizers-text.ts';

/** A model that tfjs compiles, and trains by `fit`. */
export function compiledModel(model: ModelParts): ModelWriting {
  const { graph, parts, body } = model;
  const outputs = outputNames(graph);
  const training = trainingText(graph, outputs, parts, body.masks);
  const compile = training.compile === undefined ? '' : `model.compile(${training.compile});`;
  return {
    result: 'tf.LayersModel',
    end: `const model = tf.model({ name: ${stringText(tfjsName(graph.name))}, inputs: [${body.inputs.join(', ')}], outputs: [${body.heads.join(', ')}] });
${compile}
return model;`,
    train: training.compile === undefined ? '' : trainText(model, outputs, training),
    problems: training.problems,
  };
}

/** The names of the model's outputs in tfjs: those of the layers that make them. */
function outputNames(graph: ModelGraph): readonly string[] {
  const makers = new Map<number, string>();
  for (const call of graph.calls) {
    for (const output of call.outputs) makers.set(output, tfjsName(graph.layers[call.layer]!.name));
  }
  return graph.heads.map((head) => makers.get(head.tensor) ?? tfjsName(head.name));
}

function trainText(
  { graph, parts, names: { train, inputsType, targetsType } }: ModelParts,
  outputs: readonly string[],
  training: ReturnType<typeof trainingText>,
): string {
  const prepared = graph.heads.map((head, index) => {
    const text = `targets${memberText(head.name)}`;
    return training.targets[index]?.(text) ?? text;
  });
  // Heads without loss get targets of zeros, as many as there are samples.
  const needsSamples = graph.heads.some(({ loss }) => !loss);
  const first = `inputs${memberText(graph.inputs[0]!.name)}`;
  const unique = new Set(outputs).size === outputs.length;
  const isPlain = graph.heads.every(
    (head, index) => outputs[index] === head.name && !training.targets[index],
  );
  const y = isPlain
    ? '{ ...targets }'
    : unique
      ? `{ ${prepared.map((text, index) => `${keyText(outputs[index]!)}: ${text}`).join(', ')} }`
      : `[${prepared.join(', ')}]`;
  const isAscii = graph.inputs.every(({ name }) => tfjsName(name) === name);
  const x = isAscii
    ? '{ ...inputs }'
    : `{ ${graph.inputs.map(({ name }) => `${keyText(tfjsName(name))}: inputs${memberText(name)}`).join(', ')} }`;
  const constrained = graph.layers.some((layer) => layer.weights.some((weight) => weight.constraint));
  const settings = [...training.fit, '...settings'];
  if (constrained) settings.push(`callbacks: [${parts.use('keepConstraints')}(model), ...callbacks]`);
  const averages = keepsAverages(graph.training);
  const parameters = `model: tf.LayersModel, inputs: ${inputsType}, targets: ${targetsType}, ${
    constrained
      ? '{ callbacks = [], ...settings }: tf.ModelFitArgs & { callbacks?: tf.CustomCallbackArgs[] }'
      : 'settings: tf.ModelFitArgs'
  } = {}`;
  return `${inputsInterface(graph, inputsType)}

${targetsInterface(graph, targetsType)!}

/** Trains the model with the settings of its file; \`settings\` replaces them one by one. */
export async function ${train}(${parameters}): Promise<tf.History> {
${needsSamples ? `const samples = ${first}.shape[0];` : ''}
${averages ? 'const history = await' : 'return'} model.fit(${x}, ${y}, { ${settings.join(', ')} });
${averages ? `${parts.use('useAverages')}(model.optimizer);\nreturn history;` : ''}
}`;
}
