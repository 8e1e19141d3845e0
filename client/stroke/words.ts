/** Words shared by the panels; each panel has its own beside it. */
export const words = {
  panels: 'Panels',
  panel: {
    reading: 'Reading',
    exam: 'Exam',
    scores: 'Imaging scores',
    treatment: 'Treatment',
    disposition: 'Disposition',
    timeline: 'Timeline',
  },
  enterWhat: (what: string) => `Enter ${what}`,
  back: 'Back',
  /** As short as the tab must be. */
  tab: { reading: 'Reading', exam: 'Exam', scores: 'Scores', treatment: 'Treatment', disposition: 'Disposition', timeline: 'Timeline' },
  alerts: 'Look at this now',
  alertCount: (count: number) => `Look now (${count})`,
  lookAgain: (what: string, evidence: string) => `Look again: ${what}: ${evidence}`,
  overdue: (check: number) => `Check ${check} of 36 is overdue`,
  toRelease: (dose: string, by: string) => `${dose}, prepared by ${by}: check it and release it`,
  toStart: (dose: string) => `${dose} is released: start it, then enter it as started`,
  understood: 'Understood',
  refused: (why: string) => `Not entered: ${why}`,
  pending: (count: number) => `${count === 1 ? 'One entry is' : `${count} entries are`} kept here and will be sent when the link is back.`,
  rule: 'Rule',
  source: 'Source',
  certainty: {
    read: 'read in the source',
    secondary: 'quoted from a secondary source: verify before relying on it',
    unchecked: 'general knowledge, not checked against a source',
  },
  rulesOf: (date: string) => `rule set of ${date}`,
} as const;
