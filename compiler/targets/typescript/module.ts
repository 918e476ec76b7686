import type { ModelGraph } from '../../graph/model-graph.ts';
import { docComment } from './comments.ts';
import type { ModelOrigin } from '../../check/compile.ts';
import { expandedText, type GraphText } from './expanded.ts';
import { blockFunction } from './structured/block-function.ts';
import type { StructuredContext } from './structured/context.ts';
import { collectDefinitions } from '../program/definition-info.ts';
import { Instances } from '../program/instances.ts';
import { modelBody } from './structured/model-body.ts';
import { ModuleConstants } from './structured/module-constants.ts';
import { optionsParameter, optionText, type ParameterText } from './structured/parameter-text.ts';
import { Unstructured } from '../program/unstructured.ts';
import { verifyNames } from '../program/verify-names.ts';
import { Scope, typeName } from './identifiers.ts';
import { generatedLine } from './marker.ts';
import { LayerTexts, type LayerProblem } from './layer-text.ts';
import { ModuleParts, moduleNames } from './module-parts.ts';
import { sizeText } from '../../shapes/size.ts';
import { trainingText, type TrainingProblem } from './training-text.ts';
import { tfjsName } from '../tfjs/names.ts';
import { tfjsDType } from '../tfjs/types.ts';
import { keyText, stringText } from './values-text.ts';

/** A generated module before it is formatted, and what could not be generated. */
export interface ModuleText {
  readonly text: string;
  readonly layerProblems: readonly LayerProblem[];
  readonly trainingProblems: readonly TrainingProblem[];
}

/** The names that a module exports. */
interface ExportedNames {
  readonly create: string;
  readonly options: string;
  readonly train: string;
  readonly inputsType: string;
  readonly targetsType: string;
}

/** What building the model is written with. */
interface Build {
  readonly parts: ModuleParts;
  readonly layers: LayerTexts;
  readonly names: ExportedNames;
  readonly body: GraphText;
  readonly parameters: readonly ParameterText[];
  /** Constants and functions that stand before the model. */
  readonly before: readonly string[];
}

/**
 * A TypeScript module that builds, compiles and trains a model with tfjs.
 * @param origin the text behind the graph, whose structure the module then keeps
 * @param source the name of the model's file, for the first line
 */
export function moduleText(graph: ModelGraph, origin: ModelOrigin | undefined, source: string): ModuleText {
  const { parts, layers, names, body, parameters, before } =
    (origin && !hasValues(graph) && structuredBuild(graph, origin)) || expandedBuild(graph);
  const outputs = outputNames(graph);
  const training = trainingText(graph, outputs, parts, body.masks);
  const compile = training.compile === undefined ? '' : `model.compile(${training.compile});`;
  const { properties, parameter } = optionsText(names.options, parameters, origin);
  const createText = `${docComment(graph.doc)}export function ${names.create}(${parameter}): tf.LayersModel {
${body.statements.join('\n')}

const model = tf.model({ name: ${stringText(tfjsName(graph.name))}, inputs: ${list(body.inputs)}, outputs: ${list(body.heads)} });
${compile}
return model;
}`;
  const trainFunction =
    training.compile === undefined ? '' : trainText(graph, parts, { ...names, outputs, training });
  const sections = [
    generatedLine(source),
    `import * as tf from '@tensorflow/tfjs';`,
    before[0] ?? '',
    properties,
    createText,
    trainFunction,
    ...before.slice(1),
    parts.text(),
  ];
  return {
    text: `${sections.filter((section) => section !== '').join('\n\n')}\n`,
    layerProblems: layers.problems,
    trainingProblems: training.problems,
  };
}

function createParts(graph: ModelGraph): { parts: ModuleParts; names: ExportedNames; layers: LayerTexts } {
  const scope = new Scope(undefined, moduleNames);
  const model = typeName(graph.name);
  const names = {
    create: scope.claim(`create${model}`),
    options: scope.claim(`${model}Options`),
    train: scope.claim(`train${model}`),
    inputsType: scope.claim(`${model}Inputs`),
    targetsType: scope.claim(`${model}Targets`),
  };
  const parts = new ModuleParts(scope);
  return { parts, names, layers: new LayerTexts(graph, parts) };
}

function expandedBuild(graph: ModelGraph): Build {
  const made = createParts(graph);
  const local = new Scope(made.parts.scope, ['model']);
  const body = expandedText(graph, local, made.layers, made.parts);
  return { ...made, body, parameters: [], before: [] };
}

/** The model with the structure of its text; undefined where something in it can only be written expanded. */
/** Whether a layer takes values without a batch: it makes them itself, and the text has them beside it. */
function hasValues({ calls, tensors }: ModelGraph): boolean {
  return calls.some(({ inputs }) => inputs.some((tensor) => tensors[tensor]!.whole));
}

function structuredBuild(graph: ModelGraph, origin: ModelOrigin): Build | undefined {
  let pins = new Set<string>();
  try {
    // What must be pinned comes to light on the way: then everything is written once more.
    for (;;) {
      const before = pins.size;
      const built = structuredOnce(graph, origin, pins);
      if (pins.size === before) return built;
      pins = new Set(pins);
    }
  } catch (error) {
    if (error instanceof Unstructured) return undefined;
    throw error;
  }
}

