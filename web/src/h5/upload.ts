// Sends a photo with its progress (fetch cannot say how far it is); refusals are ApiProblem like everywhere.
import { ApiProblem, cookie } from '@/shared/api'
import type { Problem } from '@/shared/types'

/** Without a byte for so long the line is taken for dead. */
const DEAD_MS = 60_000

export function uploadPhoto(caseId: string, photo: Blob, kind: string, progress: (share: number) => void): Promise<void> {
  const form = new FormData()
  form.append('file', photo, `photo.${photo.type.split('/')[1] ?? 'jpg'}`)
  form.append('kind', kind)
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api/cases/${caseId}/evidence`)
    request.timeout = DEAD_MS
    request.setRequestHeader('Accept', 'application/json')
    request.setRequestHeader('Accept-Language', document.documentElement.lang)
    request.setRequestHeader('X-CSRFToken', cookie('weige_csrf'))
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total)
    const offline = (): void => reject(new ApiProblem({ status: 0, code: 'offline' }))
    request.onerror = offline
    request.ontimeout = offline
    request.onload = () => (request.status < 300 ? resolve() : reject(problemOf(request)))
    request.send(form)
  })
}

function problemOf(request: XMLHttpRequest): ApiProblem {
  const fallback: Problem = { status: request.status, code: `http_${request.status}` }
  try {
    return new ApiProblem({ ...fallback, ...(JSON.parse(request.responseText) as Partial<Problem>) })
  } catch {
    return new ApiProblem(fallback)
  }
}
