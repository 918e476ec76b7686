/**
 * In what floats a model computes, by the names of Keras's dtype policies. With a mixed one, matrix products and
 * convolutions take numbers of 16 bits where the device has them; weights and all that adds up stay in float32.
 */
export const precisions = ['float32', 'mixed_float16', 'mixed_bfloat16'] as const;

export type Precision = (typeof precisions)[number];
