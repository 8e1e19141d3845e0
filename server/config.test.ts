import { describe, expect, test } from 'vitest';
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
  ])('[SV2] names %s when it is %s', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(new RegExp(`^${name} is `));
  });

  test('[SV2] certificate and key go together', () => {
    expect(() => readConfig({ HYPERACUTE_TLS_CERT: 'cert.pem' })).toThrow('HYPERACUTE_TLS_KEY is missing');
  });

  test('[SV3] evaluation stays on loopback unless told twice, and beyond it TLS is needed', () => {
    expect(() => readConfig({ HYPERACUTE_HOST: '0.0.0.0' })).toThrow('HYPERACUTE_EVALUATION_ON_NETWORK');
    expect(() => readConfig({ HYPERACUTE_HOST: '0.0.0.0', HYPERACUTE_EVALUATION_ON_NETWORK: 'yes' })).toThrow('HYPERACUTE_TLS_CERT');
    expect(() => readConfig({ HYPERACUTE_HOST: '0.0.0.0', HYPERACUTE_MODE: 'production' })).toThrow('HYPERACUTE_TLS_CERT');
    expect(
      readConfig({ HYPERACUTE_HOST: '0.0.0.0', HYPERACUTE_MODE: 'production', HYPERACUTE_PUBLIC_URL: 'https://stroke.example/' }).publicUrl,
    ).toBe('https://stroke.example');
  });
});
