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
import { compiledModel } from './compiled-model.ts';
import { modelInSteps } from './in-steps/model-in-steps.ts';
import { trainsInSteps } from './in-steps/terms.ts';
import type { ExportedNames } from './model-writer.ts';
import type { TrainingProblem } from './training-text.ts';

/** A generated module before it is formatted, and what could not be generated. */
export interface ModuleText {
  readonly text: string;
  readonly layerProblems: readonly LayerProblem[];
  readonly trainingProblems: readonly TrainingProblem[];
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
  const isPlain = !hasValues(graph) && !trainsInSteps(graph);
  const { parts, layers, names, body, parameters, before } =
    (origin && isPlain && structuredBuild(graph, origin)) || expandedBuild(graph);
  const { properties, parameter } = optionsText(names.options, parameters, origin);
  const write = trainsInSteps(graph) ? modelInSteps : compiledModel;
  const { result, end, train, problems } = write({ graph, parts, names, body });
  const createText = `${docComment(graph.doc)}export function ${names.create}(${parameter}): ${result} {
${body.statements.join('\n')}

${end}
}`;
  const sections = [
    generatedLine(source),
    `import * as tf from '@tensorflow/tfjs';`,
    before[0] ?? '',
    properties,
    createText,
    train,
    ...before.slice(1),
    parts.text(),
  ];
  return {
    text: `${sections.filter((section) => section !== '').join('\n\n')}\n`,
    layerProblems: layers.problems,
    trainingProblems: problems,
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
    built: trainsInSteps(graph) ? scope.claim(`${model}Training`) : '',
  };
  const parts = new ModuleParts(scope);
  return { parts, names, layers: new LayerTexts(graph, parts) };
}

function expandedBuild(graph: ModelGraph): Build {
  const made = createParts(graph);
  const local = new Scope(made.parts.scope, trainsInSteps(graph) ? ['model', 'steps'] : ['model']);
  const body = expandedText(graph, local, made.layers, made.parts);
  return { ...made, body, parameters: [], before: [] };
}

/** Whether a layer takes values without a batch: it makes them itself, and the text has them beside it. */
function hasValues({ calls, tensors }: ModelGraph): boolean {
  return calls.some(({ inputs }) => inputs.some((tensor) => tensors[tensor]!.whole));
}

/** The model with the structure of its text; undefined where something in it can only be written expanded. */
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
