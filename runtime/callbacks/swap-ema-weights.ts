import { TrainingError } from '../errors.ts';
import type { Model } from '../model.ts';
import type { Callback, CallbackContext, CallbackState } from './callback.ts';
import { requireCallbackOptions } from './require-options.ts';

/**
 * Puts the averages that an optimizer with `use_ema` keeps in the place of the weights: while a validation runs, or,
 * with `swapOnEpoch`, from the end of an epoch to the beginning of the next one.
 */
export class SwapEMAWeights implements Callback {
  private readonly swapOnEpoch: boolean;
  private model: Model | undefined;
  /** Whether the state of a resumed training has the averages in place. */
  private resumed = false;

  constructor(options: { readonly swapOnEpoch?: boolean } = {}) {
    requireCallbackOptions('SwapEMAWeights', options);
    this.swapOnEpoch = options.swapOnEpoch ?? false;
  }

  /** @throws TrainingError where no optimizer keeps averages */
  onTrainBegin({ model }: CallbackContext): void {
    if (!model.keepsAverages) {
      throw new TrainingError(
        `SwapEMAWeights finds no averages: no optimizer of \`${model.graph.name}\` keeps some.`,
        'Give one `use_ema: true`.',
      );
    }
    this.model = model;
    model.averagesInPlace = this.resumed;
    this.resumed = false;
  }

  onEpochBegin(): void {
    this.bring(false);
  }

  onEpochEnd(): void {
    if (this.swapOnEpoch) this.bring(true);
  }

  onTestBegin(): void {
    this.bring(true);
  }

  onTestEnd(): void {
    this.bring(false);
  }

  getState(): CallbackState {
    return { values: { inPlace: this.model?.averagesInPlace ?? false } };
  }

  setState({ values }: CallbackState): void {
    this.resumed = values.inPlace === true;
  }

  private bring(inPlace: boolean): void {
    if (this.model && this.model.averagesInPlace !== inPlace) this.model.swapAverages();
  }
}
