import { dirname, join, normalize } from 'node:path';
import { projectFiles, read } from './files.ts';

/** Who may import whom. Each rule: files it speaks of, and what they may not import (project paths, or packages behind `npm:`). */
const RULES: { of: RegExp; not: RegExp; except?: RegExp; why: string }[] = [
  {
    of: /^shared\//,
    not: /^(client|server|sfu|e2e)\/|^npm:(?!zod$)/,
    except: /\.test\.ts$/,
    why: 'shared/ is pure: it imports shared/ and zod only',
  },
  {
    of: /^client\//,
    not: /^(server|sfu)\/|^npm:node:/,
    except: /\.test\.tsx?$|^client\/viewer\/build\//,
    why: 'client/ never imports server/, sfu/ or Node',
  },
  { of: /^server\//, not: /^client\//, except: /\.test\.ts$/, why: 'server/ never imports client/' },
  { of: /^sfu\//, not: /^(client|server)\//, why: 'sfu/ imports shared/ only' },
  {
    of: /^(?!client\/viewer\/)/,
    not: /^npm:@cornerstonejs\/(?!codec-openjph)/,
    // Somebody else's viewer, for tests of DICOMweb.
    except: /^e2e\/viewer\/support\/stock\//,
    why: 'client/viewer is the only importer of Cornerstone',
  },
  { of: /^(?!client\/video\/)/, not: /^npm:mediasoup-client/, why: 'client/video is the only importer of mediasoup-client' },
  {
    of: /^client\/(?!collab\/)/,
    not: /^npm:(yjs|y-protocols|y-websocket|lib0)/,
    why: 'client/collab is the only importer of Yjs in the client',
  },
  { of: /^server\/store\//, not: /^server\/(?!store\/)/, why: 'store/ is below everything in server/' },
  { of: /^server\/(?!(?:main|server)\.ts$|realtime\/)/, not: /^server\/realtime\//, why: 'realtime/ is an edge: only main.ts imports it' },
  {
    of: /^server\/(?!(?:main|server|http-doors)\.ts$|imaging\/dicomweb\/)/,
    not: /^server\/imaging\/dicomweb\//,
    why: 'imaging/dicomweb is an edge: only the composition root imports it',
  },
  { of: /^(server|client|shared|sfu)\//, not: /^server\/main\.ts$/, why: 'main.ts is above everything' },
];

const IMPORT = /(?:\bimport\s*\(\s*|\bfrom\s+|\bimport\s+|new URL\(\s*)(['"])([^'"]+)\1/g;

/** Every forbidden import, as `file → target: why`. */
export function layeringFaults(): string[] {
  const faults: string[] = [];
  for (const file of projectFiles('.ts', '.tsx')) {
    for (const [, , target] of read(file).matchAll(IMPORT)) {
      const resolved = resolve(file, target!);
      for (const rule of RULES) {
        if (rule.of.test(file) && rule.not.test(resolved) && !rule.except?.test(file)) faults.push(`${file} → ${target}: ${rule.why}`);
      }
    }
  }
  return faults;
}

function resolve(file: string, target: string): string {
  if (target.startsWith('.')) return normalize(join(dirname(file), target));
  return target.startsWith('#shared/') ? target.slice(1) : `npm:${target}`;
}
