import type { LayersModel } from '@tensorflow/tfjs-layers';
import { planTfjs } from '../compiler/targets/tfjs/plan.ts';
import { emitTypeScript } from '../compiler/targets/typescript/emit.ts';
import type { ModelGraph } from '../compiler/index.ts';
import { KmodelError } from '../runtime/errors.ts';
import type { Model } from '../runtime/model.ts';
import { toLayersModel } from '../runtime/tfjs/layers-model.ts';
import { compileModules } from '../test/compiler/targets/typescript/support/compile.ts';
import { setWeights } from '../test/compiler/targets/typescript/support/run.ts';
import * as tf from '../test/compiler/targets/typescript/support/tfjs.ts';
import type { Subject } from '../test/support/subjects.ts';

/**
 * The same model with the same weights, ready to train by tfjs alone: from `toLayersModel`, or, where tfjs lacks a
 * layer, from the TypeScript that kmodel generates.
 */
export async function createPeer(model: Model, subject: Subject): Promise<LayersModel> {
  const peer = await toLayersModel(model).catch((error: unknown) => {
    if (error instanceof KmodelError) return fromTypeScript(model, subject);
    throw error;
  });
  return compilePeer(peer, model.graph);
}

async function fromTypeScript(model: Model, { graph, origin }: Subject): Promise<LayersModel> {
  const { text } = await emitTypeScript(graph, origin, graph.name);
  const { load } = compileModules({ 'model.ts': text! });
  const module = await load('model.ts');
  const peer = (module[`create${graph.name}`] as () => LayersModel)();
  const wrong = setWeights(graph, [peer], model.getWeights());
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  return peer;
}

/** With the model's own losses and optimizer; where tfjs lacks them, with ones that cost as much or less. */
function compilePeer(peer: LayersModel, graph: ModelGraph): LayersModel {
  const { heads, optimizer } = planTfjs(graph);
  const factories = tf.train as unknown as Record<string, (...args: readonly unknown[]) => tf.Optimizer>;
  peer.compile({
    optimizer: optimizer.kind === 'tfjs' ? factories[optimizer.factory]!(...optimizer.args) : tf.train.adam(),
    loss: heads.map(({ loss }) => (loss?.kind === 'tfjs' ? loss.name : 'meanSquaredError')),
  });
  return peer;
}
