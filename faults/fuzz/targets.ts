import type { Target } from './target.ts';
import { bodies } from './targets/bodies.ts';
import { envelope } from './targets/envelope.ts';
import { frames } from './targets/frames.ts';
import { lists } from './targets/lists.ts';
import { scan } from './targets/scan.ts';

/** All that is fuzzed with coverage; the servers are asked through their documents (servers.ts). */
export const targets: readonly Target[] = [scan, envelope, frames, lists, bodies];
