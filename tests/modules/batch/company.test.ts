import { expect, test } from 'bun:test';
import { createCompany } from '../../../src/modules/batch/company.ts';

/** What is answered and when, to be changed; and whether that is company. */
function watched() {
  const state = { answers: 0, now: 0 };
  return {
    state,
    hasCompany: createCompany(
      () => state.answers,
      () => state.now,
    ),
  };
}

test('whoever is answered meanwhile is company, and for a second after', () => {
  const { state, hasCompany } = watched();
  expect(hasCompany()).toBe(false);
  Object.assign(state, { answers: 1, now: 20 });
  expect(hasCompany()).toBe(true);
  state.now = 1019;
  expect(hasCompany()).toBe(true);
  state.now = 1020;
  expect(hasCompany()).toBe(false);
});

test('what was answered long before is not', () => {
  const { state, hasCompany } = watched();
  state.answers = 7;
  expect(hasCompany()).toBe(false);
  Object.assign(state, { answers: 9, now: 60_000 });
  expect(hasCompany()).toBe(false);
});

test('a count that begins anew is company only when it counts somebody', () => {
  const { state, hasCompany } = watched();
  state.answers = 7;
  hasCompany();
  Object.assign(state, { answers: 0, now: 10 });
  expect(hasCompany()).toBe(false);
  Object.assign(state, { answers: 1, now: 20 });
  expect(hasCompany()).toBe(true);
  Object.assign(state, { answers: 9, now: 1100 });
  hasCompany();
  Object.assign(state, { answers: 2, now: 2099 });
  expect(hasCompany()).toBe(true);
});
