import type { Contender } from './contender.ts';
import { flask } from './flask.ts';
import { inkwell } from './inkwell.ts';
import { nodePeers } from './node.ts';

/** Everybody who is measured, in the order of their turns. */
export const contenders: readonly Contender[] = [inkwell, ...nodePeers, flask];
