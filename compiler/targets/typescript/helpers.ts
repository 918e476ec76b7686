import { inStepsHelper } from './in-steps/helper.ts';

/** Functions that generated modules bring along where they need them. */
export const helpers = {
  chain: `type Stage = tf.layers.Layer | ((x: tf.SymbolicTensor) => tf.SymbolicTensor);

/** Sends a tensor, or the list that the first layer takes, through one stage after the other. */
function chain(source: tf.SymbolicTensor | tf.SymbolicTensor[], ...stages: Stage[]): tf.SymbolicTensor {
  const result = stages.reduce<tf.SymbolicTensor | tf.SymbolicTensor[]>(
    (x, stage) =>
      typeof stage === 'function' ? stage(x as tf.SymbolicTensor) : (stage.apply(x) as tf.SymbolicTensor),
    source,
  );
  return result as tf.SymbolicTensor;
}`,
  numbering: `/** Numbers names from the second use on: \`conv\`, \`conv_1\`, \`conv_2\`. */
function createNumbering(): (name: string) => string {
  const uses = new Map<string, number>();
  return (name) => {
    const count = uses.get(name) ?? 0;
    uses.set(name, count + 1);
    return count === 0 ? name : \`\${name}_\${count}\`;
  };
}`,
  repeat: `/** The stages of so many rounds, one after the other. */
function repeat(count: number, round: () => Stage[]): Stage[] {
  return Array.from({ length: count }, round).flat();
}`,
  stopGradient: `/** The same values; no gradient flows through them. */
function stopGradient(x: tf.Tensor): tf.Tensor {
  // What is computed inside is not recorded, and there is no argument that a gradient could flow to.
  return tf.customGrad(() => ({ value: x.clone(), gradFunc: () => [] }))();
}`,
  topEntries: `/**
 * The k greatest entries of the last axis, and their places. tfjs's \`topk\` hands no gradient back: the entries are
 * looked up where they are.
 */
function topEntries(x: tf.Tensor, k: number): { values: tf.Tensor; indices: tf.Tensor } {
  const indices = stopGradient(tf.topk(x, k).indices);
  const last = x.shape[x.rank - 1]!;
  const rows = x.size / last;
  const before = tf.mul(tf.range(0, rows, 1, 'int32'), tf.scalar(last, 'int32'));
  const places = tf.add(tf.reshape(indices, [rows, k]), tf.expandDims(before, 1));
  const values = tf.gather(tf.reshape(x, [-1]), tf.reshape(places, [-1]));
  return { values: tf.reshape(values, indices.shape), indices };
}`,
  activityPenalty: `/** tfjs has no activity regularizers: the layer's results are kept for the loss, per sample of the batch. */
function penalizeActivity<L extends tf.layers.Layer>(layer: L, penalty: (results: tf.Tensor) => tf.Scalar): L {
  const call = layer.call.bind(layer);
  let results = tf.zeros([1]);
  layer.call = (inputs, kwargs) => {
    results = call(inputs, kwargs) as tf.Tensor;
    return results;
  };
  layer.addLoss(() => tf.div(penalty(results), results.shape[0] ?? 1));
  return layer;
}`,
  maskedMean: `/** The mean over what the mask keeps: tfjs's losses do not know masks. */
function maskedMean(losses: tf.Tensor, mask: tf.Tensor | undefined): tf.Scalar {
  if (!mask) return tf.mean(losses);
  const kept = tf.cast(mask, 'float32');
  return tf.div(tf.sum(tf.mul(losses, kept)), tf.sum(kept));
}`,
  spreadClasses: `/** Class numbers laid out in the shape of a head: tfjs compares targets of custom losses with it. */
function spreadClasses(targets: tf.Tensor, head: tf.SymbolicTensor): tf.Tensor {
  const classes = head.shape[head.shape.length - 1] as number;
  const spread = tf.oneHot(tf.cast(targets, 'int32'), classes);
  return head.rank === 2 ? tf.reshape(spread, [-1, classes]) : spread;
}`,
  keepMask: `/** Hands out the mask that comes with a layer's input: tfjs's losses do not get it. */
function keepMask(layer: tf.layers.Layer): () => tf.Tensor | undefined {
  const call = layer.call.bind(layer);
  let mask: tf.Tensor | undefined;
  layer.call = (inputs, kwargs) => {
    // A copy: tfjs frees masks before it computes the loss.
    mask = (kwargs['mask'] as tf.Tensor | undefined)?.clone();
    return call(inputs, kwargs);
  };
  return () => mask;
}`,
  keepConstraints: `/** tfjs applies constraints only to weights that are set by hand; this does it after every step. */
function keepConstraints(model: tf.LayersModel): tf.CustomCallbackArgs {
  return {
    onBatchEnd: () => {
      tf.tidy(() => model.trainableWeights.forEach((weight) => weight.write(weight.read().clone())));
    },
  };
}`,
  sharedModel: `/** One set of weights for several uses: a model of its own, used as a layer. */
function sharedModel(name: string, shape: tf.Shape, ...stages: Stage[]): tf.LayersModel {
  const input = tf.input({ name: \`\${name}_input\`, shape });
  return tf.model({ name, inputs: input, outputs: chain(input, ...stages) });
}`,
  useAverages: `/** Puts the averages that an optimizer keeps in the place of the weights, as Keras does when a training ends. */
function useAverages(optimizer: tf.Optimizer): void {
  if ('useAverages' in optimizer && typeof optimizer.useAverages === 'function') optimizer.useAverages();
}`,
  inSteps: inStepsHelper,
} as const;

export type Helper = keyof typeof helpers;
