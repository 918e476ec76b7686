import { tfjsName } from '../../tfjs/names.ts';
import { inputsInterface, targetsInterface, type ModelParts, type ModelWriting } from '../model-writer.ts';
import { memberText, stringText } from '../values-text.ts';
import { stepsText } from './steps-text.ts';
import { keepsAverages } from '../optimizers-text.ts';

/** A model whose training `model.compile` has no words for: the module brings its own along. */
export function modelInSteps({ graph, parts, names, body }: ModelParts): ModelWriting {
  const { built, train, inputsType, targetsType } = names;
  const targets = targetsInterface(graph, targetsType);
  const { steps, problems } = stepsText({
    graph,
    parts,
    inputs: body.inputs,
    masks: body.masks,
    variables: body.terms!,
    targetsType: targets === undefined ? undefined : targetsType,
  });
  const stepType = `TrainingStep<${targets === undefined ? 'object' : targetsType}>`;
  const hasModel = graph.heads.length > 0;
  const model = hasModel
    ? `const model = tf.model({ name: ${stringText(tfjsName(graph.name))}, inputs: [${body.inputs.join(', ')}], outputs: [${body.heads.join(', ')}] });`
    : '';
  const { epochs, batchSize, shuffle, validationSplit } = graph.training;
  const settings = [
    `epochs: ${epochs}`,
    `batchSize: ${batchSize}`,
    ...(shuffle ? [] : ['shuffle: false']),
    ...(validationSplit > 0 ? [`validationSplit: ${validationSplit}`] : []),
    '...settings',
  ];
  const averages = [graph.training, ...(graph.training.steps ?? [])].some(keepsAverages);
  const x = graph.inputs.map(({ name }) => `inputs${memberText(name)}`);
  const taken = [
    `{ steps }: ${built}`,
    `inputs: ${inputsType}`,
    ...(targets === undefined ? [] : [`targets: ${targetsType}`]),
    'settings: StepsArgs = {}',
  ];
  return {
    result: built,
    end: `${model}
const steps = ${steps};
return { ${hasModel ? 'model, ' : ''}steps };`,
    train: `/** ${hasModel ? 'The model, and how it is trained' : 'How the layers are trained'}. */
export interface ${built} {
${hasModel ? 'model: tf.LayersModel;\n' : ''}/** Each batch goes through all of them, in this order. */
steps: ${stepType}[];
}

${inputsInterface(graph, inputsType)}

${targets ?? ''}

/** Trains the model with the settings of its file; \`settings\` replaces them one by one. */
export async function ${train}(${taken.join(', ')}): Promise<StepsHistory> {
${averages ? 'const history = await' : 'return'} trainInSteps(steps, [${x.join(', ')}], ${targets === undefined ? '{}' : 'targets'}, { ${settings.join(', ')} });
${averages ? `steps.forEach(({ optimizer }) => { ${parts.use('useAverages')}(optimizer); });\nreturn history;` : ''}
}`,
    problems,
  };
}
