// What the module `@tensorflow/tfjs` has of its parts, on the plain backend: the whole package is not needed here.
import '@tensorflow/tfjs-backend-cpu';

export * from '@tensorflow/tfjs-core';
export * from '@tensorflow/tfjs-layers';
