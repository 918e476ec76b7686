import type { RandomSource } from '../../compiler/declarations/define-component.ts';
import type { ExampleData, MakeData } from './arrays.ts';
import { makeDigits } from './digits.ts';
import { makeDiscs, makeFlatDigits, makeSmallDigits, makeStereo, makeStripes } from './images.ts';
import { makePairs, makePosts, makeQuestions, makeSpam, makeTickets, makeTwoTexts } from './texts.ts';

export interface Example {
  /** The model file's name without its ending. */
  readonly name: string;
  readonly summary: string;
  /** Files that it imports. */
  readonly imports: readonly string[];
  /** How many samples are worth training on. */
  readonly samples: number;
  readonly make: MakeData;
}

/** Every example that trains, with data that has something to learn in it. */
export const examples: readonly Example[] = [
  { name: 'digits', summary: 'Handwritten digits.', imports: [], samples: 2000, make: makeDigits },
  {
    name: 'mlp',
    summary: 'A plain classifier of 64 numbers.',
    imports: [],
    samples: 2000,
    make: makeSmallDigits,
  },
  {
    name: 'perceptron',
    summary: 'One layer on flat digits.',
    imports: [],
    samples: 2000,
    make: makeFlatDigits,
  },
  {
    name: 'fashion-mnist',
    summary: 'Images in the format of MNIST.',
    imports: [],
    samples: 2000,
    make: (count, random) => renamed(makeDigits(count, random), { digit: 'label' }),
  },
  {
    name: 'question-answering',
    summary: 'One word as the answer to a question about a text.',
    imports: [],
    samples: 2000,
    make: makeQuestions,
  },
  {
    name: 'posts',
    summary: 'Age, income and gender of authors.',
    imports: [],
    samples: 256,
    make: makePosts,
  },
  {
    name: 'inception',
    summary: 'Four windows side by side.',
    imports: [],
    samples: 64,
    make: (count, random) => makeStripes(count, random, 32, 128, 10),
  },
  {
    name: 'residual',
    summary: 'A small residual network.',
    imports: [],
    samples: 256,
    make: (count, random) => makeStripes(count, random, 32, 3, 10),
  },
  {
    name: 'siamese',
    summary: 'Two sequences through one LSTM.',
    imports: [],
    samples: 1000,
    make: makePairs,
  },
  {
    name: 'shared-embedding',
    summary: 'Two texts, one vocabulary.',
    imports: [],
    samples: 2000,
    make: makeTwoTexts,
  },
  {
    name: 'two-cameras',
    summary: 'Depth from two cameras with one Xception.',
    imports: ['xception'],
    samples: 4,
    make: makeStereo,
  },
  {
    name: 'tickets',
    summary: 'Priority and department of customer tickets.',
    imports: [],
    samples: 256,
    make: (count, random) => without(makeTickets(count, random), 'difficulty'),
  },
  {
    name: 'ticket-difficulty',
    summary: 'The ticket router with a third head.',
    imports: ['tickets'],
    samples: 256,
    make: makeTickets,
  },
  {
    name: 'autoencoder',
    summary: 'Images through a bottleneck of 32 numbers.',
    imports: [],
    samples: 1000,
    make: makeReconstruction,
  },
  { name: 'text-cnn', summary: 'Spam by windows of words.', imports: [], samples: 2000, make: makeSpam },
  {
    name: 'transformer',
    summary: 'Spam by a transformer encoder.',
    imports: [],
    samples: 1000,
    make: makeSpam,
  },
  {
    name: 'unet',
    summary: 'Marks the pixels of objects.',
    imports: [],
    samples: 64,
    make: (count, random) => makeDiscs(count, random, 32),
  },
];

function makeReconstruction(count: number, random: RandomSource): ExampleData {
  const { pixels } = makeFlatDigits(count, random);
  return { image: pixels, decoded: pixels };
}

function renamed(data: ExampleData, names: Readonly<Record<string, string>>): ExampleData {
  return Object.fromEntries(Object.entries(data).map(([name, tensor]) => [names[name] ?? name, tensor]));
}

function without(data: ExampleData, name: string): ExampleData {
  return Object.fromEntries(Object.entries(data).filter(([key]) => key !== name));
}
