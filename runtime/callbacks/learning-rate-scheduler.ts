import type { Callback, CallbackContext, Logs } from './callback.ts';

/** Sets the learning rate at the start of each epoch from the epoch (from 0) and the rate so far. */
export class LearningRateScheduler implements Callback {
  private readonly schedule: (epoch: number, learningRate: number) => number;
  private context: CallbackContext | undefined;

  constructor(schedule: (epoch: number, learningRate: number) => number) {
    this.schedule = schedule;
  }

  onTrainBegin(context: CallbackContext): void {
    this.context = context;
  }

  logsOfEpoch(): Logs {
    return this.context ? { learning_rate: this.context.model.learningRate } : {};
  }

  onEpochBegin(epoch: number): void {
    const model = this.context?.model;
    if (model) model.learningRate = this.schedule(epoch, model.learningRate);
  }
}
