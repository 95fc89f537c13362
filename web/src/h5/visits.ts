// Sends visits said on this phone, and asks which of them are still asked for.
import { api } from '@/shared/api'
import type { Tag } from '@/shared/tags'
import type { Sender } from './outbox'
import type { Page } from './types'

export const visits: Pick<Sender, 'visit' | 'visitable'> = {
  visit: (undo, body) => api.post(undo ? '/api/tags/visits/undo' : '/api/tags/visits', body),
  visitable: async (tags) => {
    const asked = new Set((await api.get<Page<Tag>>('/api/tags/patrol')).items.map((one) => one.id))
    return tags.filter((id) => asked.has(id))
  },
}
