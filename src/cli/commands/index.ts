import type { Command } from '../command.ts';
import { backup } from './backup.ts';
import { exportCommand } from './export.ts';
import { importCommand } from './import.ts';
import { keys } from './keys.ts';
import { models } from './models.ts';
import { predict } from './predict.ts';
import { restore } from './restore.ts';

/** Every command, in the order in which the overview lists them. */
export const commands: readonly Command[] = [
  predict,
  importCommand,
  exportCommand,
  models,
  keys,
  backup,
  restore,
];
