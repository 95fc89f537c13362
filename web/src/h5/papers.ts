// Sends a paper that was written on this phone: draft under its own id, pictures, then the number.
import { ApiProblem, api } from '@/shared/api'
import type { Paper } from '@/shared/enforce/types'
import type { Sender } from './outbox'

async function seen(paperId: string, photo: Blob): Promise<void> {
  const form = new FormData()
  form.append('file', photo, `photo.${photo.type.split('/')[1] ?? 'jpg'}`)
  form.append('role', 'seen')
  try {
    await api.upload(`/api/papers/${paperId}/files`, form)
  } catch (error) {
    // It has its number already: the answer to an earlier sending was lost, the pictures are there.
    if (!(error instanceof ApiProblem) || error.code !== 'paper_frozen') throw error
  }
}

async function issue(paperId: string): Promise<{ number: string }> {
  const paper = await api.get<Paper>(`/api/papers/${paperId}`)
  if (paper.number) return paper
  return api.post<Paper>(`/api/papers/${paperId}/moves/issue`, { version: paper.version })
}

export const papers: Pick<Sender, 'draft' | 'seen' | 'issue'> = {
  draft: (body) => api.post<Paper>('/api/papers', body),
  seen,
  issue,
}
