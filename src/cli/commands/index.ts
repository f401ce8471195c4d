import type { Command } from '../command.ts';
import { backup } from './backup.ts';
import { keys } from './keys.ts';
import { predict } from './predict.ts';
import { restore } from './restore.ts';

/** Every command, in the order in which the overview lists them. */
export const commands: readonly Command[] = [predict, keys, backup, restore];
