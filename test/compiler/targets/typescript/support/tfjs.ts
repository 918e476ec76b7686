// What the module `@tensorflow/tfjs` has of its parts, on the plain backend: the whole package is not needed here.
import '@tensorflow/tfjs-backend-cpu';
import * as core from '@tensorflow/tfjs-core';

export * from '@tensorflow/tfjs-core';
export * from '@tensorflow/tfjs-layers';

// The whole package gives every tensor the functions of the module as methods; tfjs-layers itself relies on it.
const methods = core.Tensor.prototype as unknown as Record<string, unknown>;
for (const [name, value] of Object.entries(core)) {
  if (typeof value !== 'function' || name in methods || !/^[a-z]/.test(name)) continue;
  methods[name] = function (this: core.Tensor, ...rest: unknown[]): unknown {
    return (value as (...args: unknown[]) => unknown)(this, ...rest);
  };
}
methods.flatten = function (this: core.Tensor): core.Tensor {
  return core.reshape(this, [this.size]);
};
