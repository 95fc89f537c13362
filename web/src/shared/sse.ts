// Parser of the server-sent events format (HTML standard, section 9.2), fed with text as it arrives; also reports comments.

export interface SseEvent {
  id: string | null
  event: string
  data: string
}

export interface SseSink {
  event: (event: SseEvent) => void
  /** A line starting with ":" — the server's heartbeat. */
  comment: () => void
  retry?: (ms: number) => void
}

export function sseParser(sink: SseSink): (chunk: string) => void {
  let rest = ''
  let id: string | null = null
  let event = ''
  let data: string[] = []

  const dispatch = (): void => {
    if (data.length) sink.event({ id, event: event || 'message', data: data.join('\n') })
    event = ''
    data = []
  }

  const line = (text: string): void => {
    if (text === '') return dispatch()
    if (text.startsWith(':')) return sink.comment()
    const colon = text.indexOf(':')
    const field = colon < 0 ? text : text.slice(0, colon)
    const value = colon < 0 ? '' : text.slice(colon + 1).replace(/^ /, '')
    if (field === 'data') data.push(value)
    else if (field === 'event') event = value
    else if (field === 'id' && !value.includes('\0')) id = value
    else if (field === 'retry' && /^\d+$/.test(value)) sink.retry?.(Number(value))
  }

  return (chunk) => {
    // A lone CR at the end may be the first half of CRLF: keep it for the next chunk.
    const text = rest + chunk
    const held = text.endsWith('\r') ? 1 : 0
    const lines = text.slice(0, text.length - held).split(/\r\n|\n|\r/)
    rest = (lines.pop() ?? '') + (held ? '\r' : '')
    lines.forEach(line)
  }
}
