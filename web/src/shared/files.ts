// Fetching a file the server makes, telling how much has come, and handing it to the browser under the server's own name.
import { send } from './api'

/** The name in a Content-Disposition: the one in UTF-8 first. */
export function nameIn(disposition: string | null): string {
  const wide = /filename\*=(?:UTF-8|utf-8)''([^;]+)/.exec(disposition ?? '')?.[1]
  if (wide) return decodeURIComponent(wide)
  return /filename="?([^";]+)"?/.exec(disposition ?? '')?.[1] ?? ''
}

export async function fetchFile(path: string, signal: AbortSignal, came: (bytes: number) => void): Promise<void> {
  const response = await send(path, { signal })
  const parts: BlobPart[] = []
  let bytes = 0
  const reader = response.body?.getReader()
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    parts.push(part.value as BlobPart)
    bytes += part.value.length
    came(bytes)
  }
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob(parts, { type: response.headers.get('Content-Type') ?? '' }))
  link.download = nameIn(response.headers.get('Content-Disposition')) || (path.split('?')[0]?.split('/').at(-1) ?? '')
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
