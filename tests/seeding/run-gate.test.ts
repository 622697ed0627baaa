import { expect, it } from 'vitest';
import { createRunGate } from '../../src/seeding/run-gate.ts';

const never = new AbortController().signal;

it('lets a suspect in when the others are out, and the others when the suspect is out, in order of arrival', async () => {
  const gate = createRunGate();
  const order: string[] = [];
  const first = await gate.enter('shared', never);
  const second = await gate.enter('shared', never);
  const alone = gate.enter('alone', never).then((leave) => {
    order.push('alone');
    return leave;
  });
  const later = gate.enter('shared', never).then((leave) => {
    order.push('later');
    return leave;
  });
  first?.();
  first?.();
  expect(order).toEqual([]);
  second?.();
  const leaveAlone = await alone;
  expect(order).toEqual(['alone']);
  leaveAlone?.();
  await later;
  expect(order).toEqual(['alone', 'later']);
});

it('forgets whoever is told to go while waiting, and lets those behind in', async () => {
  const gate = createRunGate();
  const leave = await gate.enter('shared', never);
  const told = new AbortController();
  const suspect = gate.enter('alone', told.signal);
  const behind = gate.enter('shared', never);
  told.abort();
  expect(await suspect).toBeUndefined();
  expect(await behind).toBeTypeOf('function');
  leave?.();
  expect(await gate.enter('shared', told.signal)).toBeUndefined();
});
