import { KmodelError } from '../errors.ts';
import type { Callback, CallbackContext, Logs } from './callback.ts';
import { requireCallbackOptions } from './require-options.ts';

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

  constructor(schedule: RateOfEpoch, options: { readonly verbose?: number } = {}) {
    requireCallbackOptions('LearningRateScheduler', options);
    if (typeof schedule !== 'function')
      throw new KmodelError(
        'LearningRateScheduler takes a function that gives the learning rate of an epoch.',
        'For example `new LearningRateScheduler((epoch, rate) => rate * 0.9)`.',
      );
    this.schedule = schedule;
    this.isVerbose = (options.verbose ?? 0) > 0;
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
    const rate = await this.schedule(epoch, model.learningRate, context);
    if (typeof rate !== 'number' || !Number.isFinite(rate))
      throw new KmodelError(
        `LearningRateScheduler got ${String(rate)} for epoch ${epoch + 1}, which is no learning rate.`,
        'Its function has to give a number.',
      );
    model.learningRate = rate;
    if (this.isVerbose)
      context.say('note', `Epoch ${epoch + 1} begins with the learning rate ${model.learningRate}.`);
  }
}
