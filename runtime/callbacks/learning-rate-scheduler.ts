import type { Callback, CallbackContext, Logs } from './callback.ts';

/** The learning rate of an epoch, from 0, and of the rate so far. */
export type RateOfEpoch = (
  epoch: number,
  learningRate: number,
  context: CallbackContext,
) => number | Promise<number>;

/** Sets the learning rate at the start of each epoch from the epoch (from 0) and the rate so far. */
export class LearningRateScheduler implements Callback {
  private readonly schedule: RateOfEpoch;
  private readonly isVerbose: boolean;
  private context: CallbackContext | undefined;

  constructor(schedule: RateOfEpoch, { verbose = 0 }: { readonly verbose?: number } = {}) {
    this.schedule = schedule;
    this.isVerbose = verbose > 0;
  }

  onTrainBegin(context: CallbackContext): void {
    this.context = context;
  }

  logsOfEpoch(): Logs {
    return this.context ? { learning_rate: this.context.model.learningRate } : {};
  }

  async onEpochBegin(epoch: number): Promise<void> {
    const { context } = this;
    if (!context) return;
    const { model } = context;
    model.learningRate = await this.schedule(epoch, model.learningRate, context);
    if (this.isVerbose)
      context.say('note', `Epoch ${epoch + 1} begins with the learning rate ${model.learningRate}.`);
  }
}
