import type { Callback, CallbackContext, Logs } from './callback.ts';

/** Logs as callbacks of tfjs get them; each batch's have its number and its size. */
export type TfjsLogs = Record<string, number>;

type Hook<A extends readonly unknown[]> = (...args: A) => void | Promise<void>;

/** The functions of a tfjs callback, as `tf.CustomCallbackArgs` has them. */
export interface TfjsCallbackFunctions {
  readonly onTrainBegin?: Hook<[logs?: TfjsLogs]>;
  readonly onTrainEnd?: Hook<[logs?: TfjsLogs]>;
  readonly onEpochBegin?: Hook<[epoch: number, logs?: TfjsLogs]>;
  readonly onEpochEnd?: Hook<[epoch: number, logs?: TfjsLogs]>;
  readonly onBatchBegin?: Hook<[batch: number, logs?: TfjsLogs]>;
  readonly onBatchEnd?: Hook<[batch: number, logs?: TfjsLogs]>;
  readonly onYield?: Hook<[epoch: number, batch: number, logs: TfjsLogs]>;
}

/** A callback object of tfjs: `tf.callbacks.earlyStopping()`, or a class that extends `tf.Callback`. */
export interface TfjsCallback {
  setParams(parameters: Record<string, unknown>): void;
  setModel(model: never): void;
}

export type AnyCallback = Callback | TfjsCallback | TfjsCallbackFunctions;

/**
 * A callback in our form: one of tfjs is wrapped, ours stays as it is.
 *
 * A tfjs callback sees a model that has everything of ours and `stopTraining`; Keras's names of logs are also
 * tfjs's, but for the metrics that tfjs shortens (`acc`).
 */
export function asCallback(callback: AnyCallback): Callback {
  return isTfjsCallback(callback) ? wrapTfjsCallback(callback) : (callback as Callback);
}

function isTfjsCallback(callback: AnyCallback): callback is TfjsCallback | TfjsCallbackFunctions {
  return ['setParams', 'onBatchBegin', 'onBatchEnd', 'onYield'].some((name) => Reflect.has(callback, name));
}

function wrapTfjsCallback(callback: TfjsCallback | TfjsCallbackFunctions): Callback {
  const functions = callback as TfjsCallbackFunctions;
  let context: CallbackContext | undefined;
  let epoch = 0;
  const batchLogs = (batch: number, logs: Logs): TfjsLogs => {
    const { batchSize, samples } = context!.parameters;
    const size = Math.min(batchSize ?? NaN, (samples ?? NaN) - batch * (batchSize ?? NaN));
    return { batch, ...(Number.isFinite(size) && { size }), ...numbers(logs) };
  };
  return {
    async onTrainBegin(begun) {
      context = begun;
      epoch = begun.start.epoch;
      introduce(callback, begun);
      await functions.onTrainBegin?.({});
    },
    onTrainEnd: (logs) => functions.onTrainEnd?.(numbers(logs)),
    async onEpochBegin(number) {
      epoch = number;
      await functions.onEpochBegin?.(number, {});
    },
    onEpochEnd: (number, logs) => functions.onEpochEnd?.(number, numbers(logs)),
    onTrainBatchBegin: (batch) => functions.onBatchBegin?.(batch, batchLogs(batch, {})),
    async onTrainBatchEnd(batch, logs) {
      await functions.onBatchEnd?.(batch, batchLogs(batch, logs));
      await functions.onYield?.(epoch, batch, numbers(logs));
    },
  };
}

/** Gives a callback object its model and parameters. */
function introduce(callback: TfjsCallback | TfjsCallbackFunctions, context: CallbackContext): void {
  if (!('setParams' in callback)) return;
  const { parameters, model } = context;
  callback.setParams({ ...parameters, metrics: model.graph.heads.map(({ name }) => name) });
  // `tf.Callback` refuses every model but its own class, so the model is set past it. It stops a training by
  // setting `stopTraining`; in all else the model is ours.
  let stopped = false;
  const view = Object.create(model, {
    stopTraining: {
      get: () => stopped,
      set: (value: boolean) => {
        stopped = value;
        if (value) context.stop();
      },
    },
  }) as object;
  (callback as { model?: object }).model = view;
}

/** Per-class metrics have no place in the logs of tfjs. */
function numbers(logs: Logs): TfjsLogs {
  return Object.fromEntries(
    Object.entries(logs).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );
}
