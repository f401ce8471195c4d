import { follow } from './script/follow.ts';

const replay = document.querySelector<HTMLElement>('[data-follow]');
if (replay) follow(replay);
