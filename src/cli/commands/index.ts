import type { Command } from '../command.ts';
import { predict } from './predict.ts';

/** Every command, in the order in which the overview lists them. */
export const commands: readonly Command[] = [predict];
