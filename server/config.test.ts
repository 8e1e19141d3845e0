import { describe, expect, test } from 'vitest';
import { sfuConfig } from '../sfu/environment.ts';
import { readConfig } from './config.ts';

describe('configuration', () => {
  test('[SV2] has defaults for everything', () => {
    expect(readConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      dimsePort: 11112,
      aeTitle: 'HYPERACUTE',
      mode: 'evaluation',
      sampleCase: null,
    });
  });

  test.each([
    ['HYPERACUTE_PORT', '99999'],
    ['HYPERACUTE_PORT', 'eighty'],
    ['HYPERACUTE_MODE', 'demo'],
    ['HYPERACUTE_AE_TITLE', 'A TITLE FAR TOO LONG'],
    ['HYPERACUTE_PUBLIC_URL', 'hospital'],
    ['DATABASE_URL', 'postgres://localhost/x'],
    ['HYPERACUTE_RTC_PORT', 'media'],
    ['HYPERACUTE_RTC_ANNOUNCED_ADDRESS', 'not an address'],
    ['TURN_URL', 'https://turn.example'],
    ['HYPERACUTE_SFU_SECRET', 'short'],
    ['SMTP_URL', 'https://mail.example'],
    ['SMTP_FROM', 'nobody'],
  ])('[SV2] names %s when it is %s', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(new RegExp(`^${name} is `));
  });

  test('[SV2] certificate and key go together', () => {
    expect(() => readConfig({ HYPERACUTE_TLS_CERT: 'cert.pem' })).toThrow('HYPERACUTE_TLS_KEY is missing');
  });

  test('[SV2] mail has a server, and a sender of its own host unless told otherwise; its password is not repeated', () => {
    expect(readConfig({ SMTP_FROM: 'calls@hub.example' }).smtp).toBeUndefined();
    expect(readConfig({ SMTP_URL: 'smtps://u:p@mail.example', HYPERACUTE_PUBLIC_URL: 'https://room.example/' }).smtp).toEqual({
      url: 'smtps://u:p@mail.example',
      from: 'hyperacute@room.example',
    });
    expect(() => readConfig({ SMTP_URL: 'mail://u:invented-word@mail.example' })).not.toThrow('invented-word');
  });

  test('[SV2] TURN servers and their secret go together; secrets are not repeated in what is said', () => {
    expect(() => readConfig({ TURN_URL: 'turn:turn.example:3478' })).toThrow('TURN_SECRET is missing');
    expect(() => readConfig({ TURN_SECRET: 'shared-with-coturn' })).toThrow('TURN_URL is missing');
    expect(readConfig({ TURN_URL: 'turn:a.example, turns:b.example:443', TURN_SECRET: 'shared-with-coturn' }).media.turn?.urls).toEqual([
      'turn:a.example',
      'turns:b.example:443',
    ]);
    expect(() => readConfig({ HYPERACUTE_SFU_SECRET: 'short' })).not.toThrow('short');
  });

  test('[SV2] an SFU of its own needs its server and the secret, and TLS beyond this machine', () => {
    const secret = 'x'.repeat(32);
    expect(() => sfuConfig({ HYPERACUTE_SFU_SECRET: secret })).toThrow('HYPERACUTE_SFU_SERVER is missing');
    expect(() => sfuConfig({ HYPERACUTE_SFU_SERVER: 'http://127.0.0.1:8080' })).toThrow('HYPERACUTE_SFU_SECRET is missing');
    expect(() => sfuConfig({ HYPERACUTE_SFU_SECRET: secret, HYPERACUTE_SFU_SERVER: 'http://10.0.0.4:8080' })).toThrow('https');
    for (const server of ['https://stroke.example', 'http://127.0.0.1:8080', 'http://localhost:8080'])
      expect(sfuConfig({ HYPERACUTE_SFU_SECRET: secret, HYPERACUTE_SFU_SERVER: server }).server).toBe(server);
  });

  test('[SV3] evaluation stays on loopback unless told twice, and beyond it TLS is needed', () => {
    expect(() => readConfig({ HYPERACUTE_HOST: '0.0.0.0' })).toThrow('HYPERACUTE_EVALUATION_ON_NETWORK');
    expect(() => readConfig({ HYPERACUTE_RTC_ANNOUNCED_ADDRESS: '192.0.2.7' })).toThrow('HYPERACUTE_EVALUATION_ON_NETWORK');
    expect(() => readConfig({ HYPERACUTE_HOST: '0.0.0.0', HYPERACUTE_EVALUATION_ON_NETWORK: 'yes' })).toThrow('HYPERACUTE_TLS_CERT');
    expect(() => readConfig({ HYPERACUTE_HOST: '0.0.0.0', HYPERACUTE_MODE: 'production' })).toThrow('HYPERACUTE_TLS_CERT');
    expect(
      readConfig({ HYPERACUTE_HOST: '0.0.0.0', HYPERACUTE_MODE: 'production', HYPERACUTE_PUBLIC_URL: 'https://stroke.example/' }).publicUrl,
    ).toBe('https://stroke.example');
  });
});
