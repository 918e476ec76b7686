import { defineAdaptivePooling } from './base-adaptive-pooling.ts';

export const adaptiveAveragePooling1D = defineAdaptivePooling(1, 'Average');
