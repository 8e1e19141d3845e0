import { describe, expect, test } from 'vitest';
import { role } from '#shared/protocol/http.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { ACTIONS, type Actor, may } from './policy.ts';
import { SignInThrottle } from './throttle.ts';

const person = (given: Partial<Extract<Actor, { kind: 'person' }>>): Actor => ({
  kind: 'person',
  personId: 'p',
  name: '',
  email: '',
  role: 'neurologist',
  organisationId: 'hub',
  organisationName: '',
  organisationKind: 'hub',
  ...given,
});
const spoke = { organisationId: 'spoke', linkedHubs: ['hub'] };
const nurse = person({ role: 'nurse', organisationId: 'spoke', organisationKind: 'spoke' });

describe('policy', () => {
  test('[ID4] nobody reaches an organisation that is neither their own nor linked with theirs', () => {
    for (const one of role.options)
      for (const action of ACTIONS) expect(may(person({ role: one, organisationId: 'elsewhere' }), action, spoke)).toBe(false);
    for (const action of ACTIONS) expect(may({ kind: 'key', keyId: 'k', organisationId: 'elsewhere' }, action, spoke)).toBe(false);
  });

  test('[ID4] a hub reads its spoke, never its sibling; a spoke never reads its hub', () => {
    expect(may(person({}), 'consult.read', spoke)).toBe(true);
    expect(may(nurse, 'consult.read', { organisationId: 'hub', linkedHubs: [] })).toBe(false);
    expect(may(person({ organisationId: 'hub', organisationKind: 'spoke' }), 'consult.read', spoke)).toBe(false);
  });

  test.each<[string, Actor, (typeof ACTIONS)[number], boolean]>([
    ['a nurse writes marks', nurse, 'marks.write', true],
    ['a nurse moderates nothing', nurse, 'marks.moderate', false],
    ['a nurse accepts nothing', nurse, 'consult.accept', false],
    ['a neurologist moderates', person({}), 'marks.moderate', true],
    ['a neurologist opens no consult at a spoke', person({}), 'consult.open', false],
    ['a coordinator reads', person({ role: 'coordinator' }), 'consult.read', true],
    ['a coordinator does not write marks', person({ role: 'coordinator' }), 'marks.write', false],
    ['an admin reads no consult', person({ role: 'admin' }), 'consult.read', false],
    ['a key stores into its own organisation', { kind: 'key', keyId: 'k', organisationId: 'spoke' }, 'dicomweb.store', true],
    ['a nurse calls the neurologist', nurse, 'call.start', true],
    ['a nurse answers no call', nurse, 'call.answer', false],
    ['a coordinator answers a call', person({ role: 'coordinator' }), 'call.answer', true],
    ['a coordinator accepts no consult by entering', person({ role: 'coordinator' }), 'consult.accept', false],
    ['an observer calls nobody', person({ role: 'observer' }), 'call.start', false],
    ['a key reads no consult', { kind: 'key', keyId: 'k', organisationId: 'spoke' }, 'consult.read', false],
    ['a hub does not read a spoke by DICOMweb', person({}), 'dicomweb.read', false],
  ])('[ID4] %s', (_name, actor, action, allowed) => {
    expect(may(actor, action, spoke)).toBe(allowed);
  });
});

describe('passwords', () => {
  test('[ID5] are argon2id with a salt of their own', async () => {
    const [one, two] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
    expect(await verifyPassword('correct horse', one)).toBe(true);
    expect(await verifyPassword('wrong horse', one)).toBe(false);
    expect(await verifyPassword('correct horse', 'nonsense')).toBe(false);
  });

  test('[ID5] guessing is slowed down, per person and address, and never locked for ever', () => {
    const throttle = new SignInThrottle();
    for (let i = 0; i < 5; i++) {
      throttle.check('a', 0);
      throttle.failed('a', 0);
    }
    expect(() => throttle.check('a', 500)).toThrow('Too many');
    expect(() => throttle.check('b', 500)).not.toThrow();
    expect(() => throttle.check('a', 1_001)).not.toThrow();
    for (let i = 0; i < 30; i++) throttle.failed('a', 2_000);
    expect(() => throttle.check('a', 62_001)).not.toThrow();
    throttle.succeeded('a');
    expect(() => throttle.check('a', 2_001)).not.toThrow();
  });
});
