import { createHash } from 'node:crypto';
import type { OutlineItem } from './outline.ts';

/** What a page about one object says. */
interface DocumentPage {
  kind: string;
  title: string;
  /** Whose it is and what it is from: shown above everything. */
  identity: OutlineItem[];
  /** Said before the content, as a warning. */
  notice: string | null;
  content: OutlineItem[];
}

const STYLE = `:root{color-scheme:dark}body{margin:0 auto;max-width:60rem;padding:1rem 1.25rem 4rem;background:#0b0f14;color:#dbe4ee;font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.35rem;margin:.25rem 0 1rem}header{border-bottom:1px solid #2a3542}.kind{color:#9fb0c3;margin:0}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:0 0 1rem}dt{color:#9fb0c3}dd{margin:0}
.notice{border-left:4px solid #e0a030;padding:.5rem .75rem;margin:1rem 0;background:#1a1710}
ul{list-style:none;margin:0;padding:0}ul ul{padding-left:1.25rem;border-left:1px solid #2a3542}li{margin:.3rem 0}
b{color:#9fb0c3;font-weight:500}.value{white-space:pre-line}
@media print{:root{color-scheme:light}body{background:#fff;color:#000}b,dt,.kind{color:#333}}
@media (max-width:30rem){dl{grid-template-columns:1fr}dd{margin-bottom:.4rem}ul ul{padding-left:.6rem}}`;

/** Nothing runs and nothing is fetched from the page: its one style is known by its hash. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox`;

/** A whole HTML page. Every text of the object is escaped, and isolated so that its direction of writing turns nothing else round. */
export function documentPage({ kind, title, identity, notice, content }: DocumentPage): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(kind)}</title><style>${STYLE}</style></head>
<body><header><p class="kind">${escaped(kind)}</p><h1>${said(title)}</h1><dl>${identity.map(({ name, value }) => `<dt>${escaped(name)}</dt><dd>${said(value)}</dd>`).join('')}</dl></header>
<main>${notice === null ? '' : `<p class="notice" role="note">${escaped(notice)}</p>`}${list(content)}</main></body></html>
`;
}

function list(outline: readonly OutlineItem[]): string {
  if (outline.length === 0) return '';
  return `<ul>${outline.map(({ name, value, children }) => `<li>${name === '' ? '' : `<b>${said(name)}</b> `}<span class="value">${said(value)}</span>${list(children)}</li>`).join('')}</ul>`;
}

const said = (value: string): string => `<bdi>${escaped(value)}</bdi>`;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
/** Control characters have no place on a page; line breaks stay. */
const escaped = (value: string): string => value.replace(/[^\P{Cc}\n\t]/gu, '').replace(/[&<>"']/g, (character) => ENTITIES[character]!);
