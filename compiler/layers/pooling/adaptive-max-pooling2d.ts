import { defineAdaptivePooling } from './base-adaptive-pooling.ts';

export const adaptiveMaxPooling2D = defineAdaptivePooling(2, 'Max');
