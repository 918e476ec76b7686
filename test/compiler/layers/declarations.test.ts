import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allLayers, findLayer } from '../../../compiler/layers/registry.ts';
import { catalogue, declaredArguments, kerasArguments } from '../support/catalogue.ts';

/** What kmodel leaves out of Keras's arguments, and why. */
const leftOut: Readonly<Record<string, readonly string[]>> = {
  // Quantization changes a layer after it was built; weights are given to the command that trains.
  Dense: ['quantization_config'],
  Embedding: ['quantization_config', 'weights'],
  // Switches of one library's kernels.
  LSTM: ['use_cudnn'],
  GRU: ['use_cudnn'],
  Bidirectional: ['weights'],
  EinsumDense: ['gptq_unpacked_column_size', 'quantization_config'],
  // Sparse tensors are another library's.
  CategoryEncoding: ['sparse'],
  Discretization: ['sparse'],
  Hashing: ['sparse'],
  HashedCrossing: ['sparse'],
  // Strings are Unicode; what a model says are numbers, whose names `classes` gives.
  StringLookup: ['sparse', 'encoding', 'invert'],
  IntegerLookup: ['sparse', 'vocabulary_dtype', 'invert'],
  TextVectorization: ['sparse', 'ragged', 'encoding'],
  // Layers compute in float32.
  ReversibleEmbedding: ['reverse_dtype'],
};

/** Layers that Keras itself doesn't have. */
const additional = ['PositionEmbedding', 'SinePositionEncoding'];

/** Arguments that kmodel has among a layer's own and Keras among those of its call. */
const callArguments: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    ['MultiHeadAttention', 'GroupQueryAttention', 'Attention', 'AdditiveAttention'].map((name) => [
      name,
      ['return_attention_scores=false', 'use_causal_mask=false'],
    ]),
  ),
  ReversibleEmbedding: ['reverse=false'],
  // Taken by the class below, not listed by these.
  ...Object.fromEntries(
    ['Conv1D', 'Conv2D', 'Conv3D'].map((name) => [name, ['lora_rank=null', 'lora_alpha=null']]),
  ),
  ...Object.fromEntries(
    ['AutoContrast', 'RandomBrightness', 'RandomContrast', 'Solarization'].map((name) => [
      name,
      ['data_format=channelslast'],
    ]),
  ),
};

const written = allLayers().filter(({ internal }) => !internal);

describe('declarations of layers', () => {
  it.each(
    written.filter(({ name }) => !additional.includes(name)).map((layer) => [layer.name, layer] as const),
  )('%s has the arguments of Keras, in order, with their defaults', (name, layer) => {
    const entry = catalogue.layers!.find((candidate) => candidate.name === name)!;
    const wanted = [...kerasArguments(entry, leftOut[name]), ...(callArguments[name] ?? [])];
    expect(declaredArguments(layer.arguments)).toEqual(wanted);
  });

  it.each(written.map((layer) => [layer.name, layer] as const))(
    '%s documents everything in one line',
    (_, layer) => {
      const texts = [
        layer.summary,
        ...Object.values(layer.arguments).map(({ doc }) => doc),
        ...Object.values(layer.tensorArguments ?? {}).map(({ doc }) => doc),
      ];
      for (const text of texts) expect(text).toMatch(/^[^\n]{8,150}[.]$/);
      expect(layer.example).toContain(layer.name);
    },
  );

  it.each(written.map(({ name, family }) => [name, family] as const))(
    '%s has uses that are right and wrong in the tests of its family, %s',
    (name, family) => {
      const uses = readFileSync(join(import.meta.dirname, `families/${family}.test.ts`), 'utf8');
      expect(uses).toMatch(new RegExp(`\\b${name}\\b`, 'u'));
    },
  );

  it.each(catalogue.layers!.map((entry) => [entry.name, entry] as const))(
    '%s is known by every name that Keras has for it',
    (name, entry) => {
      const aliases = allLayers().find((layer) => layer.name === name)?.aliases ?? [];
      const ofFunctions = aliases.filter((alias) => alias === name.toLowerCase());
      if (findLayer(name)) expect([...aliases].sort()).toEqual([...entry.names, ...ofFunctions].sort());
    },
  );

  it('leaves nothing out that it has, or that Keras has not', () => {
    for (const [name, names] of Object.entries(leftOut)) {
      const layer = allLayers().find((candidate) => candidate.name === name);
      const entry = catalogue.layers!.find((candidate) => candidate.name === name)!;
      for (const argument of names) {
        expect(Object.keys(layer?.arguments ?? {})).not.toContain(argument);
        expect(entry.arguments.map((candidate) => candidate.name)).toContain(argument);
      }
    }
  });

  it('has tensor arguments that Keras takes in the call', () => {
    for (const layer of written) {
      const entry = catalogue.layers!.find((candidate) => candidate.name === layer.name);
      for (const name of Object.keys(layer.tensorArguments ?? {})) expect(entry?.call).toContain(name);
    }
  });
});
