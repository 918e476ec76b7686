import type { LayerDeclaration } from '../compiler/declarations/define-layer.ts';
import { hostResults, withoutHostPart } from '../compiler/graph/without-host-part.ts';
import { compileModel, createMemoryHost, type ModelGraph, type ModelOrigin } from '../compiler/index.ts';
import { allLayers } from '../compiler/layers/registry.ts';
import { buildPredictStep } from '../compiler/steps/build-steps.ts';
import { kerasModel } from '../compiler/targets/keras/config/model-config.ts';
import { counterpartOf } from '../compiler/targets/keras/counterparts.ts';
import { emitOnnx } from '../compiler/targets/onnx/emit.ts';
import { Unwritable } from '../compiler/targets/pytorch/module/layer-class.ts';
import { pytorchModule } from '../compiler/targets/pytorch/module/module.ts';
import { composedLayers } from '../compiler/targets/tfjs/composed/index.ts';
import { planTfjs } from '../compiler/targets/tfjs/plan.ts';
import { emitTypeScript } from '../compiler/targets/typescript/emit.ts';
import { fittingType } from './fitting-type.ts';

/** The worlds that a model can go to, in the order of the table's columns. */
export const worlds = [
  'Keras module',
  '.keras, JSON',
  '.h5',
  'PyTorch',
  'ONNX',
  'tfjs',
  'TypeScript',
] as const;

export type World = (typeof worlds)[number];

/**
 * Whether a layer gets to a world: as a layer of that world; as a class or as operations that what is written brings
 * along; before the graph, which takes its results; or not.
 */
export type Reach =
  | { readonly kind: 'yes'; readonly differs?: string }
  | { readonly kind: 'class' }
  | { readonly kind: 'before' }
  | { readonly kind: 'no'; readonly reason: string };

export interface LayerReach {
  readonly layer: LayerDeclaration;
  readonly reach: Readonly<Record<World, Reach>>;
}

/** A model that is the example of a layer; where it takes `x` several times, each is an input of its own. */
export function exampleModel(layer: LayerDeclaration): {
  readonly graph: ModelGraph;
  readonly origin: ModelOrigin;
} {
  const inputs: string[] = [];
  const example = layer.example.replace(/\bx\b/g, () => {
    inputs.push(inputs.length === 0 ? 'x' : `x${inputs.length + 1}`);
    return inputs.at(-1)!;
  });
  const declared = inputs.map((name) => `  input ${name}: ${fittingType(layer)}\n`).join('');
  const text = `model Example {\n${declared}  head y = ${example}\n}\n`;
  const { graph, origin } = compileModel('example.kmodel', createMemoryHost({ 'example.kmodel': text }));
  if (!graph || !origin) throw new Error(`The example of ${layer.name} does not compile.`);
  return { graph, origin };
}

/** Where every layer gets, found by writing its example for each world. */
export async function reachOfLayers(): Promise<readonly LayerReach[]> {
  const layers = allLayers().filter(({ internal }) => !internal);
  return Promise.all(
    layers.map(async (layer) => {
      const { graph, origin } = exampleModel(layer);
      const keras = kerasReach(graph);
      return {
        layer,
        reach: {
          'Keras module': keras,
          '.keras, JSON': keras,
          '.h5': keras,
          PyTorch: pytorchReach(graph),
          ONNX: onnxReach(graph),
          tfjs: tfjsReach(graph),
          TypeScript: await typescriptReach(graph, origin, layer),
        },
      };
    }),
  );
}

function kerasReach(graph: ModelGraph): Reach {
  const [problem] = kerasModel(graph).layerProblems;
  if (problem) return { kind: 'no', reason: problem.reason };
  const lacks = graph.layers.some(({ declaration }) => counterpartOf(declaration).module === null);
  return { kind: lacks ? 'class' : 'yes' };
}

function pytorchReach(graph: ModelGraph): Reach {
  try {
    pytorchModule(graph, { source: 'example.kmodel' });
  } catch (error) {
    if (!(error instanceof Unwritable)) throw error;
    return { kind: 'no', reason: error.layers[0]!.reason };
  }
  return hostResults(graph).length > 0 ? { kind: 'before' } : { kind: 'yes' };
}

function onnxReach(graph: ModelGraph): Reach {
  if (hostResults(graph).length > 0) return { kind: 'before' };
  emitOnnx(buildPredictStep(graph).graph, graph.name);
  return { kind: 'yes' };
}

function tfjsReach(graph: ModelGraph): Reach {
  if (hostResults(graph).length > 0) return { kind: 'before' };
  const plan = planTfjs(withoutHostPart(graph));
  const composed = composedLayers(withoutHostPart(graph), plan, () => new Float32Array(1));
  for (const [index, { implementation }] of plan.layers.entries()) {
    if (composed.has(index)) continue;
    if (implementation.kind === 'missing') return { kind: 'no', reason: implementation.reason };
    if (implementation.trainsDifferently !== undefined)
      return { kind: 'yes', differs: implementation.trainsDifferently };
  }
  return { kind: 'yes' };
}

async function typescriptReach(
  graph: ModelGraph,
  origin: ModelOrigin,
  { name }: LayerDeclaration,
): Promise<Reach> {
  const { text, diagnostics } = await emitTypeScript(graph, origin, 'example.kmodel');
  if (text === undefined) {
    const message = diagnostics.find(({ severity }) => severity === 'error')!.message;
    return { kind: 'no', reason: message.replace(/^.*?: /, '').replace(/\.$/, '') };
  }
  if (hostResults(graph).length > 0) return { kind: 'before' };
  const isClass = new RegExp(`class \\w* ?extends tf\\.layers|class ${name}\\b`).test(text);
  return { kind: isClass ? 'class' : 'yes' };
}
