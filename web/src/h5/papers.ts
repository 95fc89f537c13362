// Sends a paper that was written on this phone: draft under its own id, pictures, then the number; and what is done to a work record.
import { ApiProblem, api } from '@/shared/api'
import type { FileRow, Paper } from '@/shared/enforce/types'
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

async function keep(paperId: string): Promise<Paper> {
  const paper = await api.get<Paper>(`/api/papers/${paperId}`)
  return paper.state === 'draft' ? api.post<Paper>(`/api/papers/${paperId}/moves/keep`, { version: paper.version }) : paper
}

async function step(paperId: string, code: string, body: Record<string, unknown>): Promise<number> {
  const base = `/api/papers/${paperId}`
  return (await (code === 'edit' ? api.put<Paper>(base, body) : api.post<Paper>(`${base}/moves/${code}`, body))).version
}

async function file(paperId: string, blob: Blob, role: string): Promise<number> {
  const form = new FormData()
  form.append('file', blob, `${role}.${blob.type.split('/')[1] ?? 'png'}`)
  form.append('role', role)
  return (await api.upload<FileRow>(`/api/papers/${paperId}/files`, form)).id
}

export const papers: Pick<Sender, 'draft' | 'seen' | 'issue' | 'keep' | 'step' | 'file' | 'paperVersion'> = {
  keep,
  step,
  file,
  paperVersion: async (id) => (await api.get<Paper>(`/api/papers/${id}`)).version,
  draft: (body) => api.post<Paper>('/api/papers', body),
  seen,
  issue,
}
