// The rooms of enforcement, for its tabs and for the command palette: address, word, and who has one of these verbs.
export interface Room {
  to: string
  key: string
  icon: string
  verbs: string[]
}

export const ROOMS: readonly Room[] = [
  { to: '/papers', key: 'papers', icon: 'file', verbs: ['paper.list'] },
  { to: '/records', key: 'records', icon: 'note', verbs: ['paper.list'] },
  { to: '/offsite', key: 'offsite', icon: 'device-cctv', verbs: ['offsite.list'] },
  { to: '/transfers', key: 'transfers', icon: 'send', verbs: ['transfer.list'] },
  { to: '/powers', key: 'powers', icon: 'gavel', verbs: ['power.list'] },
  { to: '/legal', key: 'legal', icon: 'clock', verbs: ['paper.template', 'legal.confirm', 'paper.order'] },
  { to: '/paper-kinds', key: 'kinds', icon: 'file-text', verbs: ['paper.template'] },
]
