import '@tensorflow/tfjs-backend-cpu';
import { serialization } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { findLayer } from '../../../../compiler/layers/registry.ts';
import { registeredName } from '../../../../compiler/targets/typescript/registered-name.ts';

/** The classes of layers under whose names tfjs makes layers of a file. */
const ofTfjs = Object.entries(serialization.SerializationMap.getMap().classNameMap)
  .filter(([, [constructor]]) => constructor.prototype instanceof tf.layers.Layer)
  .map(([name]) => name);

describe('the name under which a generated class is registered', () => {
  it('is no class of tfjs itself, of which other models on the page are made', () => {
    expect(ofTfjs.length).toBeGreaterThan(40);
    expect(ofTfjs.filter((name) => registeredName(name) === name && needsOne(name))).toEqual([]);
  });

  it('is its own where tfjs has none of it', () => {
    expect(registeredName('SelfAttention')).toBe('SelfAttention');
    expect(registeredName('Dense')).toBe('KerasDense');
  });
});

/** Whether generated code may write a class of a name: kmodel has a layer of it. */
function needsOne(name: string): boolean {
  return findLayer(name) !== undefined;
}
