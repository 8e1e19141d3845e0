import { type StrokePolicy, strokePolicy } from '#shared/clinical/policy.ts';

type Hospital = StrokePolicy['hospitals'][number];

/** Invented, as everything of evaluation mode; numbers of the block kept for fiction (555-0100 to 555-0199). Travel in minutes. */
const metro = (road: [number, number], air: [number, number]): Hospital => ({
  id: 'metro',
  name: 'Metro Stroke Center',
  phone: '+1 202 555 0130',
  capabilities: ['thrombectomy', 'neurosurgery', 'stroke-unit', 'neuro-icu'],
  travel: [
    { mode: 'road', atLeast: road[0], atMost: road[1] },
    { mode: 'helicopter', atLeast: air[0], atMost: air[1] },
  ],
});
const summit = (road: [number, number]): Hospital => ({
  id: 'summit',
  name: 'Summit University',
  phone: '+1 202 555 0140',
  capabilities: ['thrombectomy', 'neurosurgery', 'stroke-unit', 'neuro-icu'],
  travel: [{ mode: 'road', atLeast: road[0], atMost: road[1] }],
});

/** Policies of the evaluation's spokes: the product's, with hospitals to send to. */
export const EVALUATION_POLICIES: Record<string, StrokePolicy> = {
  riverside: strokePolicy.parse({ hospitals: [metro([55, 70], [25, 30]), summit([95, 120])] }),
  lakeside: strokePolicy.parse({ hospitals: [metro([60, 80], [25, 35]), summit([90, 115])] }),
};
