import { defineAdaptivePooling } from './base-adaptive-pooling.ts';

export const adaptiveAveragePooling2D = defineAdaptivePooling(2, 'Average');
