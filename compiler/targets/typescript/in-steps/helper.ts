/**
 * What a generated module brings along to train by terms that `model.compile` has no words for: losses whose targets the
 * model has itself, terms without targets, and parts of a step that change some weights each.
 */
export const inStepsHelper = `/** One part of a training step. */
export interface TrainingStep<Targets> {
  name: string;
  /** Computes what the terms are made of. */
  model: tf.LayersModel;
  /** Trains on a batch, and gives the loss and its terms. */
  train: (inputs: tf.Tensor[], targets: Targets) => Promise<Record<string, number>>;
  /** The loss and its terms on a batch. */
  evaluate: (inputs: tf.Tensor[], targets: Targets) => Promise<Record<string, number>>;
  optimizer: tf.Optimizer;
}

/** What a part of a training step is made of. */
interface StepSettings<Name extends string, Targets> {
  name: string;
  inputs: tf.SymbolicTensor[];
  /** What the terms are computed from. */
  outputs: Record<Name, tf.SymbolicTensor>;
  /** The terms that are made smaller: one number each. */
  terms: (now: Record<Name, tf.Tensor>, targets: Targets) => Record<string, tf.Tensor>;
  /** How much each term counts: 1 where it is left out. */
  weights?: Record<string, number>;
  /** The layers whose weights change: all where left out. */
  updates?: string[];
  /** Layers whose penalties do not count, since their weights do not change. */
  unpenalized?: string[];
  optimizer: tf.Optimizer;
  /** How often it runs on each batch. */
  rounds?: number;
}

function trainingStep<Name extends string, Targets>({
  name,
  inputs,
  outputs,
  terms,
  weights = {},
  updates,
  unpenalized = [],
  optimizer,
  rounds = 1,
}: StepSettings<Name, Targets>): TrainingStep<Targets> {
  const names = Object.keys(outputs) as Name[];
  const model = tf.model({ name, inputs, outputs: names.map((name) => outputs[name]) });
  const trained = model.layers
    .filter(({ name }) => updates?.includes(name) ?? true)
    .flatMap((layer) => layer.trainableWeights);

  const compute = (x: tf.Tensor[], targets: Targets, training: boolean): Record<string, tf.Tensor> => {
    const results = [model.apply(x, { training })].flat() as tf.Tensor[];
    const now = Object.fromEntries(names.map((name, index) => [name, results[index]]));
    const values = terms(now as Record<Name, tf.Tensor>, targets);
    const weighted = Object.entries(values).map(([name, value]) => tf.mul(weights[name] ?? 1, value));
    const penalties = model.layers
      .filter(({ name }) => !unpenalized.includes(name))
      .flatMap((layer) => layer.calculateLosses());
    const all = { loss: tf.addN([...weighted, ...penalties]), ...values };
    Object.values(all).forEach((value) => tf.keep(value));
    return all;
  };

  const read = async (values: Record<string, tf.Tensor>): Promise<Record<string, number>> => {
    const numbers = Object.entries(values).map(async ([name, value]) => [name, (await value.data())[0]] as const);
    const read = Object.fromEntries(await Promise.all(numbers));
    Object.values(values).forEach((value) => { value.dispose(); });
    return read;
  };

  const trainOnce = (x: tf.Tensor[], targets: Targets): Record<string, tf.Tensor> =>
    tf.tidy(() => {
      let values: Record<string, tf.Tensor> = {};
      const { grads } = tf.variableGrads(
        () => {
          values = compute(x, targets, true);
          return values['loss'] as tf.Scalar;
        },
        trained.map((weight) => weight.read() as tf.Variable),
      );
      optimizer.applyGradients(grads);
      // tfjs applies constraints to weights that are set by hand.
      trained.forEach((weight) => { weight.write(weight.read().clone()); });
      return values;
    });

  return {
    name,
    model,
    optimizer,
    train: async (x, targets) => {
      const sums: Record<string, number> = {};
      for (let round = 0; round < rounds; round++) {
        const values = await read(trainOnce(x, targets));
        for (const [name, value] of Object.entries(values)) sums[name] = (sums[name] ?? 0) + value / rounds;
      }
      return sums;
    },
    evaluate: (x, targets) => read(tf.tidy(() => compute(x, targets, false))),
  };
}

/** How a training in steps goes. */
export interface StepsArgs {
  epochs?: number;
  batchSize?: number;
  shuffle?: boolean;
  /** The share of the samples, the last ones, that is kept to see how well the model does on others. */
  validationSplit?: number;
  onEpochEnd?: (epoch: number, logs: Record<string, number>) => void | Promise<void>;
}

/** The logs of each epoch, as \`tf.History\` has them. */
export interface StepsHistory {
  epoch: number[];
  history: Record<string, number[]>;
}

/** Runs all steps on each batch, in their order. */
async function trainInSteps<Targets extends object>(
  steps: TrainingStep<Targets>[],
  inputs: tf.Tensor[],
  targets: Targets,
  { epochs = 1, batchSize = 32, shuffle = true, validationSplit = 0, onEpochEnd }: StepsArgs,
): Promise<StepsHistory> {
  const samples = inputs[0]?.shape[0] ?? 0;
  const count = Math.floor(samples * (1 - validationSplit));
  const result: StepsHistory = { epoch: [], history: {} };

  /** Sends samples through all steps, and gives the means of what they say. */
  const pass = async (kind: 'train' | 'evaluate', places: number[]): Promise<Record<string, number>> => {
    const means: Record<string, number> = {};
    for (let start = 0; start < places.length; start += batchSize) {
      const rows = tf.tensor1d(places.slice(start, start + batchSize), 'int32');
      const take = (values: tf.Tensor): tf.Tensor => tf.gather(values, rows);
      const x = inputs.map(take);
      const y = Object.fromEntries(Object.entries(targets).map(([name, values]) => [name, take(values as tf.Tensor)]));
      const logs: Record<string, number> = {};
      for (const step of steps) {
        const { loss = 0, ...terms } = await step[kind](x, y as Targets);
        Object.assign(logs, { loss: (logs['loss'] ?? 0) + loss }, terms);
      }
      for (const [name, value] of Object.entries(logs))
        means[name] = (means[name] ?? 0) + (value * rows.size) / places.length;
      tf.dispose([rows, x, y]);
    }
    return means;
  };

  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = shuffle ? Array.from(tf.util.createShuffledIndices(count)) : Array.from({ length: count }, (_, index) => index);
    const logs = await pass('train', order);
    if (count < samples) {
      const others = await pass('evaluate', Array.from({ length: samples - count }, (_, index) => count + index));
      for (const [name, value] of Object.entries(others)) logs[\`val_\${name}\`] = value;
    }
    result.epoch.push(epoch);
    for (const [name, value] of Object.entries(logs)) (result.history[name] ??= []).push(value);
    await onEpochEnd?.(epoch, logs);
  }
  return result;
}`;

/** The names at the top of it, which nothing else in a module may have. */
export const inStepsNames = [
  'TrainingStep',
  'StepSettings',
  'trainingStep',
  'StepsArgs',
  'StepsHistory',
  'trainInSteps',
] as const;
