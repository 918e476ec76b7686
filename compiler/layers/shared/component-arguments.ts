import { activityRegularizer } from '../../declarations/activity-penalty.ts';
import { component } from '../../declarations/declare.ts';
import type { ComponentValue } from '../../declarations/values.ts';
import { withDefaults } from '../../declarations/default-value.ts';
import { zeros } from '../../components/initializers/constant.ts';
import { glorotUniform } from '../../components/initializers/variance-scaling.ts';

/** Arguments that take a component, as many layers have them. */

/** An activation; none by default. */
export const activation = (value: ComponentValue<'activation'> | null = null) =>
  component('activation', value, 'Function applied to the result; none leaves it as it is.');

/** An initializer of one of the layer's weights; Keras's usual default is `GlorotUniform`. */
export const initializer = (of: string, value: ComponentValue<'initializer'> = withDefaults(glorotUniform)) =>
  component('initializer', value, `Values of the ${of} before training.`);

/** An initializer that is `Zeros` by default. */
export const zerosInitializer = (of: string) => initializer(of, withDefaults(zeros));

/** A penalty on one of the layer's weights; none by default. */
export const regularizer = (of: string) =>
  component('regularizer', null, `Penalty on the ${of}, added to the loss.`);

/** A constraint on one of the layer's weights; none by default. */
export const constraint = (of: string) =>
  component('constraint', null, `What the ${of} must satisfy after every step.`);

/** What layers with a kernel and a bias declare about them, in Keras's order. */
export const kernelAndBias = {
  kernel_initializer: initializer('kernel'),
  bias_initializer: zerosInitializer('bias'),
  kernel_regularizer: regularizer('kernel'),
  bias_regularizer: regularizer('bias'),
  activity_regularizer: activityRegularizer,
  kernel_constraint: constraint('kernel'),
  bias_constraint: constraint('bias'),
};
