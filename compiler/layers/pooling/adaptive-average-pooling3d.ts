import { defineAdaptivePooling } from './base-adaptive-pooling.ts';

export const adaptiveAveragePooling3D = defineAdaptivePooling(3, 'Average');
