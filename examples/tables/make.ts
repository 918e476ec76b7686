import type { RandomSource } from '../../compiler/declarations/define-component.ts';

/** The tables of the examples beside this file, row by row: made, with gaps, words and something to learn. */
export const tables = {
  'birds.csv': makeBirds,
  'messages.tsv': makeMessages,
  'homes.csv': makeHomes,
} as const;

function pick<T>(random: RandomSource, values: readonly T[]): T {
  return values[Math.floor(random.uniform() * values.length)]!;
}

/** Three species by their measures, their island and their sex; some were not measured, some have no sex. */
function makeBirds(random: RandomSource): string {
  const kinds = [
    { name: 'Adelie', bill: 38.8, depth: 18.3, mass: 3700, islands: ['Torgersen', 'Biscoe', 'Dream'] },
    { name: 'Chinstrap', bill: 48.8, depth: 18.4, mass: 3730, islands: ['Dream'] },
    { name: 'Gentoo', bill: 47.5, depth: 15, mass: 5080, islands: ['Biscoe'] },
  ];
  const rows = Array.from({ length: 300 }, (_, row) => {
    const { name, bill, depth, mass, islands } = pick(random, kinds);
    const sex = pick(random, [-1, 1]);
    const measures = [
      (bill + 1.7 * sex + 1.8 * random.normal()).toFixed(1),
      (depth + 0.7 * sex + 0.8 * random.normal()).toFixed(1),
      25 * Math.round((mass + 340 * sex + 300 * random.normal()) / 25),
    ];
    const known = random.uniform() > 0.05 ? (sex > 0 ? 'male' : 'female') : '';
    return [name, pick(random, islands), ...(row % 60 === 7 ? ['', 'NA', ''] : measures), known].join();
  });
  return `species,island,bill length,bill depth,mass,sex\n${rows.join('\n')}\n`;
}

/** Messages of friends, and of those who want something. */
function makeMessages(random: RandomSource): string {
  const own = {
    spam: ['free', 'win', 'prize', 'claim', 'urgent', 'call now', 'reply STOP', '£1000', 'offer', 'click'],
    ham: ['home', 'later', 'ok', 'lol', 'dinner', 'love you', 'sorry', 'see you', "i'm late", 'thanks'],
  };
  const both = [
    'the',
    'a',
    'you',
    'your',
    'to',
    'for',
    'and',
    'now',
    'today',
    'phone',
    'is',
    'it',
    'we',
    'on',
    'at',
  ];
  const rows = Array.from({ length: 400 }, () => {
    const kind = random.uniform() < 0.3 ? 'spam' : 'ham';
    const words = Array.from({ length: 5 + Math.floor(8 * random.uniform()) }, () =>
      pick(random, random.uniform() < 0.35 ? own[kind] : both),
    );
    return `${kind}\t${words.join(' ')}${pick(random, ['', '!', '.', ' :-)', ' "ok"'])}`;
  });
  return `kind\ttext\n${rows.join('\n')}\n`;
}

/** Homes that were sold: town and age go together, prices rise over the years; decimal commas, dates, gaps. */
function makeHomes(random: RandomSource): string {
  const towns = { Ulm: 3.1, Bonn: 3.9, Köln: 4.8, Trier: 2.9 };
  const start = Date.UTC(2015, 0, 1);
  const rows = Array.from({ length: 600 }, () => {
    const [town, worth] = pick(random, Object.entries(towns));
    const area = 45 + 90 * random.uniform();
    const age = Math.floor(90 * random.uniform());
    const days = Math.floor(3000 * random.uniform());
    // Old houses are dear in Köln, and cheap elsewhere.
    const charm = (town === 'Köln' ? 0.008 : -0.006) * age;
    const price = area * (worth + charm + days / 2500) + 12 * random.normal();
    const sold = new Date(start + days * 86_400_000).toISOString().slice(0, 10);
    const written = [area.toFixed(1).replace('.', ','), random.uniform() < 0.06 ? '' : age];
    return [random.uniform() < 0.04 ? '' : town, ...written, sold, price.toFixed(1).replace('.', ',')].join(
      ';',
    );
  });
  return `town;area;age;sold;price\n${rows.join('\n')}\n`;
}
