import { defineAdaptivePooling } from './base-adaptive-pooling.ts';

export const adaptiveMaxPooling1D = defineAdaptivePooling(1, 'Max');