function structuredOnce(graph: ModelGraph, origin: ModelOrigin, pins: Set<string>): Build {
  const made = createParts(graph);
  const instances = new Instances(graph);
  const infos = collectDefinitions(origin, instances);
  verifyNames(infos, instances);
  const constants = new ModuleConstants(origin.constants, made.parts.scope);
  const context: StructuredContext = {
    origin,
    instances,
    constants,
    pins,
    layers: made.layers,
    parts: made.parts,
    infos: new Map(infos.map((info) => [info.definition, info])),
    functions: new Map(),
  };
  const functions: string[] = [];
  for (const info of infos) {
    if (info.definition === origin.definition) continue;
    const block = blockFunction(context, info);
    context.functions.set(info.definition, block);
    functions.push(block.text);
  }
  const local = new Scope(made.parts.scope, ['model']);
  const body = modelBody(context, local);
  return {
    ...made,
    body,
    parameters: body.parameters,
    before: [constants.text(), ...functions.reverse()],
  };
}

/** The interface of a model's options, and the parameter that takes them apart. */
function optionsText(
  name: string,
  parameters: readonly ParameterText[],
  origin: ModelOrigin | undefined,
): { readonly properties: string; readonly parameter: string } {
  if (parameters.length === 0) return { properties: '', parameter: '' };
  const properties = parameters.map((parameter) => {
    const { initial } = parameter;
    return `/** ${initial === undefined ? 'Required.' : `Default: ${initial}.`} */\n${optionText(parameter)};`;
  });
  return {
    properties: `/** Parameters of \`${origin!.definition.name}\`. */\nexport interface ${name} {\n${properties.join('\n')}\n}`,
    parameter: optionsParameter(parameters, name),
  };
}

function list(names: readonly string[]): string {
  return `[${names.join(', ')}]`;
}

/** The names of the model's outputs in tfjs: those of the layers that make them. */
export function outputNames(graph: ModelGraph): readonly string[] {
  const makers = new Map<number, string>();
  for (const call of graph.calls) {
    for (const output of call.outputs) makers.set(output, tfjsName(graph.layers[call.layer]!.name));
  }
  return graph.heads.map((head) => makers.get(head.tensor) ?? tfjsName(head.name));
}

interface TrainParts extends ExportedNames {
  readonly outputs: readonly string[];
  readonly training: ReturnType<typeof trainingText>;
}

function trainText(
  graph: ModelGraph,
  parts: ModuleParts,
  { train, inputsType, targetsType, outputs, training }: TrainParts,
): string {
  const type = (tensor: number): string => {
    const { dtype, shape } = graph.tensors[tensor]!;
    return `${tfjsDType(dtype)}[${['samples', ...shape.map(sizeText)].join(', ')}]`;
  };
  const inputs = graph.inputs.map(
    (input) => `${docComment(input.doc, `\`${type(input.tensor)}\``)}${keyText(input.name)}: tf.Tensor;`,
  );
  const trained = graph.heads.filter((head) => head.loss);
  const targets = trained.map((head) => {
    const target = head.target!;
    const shape = ['samples', ...target.shape.map(sizeText)].join(', ');
    return `${docComment(head.doc, `\`${tfjsDType(target.dtype)}[${shape}]\``)}${keyText(head.name)}: tf.Tensor;`;
  });
  const member = (name: string): string => (keyText(name) === name ? `.${name}` : `[${keyText(name)}]`);
  const prepared = graph.heads.map((head, index) => {
    const text = `targets${member(head.name)}`;
    return training.targets[index]?.(text) ?? text;
  });
  const needsSamples = prepared.some((text) => text.includes('samples'));
  const first = `inputs${member(graph.inputs[0]!.name)}`;
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
    : `{ ${graph.inputs.map(({ name }) => `${keyText(tfjsName(name))}: inputs${member(name)}`).join(', ')} }`;
  const constrained = graph.layers.some((layer) => layer.weights.some((weight) => weight.constraint));
  const settings = [...training.fit, '...settings'];
  if (constrained) settings.push(`callbacks: [${parts.use('keepConstraints')}(model), ...callbacks]`);
  const parameters = `model: tf.LayersModel, inputs: ${inputsType}, targets: ${targetsType}, ${
    constrained
      ? '{ callbacks = [], ...settings }: tf.ModelFitArgs & { callbacks?: tf.CustomCallbackArgs[] }'
      : 'settings: tf.ModelFitArgs'
  } = {}`;
  return `/** What the model reads: samples along the first axis. */
export interface ${inputsType} {
${inputs.join('\n')}
}

/** What its heads should say. */
export interface ${targetsType} {
${targets.join('\n')}
}

/** Trains the model with the settings of its file; \`settings\` replaces them one by one. */
export async function ${train}(${parameters}): Promise<tf.History> {
${needsSamples ? `const samples = ${first}.shape[0];` : ''}
return model.fit(${x}, ${y}, { ${settings.join(', ')} });
}`;
}
