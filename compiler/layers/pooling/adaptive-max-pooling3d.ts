import { defineAdaptivePooling } from './base-adaptive-pooling.ts';

export const adaptiveMaxPooling3D = defineAdaptivePooling(3, 'Max');
