import { cpus } from 'node:os';
import { benchCheck } from './check.ts';
import { benchDashboard } from './dashboard.ts';
import { benchData } from './data.ts';
import { benchEngines } from './engines.ts';
import { benchEditor } from './editor.ts';
import { benchLogging } from './logging.ts';
import { benchMemory } from './memory.ts';
import { benchRecompute } from './recompute.ts';
import { benchOutside } from './outside.ts';
import { benchPeers } from './peers.ts';
import { benchProfile } from './profile.ts';
import { benchStart } from './start.ts';
import { benchStarter } from './starter.ts';
import { benchTrain } from './train.ts';
import { benchVersions } from './versions.ts';

const benches = {
  check: benchCheck,
  editor: benchEditor,
  start: benchStart,
  data: benchData,
  logging: benchLogging,
  memory: benchMemory,
  recompute: benchRecompute,
  outside: benchOutside,
  peers: () => benchPeers('peers'),
  others: () => benchPeers('others'),
  train: benchTrain,
  tfjs: benchEngines,
};

const asked = process.argv.slice(2);
const names = (Object.keys(benches) as (keyof typeof benches)[]).filter(
  (name) => asked.length === 0 || asked.includes(name),
);
console.log(`${cpus()[0]?.model.trim()}, ${cpus().length} cores, Node ${process.versions.node}\n`);
if (asked[0] === 'profile') console.log(await benchProfile(asked[1]));
else if (asked[0] === 'dashboard') console.log(await benchDashboard());
else if (asked[0] === 'versions') console.log(benchVersions());
else if (asked[0] === 'starter') console.log(await benchStarter(asked.slice(1)));
else for (const name of names) console.log(`${await benches[name]()}\n`);
