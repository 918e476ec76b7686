import type { RandomSource } from '../../compiler/declarations/define-component.ts';
import { floats, integers, pick, type ExampleData } from './arrays.ts';

/**
 * Stories of one person in one place among filler words, and questions for who or where: answers 0 to 9 are
 * persons, 10 to 19 places.
 */
export function makeQuestions(count: number, random: RandomSource): ExampleData {
  const words = 12;
  const text = integers([count, words]);
  const question = integers([count, 4]);
  const answer = integers([count]);
  for (let sample = 0; sample < count; sample++) {
    for (let word = 0; word < words; word++) text.data[sample * words + word] = 40 + pick(random, 60);
    const person = pick(random, 10);
    const place = pick(random, 10);
    const first = pick(random, words / 2);
    text.data[sample * words + first] = 1 + person;
    text.data[sample * words + words / 2 + pick(random, words / 2)] = 21 + place;
    const asksWho = random.uniform() < 0.5;
    for (let word = 0; word < 4; word++) question.data[sample * 4 + word] = 10 + pick(random, 20);
    question.data[sample * 4] = asksWho ? 1 : 2;
    answer.data[sample] = asksWho ? person : 10 + place;
  }
  return { text, question, answer };
}

/** Posts whose words lean towards the author's age, income group and gender. */
export function makePosts(count: number, random: RandomSource): ExampleData {
  const length = 300;
  const age = floats([count, 1], () => 18 + pick(random, 50));
  const income = integers([count], () => pick(random, 10));
  const gender = floats([count, 1], () => pick(random, 2));
  const posts = integers([count, length], (index) => {
    const sample = Math.floor(index / length);
    switch (pick(random, 5)) {
      case 0:
        return 100 + Math.round(age.data[sample]!);
      case 1:
        return 200 + income.data[sample]!;
      case 2:
        return 300 + gender.data[sample]!;
      default:
        return 400 + pick(random, 600);
    }
  });
  return { posts, age, income, gender };
}

/** Texts of filler words, some with a few words that mark them. */
function markedTexts(count: number, random: RandomSource, length: number, vocabulary: number, marks: number) {
  const label = floats([count, 1], () => pick(random, 2));
  const words = integers([count, length], () => 1 + marks + pick(random, vocabulary - marks - 1));
  for (let sample = 0; sample < count; sample++) {
    if (label.data[sample] === 0) continue;
    for (let mark = 0; mark < 3; mark++)
      words.data[sample * length + pick(random, length)] = 1 + pick(random, marks);
  }
  return { words, label };
}

export function makeSpam(count: number, random: RandomSource): ExampleData {
  const { words, label } = markedTexts(count, random, 30, 500, 10);
  return { words, spam: label };
}

export function makeTwoTexts(count: number, random: RandomSource): ExampleData {
  const headline = markedTexts(count, random, 10, 200, 8);
  const comment = markedTexts(count, random, 10, 200, 8);
  return {
    headline: headline.words,
    comment: comment.words,
    clickbait: headline.label,
    friendly: comment.label,
  };
}

/** Pairs of sequences that rise and fall together, or not. */
export function makePairs(count: number, random: RandomSource): ExampleData {
  const steps = 12;
  const width = 128;
  const similar = floats([count, 1], () => pick(random, 2));
  const left = floats([count, steps, width]);
  const right = floats([count, steps, width]);
  for (let sample = 0; sample < count; sample++) {
    const kind = pick(random, 4);
    const other = similar.data[sample] === 1 ? kind : (kind + 1 + pick(random, 3)) % 4;
    for (let step = 0; step < steps; step++) {
      for (let feature = 0; feature < width; feature++) {
        const at = (sample * steps + step) * width + feature;
        left.data[at] = Number(feature % 4 === kind) + random.normal() * 0.3;
        right.data[at] = Number(feature % 4 === other) + random.normal() * 0.3;
      }
    }
  }
  return { left, right, similar };
}

/** Tickets as bags of words: each department and difficulty has words of its own, urgent ones are marked. */
export function makeTickets(count: number, random: RandomSource): ExampleData {
  const vocabulary = 10_000;
  const department = integers([count], () => pick(random, 4));
  const difficulty = integers([count], () => pick(random, 3));
  const priority = floats([count, 1], () => random.uniform());
  const bag = (words: number) => {
    const tensor = floats([count, vocabulary]);
    for (let sample = 0; sample < count; sample++) {
      for (let word = 0; word < words; word++) {
        const own = pick(random, 3);
        const index =
          own === 0
            ? 100 * department.data[sample]! + pick(random, 20)
            : own === 1
              ? 1000 + 100 * difficulty.data[sample]! + pick(random, 20)
              : 2000 + pick(random, 8000);
        tensor.data[sample * vocabulary + index] = 1;
      }
    }
    return tensor;
  };
  const tags = floats([count, 100], (index) =>
    Number(priority.data[Math.floor(index / 100)]! * 100 > index % 100),
  );
  return { title: bag(6), body: bag(40), tags, priority, department, difficulty };
}
